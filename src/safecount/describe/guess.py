"""Guesses, from values and headers, what each column of a file is: a start to be edited, never more."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from safecount.describe.dates import clock_formats, day_formats, has_clock, is_ambiguous
from safecount.describe.profile import ColumnProfile, FileProfile
from safecount.ingest.typing_columns import FALSE_TEXTS, TRUE_TEXTS
from safecount.schema import ColumnType, Role

_MOST_CODES = 40
_LONGEST_CODE = 80
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_IDENTIFIER = {
    "id",
    "ids",
    "num",
    "number",
    "no",
    "nbr",
    "badge",
    "key",
    "case",
    "objectid",
    "uuid",
    "guid",
    "fid",
    "oid",
}
_PLACE = {
    "district", "beat", "precinct", "sector", "neighborhood", "neighbourhood", "division", "ward", "zone", "area",
    "zip",
    "zipcode", "tract", "tracts", "county", "city", "hood", "borough", "command", "post", "region", "station",
}  # fmt: skip
_SENSITIVE = {"lat", "latitude", "long", "lon", "longitude", "x", "y", "address", "location", "street", "block", "name",
              "initials", "dob", "birth", "yob", "narrative", "summary", "text", "notes", "phone", "email"}  # fmt: skip
_MEASURE = {"minutes", "duration", "seconds", "amount", "hours", "total"}
_HAPPENED = ("occurred", "occured", "incident", "stop", "event", "call", "received", "reported", "date")
_WHOLE = re.compile(r"[+-]?\d{1,18}(\.0*)?")
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Guess:
    """What one column seems to be. `codes` are its code list, each code with its spellings; `remark` is a comment."""

    name: str
    header: str
    type: ColumnType
    role: Role
    formats: tuple[str, ...] = ()
    time_header: str = ""
    time_formats: tuple[str, ...] = ()
    codes: dict[str, tuple[str, ...]] | None = None
    unique: bool = False
    complete: bool = False
    remark: str = ""


def words(header: str) -> list[str]:
    """Return the words of a header in lower case: GO / SC Num, callDateTime and OCCURRED_D alike."""
    return [word.lower() for word in _WORDS.findall(header)]


def slug(text: str, spare: str) -> str:
    """Return a name made of the words of `text`; `spare` where there are none that can begin a name."""
    name = re.sub(r"[^a-z0-9_]+", "_", "_".join(words(text)))[:60].strip("_")
    return name if name and name[0].isalpha() else (f"{spare}_{name}".strip("_"))


def guess_columns(seen: FileProfile, marks: set[str]) -> list[Guess]:
    """Return a guess for every column that holds anything, a date and its time of day joined into one moment."""
    guesses = []
    taken = {"month", "source_file", "source_row"}
    headers = set()
    for column in seen.columns:
        clean = column.without(marks)
        if not clean.values or not column.header or column.header.lower() in headers:
            continue
        headers.add(column.header.lower())
        name = base = slug(column.header, f"column_{column.position + 1}")
        number = 2
        while name in taken or f"{name}_date" in taken:
            name, number = f"{base}_{number}", number + 1
        taken.add(name)
        guesses.append(_guess(name, clean, seen))
    return _paired(guesses)


def _guess(name: str, column: ColumnProfile, seen: FileProfile) -> Guess:
    values = list(column.values)
    unique = seen.complete and not column.crowded and not column.empty and len(values) == column.filled
    unique = unique or (
        column.crowded and not column.empty and max(column.values.values()) == 1 and seen.complete
    )
    base = Guess(
        name, column.header, ColumnType.TEXT, Role.DIMENSION, unique=unique, complete=not column.empty
    )
    tokens = set(words(column.header))
    identifies = bool(tokens & _IDENTIFIER) or (unique and seen.rows > 20)
    if _is_boolean(values):
        return replace(base, type=ColumnType.BOOLEAN)
    formats = day_formats(values)
    if formats and not (identifies and formats == ("%Y%m%d",)):
        kind = ColumnType.MOMENT if has_clock(values, formats) else ColumnType.DATE
        remark = "Day and month could be the other way round." if is_ambiguous(values, formats) else ""
        return replace(base, type=kind, role=Role.TIME, formats=formats, remark=remark)
    clocks = clock_formats(values)
    if clocks and (any(":" in value for value in values) or "time" in tokens):
        return replace(base, type=ColumnType.CLOCK, role=Role.TIME, formats=clocks)
    return _guess_plain(base, column, tokens, identifies)


def _guess_plain(base: Guess, column: ColumnProfile, tokens: set[str], identifies: bool) -> Guess:
    values = list(column.values)
    role = Role.DIMENSION
    if tokens & _SENSITIVE or column.length > 60 * max(column.filled, 1):
        role = Role.SENSITIVE
    elif tokens & _PLACE:
        role = Role.PLACE
    elif identifies:
        role = Role.IDENTIFIER
    padded = any(re.match(r"[+-]?0\d", value) for value in values)
    named = role in (Role.IDENTIFIER, Role.PLACE)
    if not named and not padded and all(_WHOLE.fullmatch(value) for value in values):
        measure = Role.MEASURE if tokens & _MEASURE else role
        return replace(base, type=ColumnType.INTEGER, role=measure)
    if not named and not padded and all(_DECIMAL.fullmatch(value) for value in values):
        return replace(base, type=ColumnType.NUMBER, role=Role.MEASURE if tokens & _MEASURE else role)
    codes = _codes(column) if role in (Role.DIMENSION, Role.PLACE) else None
    return replace(base, type=ColumnType.CODE if codes else ColumnType.TEXT, role=role, codes=codes)


def _is_boolean(values: list[str]) -> bool:
    folded = {value.lower() for value in values}
    both = bool(folded & set(TRUE_TEXTS)) and bool(folded & set(FALSE_TEXTS))
    return both and folded <= {*TRUE_TEXTS, *FALSE_TEXTS}


def _codes(column: ColumnProfile) -> dict[str, tuple[str, ...]] | None:
    """Return a code list if the column has few distinct texts, each used often.

    Spellings that differ only in case and spaces share a code.
    """
    texts = column.values
    few = not column.crowded and len(texts) <= _MOST_CODES and column.filled >= 5 * len(texts)
    if not few or any(len(text) > _LONGEST_CODE for text in texts):
        return None
    grouped: dict[str, list[str]] = {}
    for text in sorted(texts):
        grouped.setdefault(" ".join(text.lower().split()), []).append(text)
    codes: dict[str, tuple[str, ...]] = {}
    spoken = set(grouped)
    for folded, spellings in grouped.items():
        code = base = slug(folded, "code")
        number = 2
        # A code is its own spelling, so it must not be what another code is spelt as.
        while code in codes or code == "unlisted" or (code in spoken and code != folded):
            code, number = f"{base}_{number}", number + 1
        codes[code] = tuple(spellings)
    return codes


def _paired(guesses: list[Guess]) -> list[Guess]:
    """Join a date and the time of day whose header is most like it into one moment."""
    clocks = [guess for guess in guesses if guess.type is ColumnType.CLOCK]
    days = [guess for guess in guesses if guess.role is Role.TIME and guess.type is not ColumnType.CLOCK]
    joined: dict[str, Guess] = {}
    dropped = set()
    for clock in clocks:
        free = [day for day in days if day.name not in joined]
        if not free:
            break
        day = max(free, key=lambda one: (fuzz.ratio(one.header.lower(), clock.header.lower()), one.complete))
        moment = replace(day, type=ColumnType.MOMENT, time_header=clock.header, time_formats=clock.formats)
        joined[day.name] = moment
        dropped.add(clock.name)
    return [joined.get(guess.name, guess) for guess in guesses if guess.name not in dropped]


def best_key(guesses: list[Guess]) -> Guess | None:
    """Return the column that tells records apart: unique, and named like an identifier rather than like a position."""
    unique = [
        guess for guess in guesses if guess.unique and guess.type in (ColumnType.TEXT, ColumnType.INTEGER)
    ]
    positions = {"objectid", "fid", "oid", "index", "row"}
    return min(unique, key=lambda guess: bool(set(words(guess.header)) & positions), default=None)


def best_month(guesses: list[Guess]) -> Guess | None:
    """Return the date or moment by which to file records: always present if any is, and named like an event."""
    times = [guess for guess in guesses if guess.type in (ColumnType.DATE, ColumnType.MOMENT)]

    def rank(guess: Guess) -> tuple[bool, int]:
        found = [place for place, word in enumerate(_HAPPENED) if word in guess.header.lower()]
        return not guess.complete, min(found, default=len(_HAPPENED))

    return min(times, key=rank, default=None)
