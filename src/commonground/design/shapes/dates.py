"""Dates as people read them, with the machine's form beside. Text such as "March 2026" is left as it is."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format


@dataclass(frozen=True)
class ShownDate:
    text: str
    machine: str


def shown(value: Any) -> ShownDate:
    if isinstance(value, datetime.datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return ShownDate(date_format(local, "DATETIME_FORMAT"), local.isoformat(timespec="minutes"))
    if isinstance(value, datetime.date):
        return ShownDate(date_format(value, "DATE_FORMAT"), value.isoformat())
    return ShownDate(str(value or ""), "")


def entry(item: Any) -> dict:
    """A timeline entry with its date made readable; the rest is passed on by name."""
    names = ("title", "text", "status", "url", "by", "changes")
    read = item.get if isinstance(item, dict) else lambda name: getattr(item, name, None)
    return {"date": shown(read("date")), **{name: read(name) for name in names}}
