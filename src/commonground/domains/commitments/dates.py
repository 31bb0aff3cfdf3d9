"""Dates that are known to the day, the month, the quarter or only the year. Pure: no database, no Django.

Reports say "May 2023" and mean it: nothing is invented to make a full date of it. A promise made for a period is
late only once the whole period has passed.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import total_ordering

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class NotADate(ValueError):
    """Words that name no day, month, quarter or year."""


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A period, by its first day. Build it with `of` or `parse`, which put the day at the period's start."""

    first_day: date
    precision: Precision

    @classmethod
    def of(cls, day: date, precision: Precision | str = Precision.DAY) -> "PartialDate":
        """The period of that precision in which the day falls."""
        known = Precision(precision)
        if known is Precision.MONTH:
            day = day.replace(day=1)
        elif known is Precision.QUARTER:
            day = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
        elif known is Precision.YEAR:
            day = date(day.year, 1, 1)
        return cls(day, known)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Reads what people write: "May 2023", "Sept 2022", "2023-08", "2025-05-06", "5/6/2025", "Q3 2025", "2024".

        Day and month in figures are read the American way, month first. Raises `NotADate`.
        """
        return _parse(text)

    @property
    def last_day(self) -> date:
        """The day on which the period ends: only after it is something promised for the period late."""
        year, month = self.first_day.year, self.first_day.month
        if self.precision is Precision.DAY:
            return self.first_day
        if self.precision is Precision.YEAR:
            return date(year, 12, 31)
        last_month = month + 2 if self.precision is Precision.QUARTER else month
        return date(year, last_month, calendar.monthrange(year, last_month)[1])

    def has_passed(self, on: date, *, grace: timedelta = timedelta(0)) -> bool:
        """Whether the whole period, and the grace after it, is over on that day."""
        return on > self.last_day + grace

    def __lt__(self, other: "PartialDate") -> bool:
        return (self.last_day, self.first_day) < (other.last_day, other.first_day)

    def __str__(self) -> str:
        """The form that files and histories keep: 2025-05-06, 2025-05, 2025-Q2 or 2025."""
        year, month = self.first_day.year, self.first_day.month
        if self.precision is Precision.DAY:
            return self.first_day.isoformat()
        if self.precision is Precision.MONTH:
            return f"{year}-{month:02}"
        if self.precision is Precision.QUARTER:
            return f"{year}-Q{(month + 2) // 3}"
        return str(year)

    def in_words(self, language: str = "en") -> str:
        """As people read it: "May 6, 2025", "May 2025", "second quarter of 2025", "2025"."""
        words = _SPANISH if language.startswith("es") else _ENGLISH
        first = self.first_day
        return words.shapes[self.precision].format(
            day=first.day,
            month=words.months[first.month - 1],
            quarter=words.quarters[(first.month - 1) // 3],
            year=first.year,
        )


@dataclass(frozen=True)
class _Words:
    months: tuple[str, ...]
    quarters: tuple[str, ...]
    shapes: dict[Precision, str]


_ENGLISH = _Words(
    tuple(
        "January February March April May June July August September October November December".split()  # noqa: SIM905
    ),
    ("first", "second", "third", "fourth"),
    {
        Precision.DAY: "{month} {day}, {year}",
        Precision.MONTH: "{month} {year}",
        Precision.QUARTER: "{quarter} quarter of {year}",
        Precision.YEAR: "{year}",
    },
)
_SPANISH = _Words(
    tuple(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()  # noqa: SIM905
    ),
    ("primer", "segundo", "tercer", "cuarto"),
    {
        Precision.DAY: "{day} de {month} de {year}",
        Precision.MONTH: "{month} de {year}",
        Precision.QUARTER: "{quarter} trimestre de {year}",
        Precision.YEAR: "{year}",
    },
)

_YEAR = re.compile(r"(\d{4})")
_ISO_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
_ISO_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ][\d:.]+z?)?")
_AMERICAN_MONTH = re.compile(r"(\d{1,2})[-/](\d{4})")
_AMERICAN_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")
_QUARTER = re.compile(
    r"(?:q|quarter |trimestre |t)\s?([1-4])[\s,/-]*(?:of |de )?(\d{4})|(\d{4})[\s/-]*[qt]([1-4])"
)
_MONTH_YEAR = re.compile(r"([^\W\d]+)\.?[\s,-]*(?:of |de |del )?(\d{4})")
_MONTH_SHORT_YEAR = re.compile(r"([^\W\d]{3})-(\d{2})")  # what Excel makes of 2023-05
_MONTH_DAY_YEAR = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_DAY_MONTH_YEAR = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+(?:de )?([^\W\d]+)\.?[\s,-]+(?:de |del )?(\d{4})"
)


def _parse(text: str) -> PartialDate:
    plain = " ".join(text.lower().replace("–", "-").split())
    for pattern, build in _READERS:
        if match := pattern.fullmatch(plain):
            try:
                return build(*[part for part in match.groups() if part is not None])
            except ValueError as wrong:
                raise NotADate(text) from wrong
    raise NotADate(text)


def _day(year: str, month: int | str, day: str) -> PartialDate:
    return PartialDate.of(_checked(int(year), int(month), int(day)))


def _month(year: str, month: int | str) -> PartialDate:
    return PartialDate.of(_checked(int(year), int(month), 1), Precision.MONTH)


def _quarter(one: str, other: str) -> PartialDate:
    year, quarter = (other, one) if len(one) == 1 else (one, other)
    return PartialDate.of(_checked(int(year), 3 * int(quarter) - 2, 1), Precision.QUARTER)


def _checked(year: int, month: int, day: int) -> date:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueError(year)
    return date(year, month, day)


def _number_of(month: str) -> int:
    """By its first letters, in English or Spanish: Sep, Sept, septiembre, set."""
    if len(month) >= 3:
        for words in (_ENGLISH, _SPANISH):
            for number, name in enumerate(words.months, 1):
                if name.lower().startswith(month):
                    return number
    other = {"sept": 9, "set": 9, "setiembre": 9}.get(month)
    if other is None:
        raise ValueError(month)
    return other


_READERS = (
    (_ISO_DAY, _day),
    (_ISO_MONTH, _month),
    (_YEAR, lambda year: PartialDate.of(_checked(int(year), 1, 1), Precision.YEAR)),
    (_AMERICAN_DAY, lambda month, day, year: _day(year, month, day)),
    (_AMERICAN_MONTH, lambda month, year: _month(year, month)),
    (_QUARTER, _quarter),
    (_MONTH_DAY_YEAR, lambda month, day, year: _day(year, _number_of(month), day)),
    (_DAY_MONTH_YEAR, lambda day, month, year: _day(year, _number_of(month), day)),
    (_MONTH_SHORT_YEAR, lambda month, year: _month(f"20{year}", _number_of(month))),
    (_MONTH_YEAR, lambda month, year: _month(year, _number_of(month))),
)
