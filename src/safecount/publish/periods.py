"""Reads the periods of a time dimension: months (2026-11), quarters (2026-Q4) and years (2026)."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from safecount.schema.model import Period

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{2})|-?Q([1-4]))?")
_SUFFIXES = tuple(f".{period}" for period in Period)


@dataclass(frozen=True, order=True)
class Span:
    """A span of whole months: the first, counted from year 0, and how many."""

    first: int
    months: int

    @property
    def begins(self) -> datetime.date:
        """The first day of the span."""
        return datetime.date(self.first // 12, self.first % 12 + 1, 1)

    @property
    def last_month(self) -> str:
        """The last month of the span, as 2026-11."""
        last = self.first + self.months - 1
        return f"{last // 12:04d}-{last % 12 + 1:02d}"

    @property
    def label(self) -> str:
        """The words for the span: Nov 2026, 2026 Q4 or 2026."""
        year, month = divmod(self.first, 12)
        if self.months == 1:
            return f"{_MONTHS[month]} {year}"
        return f"{year} Q{month // 3 + 1}" if self.months == 3 else str(year)

    def moved(self, spans: int) -> Span:
        """Return the span as many of its own lengths later."""
        return Span(self.first + spans * self.months, self.months)

    def holds(self, day: datetime.date) -> bool:
        """Return whether `day` lies in the span."""
        return self.first <= day.year * 12 + day.month - 1 < self.first + self.months


def is_time(reference: str) -> bool:
    """Return whether a dimension counts by period."""
    return reference.endswith(_SUFFIXES)


def span_of(value: str) -> Span | None:
    """Return the span that `value` names, None if it names none."""
    match = _SHAPE.fullmatch(value)
    if not match or match[1] == "0000":
        return None
    year, month, quarter = int(match[1]), match[2], match[3]
    if quarter:
        return Span(year * 12 + 3 * int(quarter) - 3, 3)
    if month:
        return Span(year * 12 + int(month) - 1, 1) if 1 <= int(month) <= 12 else None
    return Span(year * 12, 12)


def month_label(month: str) -> str:
    """Return the words for a month as 2026-11; the text itself if it is not one."""
    span = span_of(month)
    return span.label if span else month
