"""Columns and cells of a data table. `None` is missing and says so; it never looks like zero."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from . import dates, tones


@dataclass(frozen=True)
class Column:
    label: str
    numeric: bool


@dataclass(frozen=True)
class Cell:
    text: str
    url: str = ""
    tone: str = ""
    numeric: bool = False
    missing: bool = False
    heads_row: bool = False
    is_date: bool = False


def columns(given: Iterable[Any]) -> list[Column]:
    return [
        Column(str(c["label"]), bool(c.get("numeric"))) if isinstance(c, dict) else Column(str(c), False)
        for c in given
    ]


def rows(given: Iterable[Iterable[Any]], heads: list[Column], row_headers: bool) -> list[list[Cell]]:
    return [
        [
            _cell(value, heads[place].numeric if place < len(heads) else False, row_headers and place == 0)
            for place, value in enumerate(row)
        ]
        for row in given
    ]


def _cell(value: Any, numeric: bool, heads_row: bool) -> Cell:
    if isinstance(value, dict):
        tone = tones.known(value["tone"]) if value.get("tone") else ""
        return Cell(text(value.get("text")), value.get("url", ""), tone, numeric, False, heads_row)
    return Cell(
        text(value), "", "", numeric, value is None, heads_row, is_date=isinstance(value, datetime.date)
    )


def text(value: Any) -> str:
    if value is None:
        return _("not available")
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return number_format(value, use_l10n=True, force_grouping=True)
    if isinstance(value, datetime.date):
        return dates.shown(value).text
    # Kept as it came: text already marked safe stays so, all other text is escaped by the template.
    return value if isinstance(value, str) else str(value)
