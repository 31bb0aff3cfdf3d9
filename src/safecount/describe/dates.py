"""Guesses how dates, times of day and moments are written in a column."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from safecount.ingest.typing_time import CLOCK_FORMATS, FIRST_YEAR, LAST_YEAR

_DAY_FORMATS = (
    "iso",
    "%m/%d/%Y",
    "%m/%d/%y",
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d.%m.%Y",
    "%m-%d-%Y",
    "%Y%m%d",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%b %d, %Y",
    "%B %d, %Y",
)
_CLOCKS = (" %I:%M:%S %p", " %H:%M:%S", " %I:%M %p", " %H:%M")
FORMATS = (*_DAY_FORMATS, *(day + clock for day in _DAY_FORMATS[1:] for clock in _CLOCKS))
_ISO = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[+-]\d{2}(:?\d{2})?)?)?"
)
_EPOCH = re.compile(r"\d{12,13}")
_TRIED = 3_000
_GLANCED = 20
"""Values looked at first: nearly every column that holds no dates shows it here, cheaply."""


def _is_iso(text: str) -> bool:
    if not _ISO.fullmatch(text):
        return False
    year, month, day = (int(part) for part in re.findall(r"\d+", text)[:3])
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return FIRST_YEAR <= year <= LAST_YEAR


def _parses(text: str, pattern: str) -> bool:
    if pattern == "iso":
        return _is_iso(text)
    if text.isdigit() and pattern != "%Y%m%d":
        return False
    try:
        moment = datetime.datetime.strptime(text, pattern)  # noqa: DTZ007 - only whether it can be read matters
    except ValueError:
        return False
    return FIRST_YEAR <= moment.year <= LAST_YEAR


def _looks_like_a_date(text: str) -> bool:
    """Return whether the text is short and has the digits of a day and a year; most columns fail this at once."""
    return len(text) <= 40 and sum(mark.isdigit() for mark in text) >= 4 and text[0].isalnum()


def day_formats(values: Sequence[str]) -> tuple[str, ...]:
    """Return up to three formats that together read every value, empty if none do. Month before day if both fit."""
    left = list(values[:_TRIED])
    if not all(_looks_like_a_date(text) for text in left[:_GLANCED]):
        return ()
    if left and all(_EPOCH.fullmatch(text) for text in left):
        return ("epoch_ms",)
    chosen: list[str] = []
    while left and len(chosen) < 3:
        glanced = left[:_GLANCED]
        fits = {pattern: sum(_parses(text, pattern) for text in glanced) for pattern in FORMATS}
        best = max(FORMATS, key=lambda pattern: fits[pattern])
        # The format that most of a glance is written in may still be one of several: the rest is looked at anew.
        alike = [pattern for pattern in FORMATS if fits[pattern] == fits[best] > 0]
        if not alike:
            return ()
        best = max(alike, key=lambda pattern: sum(_parses(text, pattern) for text in left))
        chosen.append(best)
        left = [text for text in left if not _parses(text, best)]
    return tuple(chosen) if not left else ()


def has_clock(values: Sequence[str], formats: Sequence[str]) -> bool:
    """Return whether the values carry a time of day."""
    if "epoch_ms" in formats:
        return True
    return any("%H" in pattern or "%I" in pattern for pattern in formats) or any(
        ":" in text for text in values
    )


def _clock_fits(text: str, pattern: str) -> bool:
    shown = re.sub(r"(\.\d{6})\d+", r"\1", text)
    if pattern == "%H%M":
        return re.fullmatch(r"([01]?\d|2[0-3])[0-5]\d|24[0-5]\d", shown) is not None
    if pattern.startswith("%H") and re.match(r"24:[0-5]\d", shown):
        shown = "00" + shown[2:]
    try:
        datetime.datetime.strptime(shown, pattern)  # noqa: DTZ007 - only whether it can be read matters
    except ValueError:
        return False
    return True


def clock_formats(values: Sequence[str]) -> tuple[str, ...]:
    """Return the formats of times of day that together read every value, empty if none do."""
    tried = values[:_TRIED]
    used = [pattern for pattern in CLOCK_FORMATS if any(_clock_fits(text, pattern) for text in tried)]
    if tried and all(any(_clock_fits(text, pattern) for pattern in used) for text in tried):
        return tuple(used)
    return ()


def is_ambiguous(values: Sequence[str], formats: Sequence[str]) -> bool:
    """Return whether day and month could be the other way round for every value."""
    for pattern in formats:
        if pattern.startswith("%m/%d"):
            other = pattern.replace("%m/%d", "%d/%m")
            return all(_parses(text, other) for text in values[:_TRIED])
    return False
