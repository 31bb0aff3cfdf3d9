"""Periods and numbers of a chart in the reader's language."""

import datetime
import re

from django.utils.formats import date_format, get_format

MONTH = re.compile(r"(\d{4})-(\d{2})")
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def period_name(period: str) -> str:
    if match := DAY.fullmatch(period):
        return date_format(datetime.date(*map(int, match.groups())), "SHORT_DATE_FORMAT")
    if match := MONTH.fullmatch(period):
        year, month = map(int, match.groups())
        return date_format(datetime.date(year, month, 1), "M Y")
    return period


def number_locale() -> dict:
    """Django's separators in the shape the renderer wants (d3-format)."""
    return {
        "decimal": get_format("DECIMAL_SEPARATOR"),
        "thousands": get_format("THOUSAND_SEPARATOR"),
        "grouping": [3],
        "currency": ["", ""],
    }
