"""Types the texts of a column by whole arrays where every one of them is plain; all else is left to SQL.

Plain are texts without a blank at either edge, and moments of one fixed width in a format of two-digit parts. One value
that is not as plain as the others sends the whole batch of its column to SQL, which gives plain values the same meaning:
a test holds the two against each other.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from safecount.ingest.typing_columns import Placed, output_columns
from safecount.ingest.typing_time import DAY_FORMATS, FIRST_YEAR, LAST_YEAR
from safecount.schema import Column, ColumnType, Definition, Midnight

Numbers = NDArray[np.int64]
Marks = NDArray[np.uint8]

_WIDTHS = {"Y": 4, "m": 2, "d": 2, "H": 2, "I": 2, "M": 2, "S": 2, "p": 2}
_ISO = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
_SECOND, _DAY = 1_000_000, 86_400_000_000


def plain_outputs(placed: Placed, texts: pa.Array, definition: Definition) -> dict[str, pa.Array] | None:
    """Return the outputs of a column by name, null where nothing is written; None where SQL must look at it."""
    column = placed.column
    is_text = column.type is ColumnType.TEXT and not column.separator
    if not (is_text or _is_plain_moment(placed, definition)) or not _has_clean_edges(texts):
        return None
    texts = _without(texts, {*definition.missing, *column.missing})
    if is_text:
        return {column.name: texts}
    moments = _moments(texts, placed.formats or DAY_FORMATS)
    if moments is None:
        return None
    dates = moments.cast(pa.date32(), safe=False)
    names = [name for name, _ in output_columns(column)]
    return {names[0]: moments, names[1]: dates} if len(names) > 1 else {names[0]: dates}


def _is_plain_moment(placed: Placed, definition: Definition) -> bool:
    column = placed.column
    return (
        column.type in (ColumnType.MOMENT, ColumnType.DATE)
        and not placed.day_only
        and (column.source_zone or definition.zone) == definition.zone
        and column.midnight is not Midnight.UNKNOWN
        and _years_of(column) == (FIRST_YEAR, LAST_YEAR)
    )


def _years_of(column: Column) -> tuple[float, float]:
    first = FIRST_YEAR if column.minimum is None else column.minimum
    return first, LAST_YEAR if column.maximum is None else column.maximum


def _parts(texts: pa.Array) -> tuple[NDArray[np.int32], Marks]:
    """Return where each text begins, and after the last where it ends; and the bytes of all."""
    _, offsets, data = texts.buffers()
    places = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return places, np.frombuffer(data, np.uint8) if data else np.empty(0, np.uint8)


def _has_clean_edges(texts: pa.Array) -> bool:
    """Return whether no text begins or ends with a blank, a control character, or anything beyond ASCII."""
    places, data = _parts(texts)
    starts, ends = places[:-1], places[1:]
    if texts.null_count or (starts == ends).any():
        there = ends > starts
        starts, ends = starts[there], ends[there]
    edges = (data[starts], data[ends - 1])
    return all(bool(((marks > ord(" ")) & (marks < 0x80)).all()) for marks in edges)


def _without(texts: pa.Array, missing: Collection[str]) -> pa.Array:
    """Return texts with those that say that nothing was written as null."""
    lengths = np.diff(_parts(texts)[0])
    widths = {0, *(len(text.encode()) for text in missing)}
    if texts.null_count == len(texts) or not any((lengths == width).any() for width in widths):
        return texts
    said = pc.is_in(texts, value_set=pa.array(["", *missing], pa.string()))
    return pc.if_else(said, pa.scalar(None, pa.string()), texts)


@dataclass(frozen=True)
class _Layout:
    """A format of fixed width: its width, where each part stands, and the marks between them."""

    width: int
    parts: dict[str, int]
    marks: tuple[tuple[int, int], ...]


@functools.cache
def _layout(pattern: str) -> _Layout | None:
    """Return the layout of `pattern`; None if it has other parts than those of a plain date, or a clock by halves."""
    at, parts, marks = 0, {}, []
    for directive, mark in re.findall(r"%(.)|([^%])", pattern, re.DOTALL):
        if directive and (directive not in _WIDTHS or directive in parts):
            return None
        if directive:
            parts[directive] = at
            at += _WIDTHS[directive]
        else:
            marks.append((at, ord(mark)))
            at += 1
    whole = (
        {"Y", "m", "d"} <= parts.keys()
        and ("I" in parts) == ("p" in parts)
        and not {"H", "I"} <= parts.keys()
    )
    return _Layout(at, parts, tuple(marks)) if whole and pattern.isascii() else None


def _moments(texts: pa.Array, patterns: Collection[str]) -> pa.Array | None:
    """Return the moments of texts that are all of one width and plainly in the one format; None if any is not."""
    there = texts.is_valid().to_numpy(zero_copy_only=False) if texts.null_count else None
    places, data = _parts(texts.drop_null() if texts.null_count else texts)
    widths = np.diff(places)
    width = int(widths[0]) if len(widths) else 0
    if not width or not (widths == width).all():
        return None
    marks = data[places[0] : places[-1]].reshape(-1, width)
    chosen = _ISO if tuple(patterns) == ("iso",) else patterns if len(patterns) == 1 else ()
    for layout in map(_layout, chosen):
        if layout and layout.width == width and (found := _read(marks, layout)) is not None:
            if there is None:
                return pa.array(found.view("datetime64[us]"))
            whole = np.zeros(len(texts), np.int64)
            whole[there] = found
            return pa.array(whole.view("datetime64[us]"), mask=~there)
    return None


_LENGTHS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)


def _read(marks: Marks, layout: _Layout) -> Numbers | None:
    """Return microseconds since 1970 of `marks` (n × width of the layout), None if any row is not plainly a moment."""
    if any((marks[:, at] != mark).any() for at, mark in layout.marks):
        return None
    found: dict[str, Numbers] = {}
    for part, at in layout.parts.items():
        if part != "p":
            digits = marks[:, at : at + _WIDTHS[part]] - np.uint8(ord("0"))
            if (digits > 9).any():
                return None
            found[part] = functools.reduce(
                lambda number, digit: number * 10 + digit, digits.T.astype(np.int64)
            )
    hours = _hours(marks, layout, found)
    days = _days(found["Y"], found["m"], found["d"])
    minutes, seconds = found.get("M", np.int64(0)), found.get("S", np.int64(0))
    if hours is None or days is None or np.max(minutes) > 59 or np.max(seconds) > 59:
        return None
    return days * _DAY + (hours * 3_600 + minutes * 60 + seconds) * _SECOND


def _hours(marks: Marks, layout: _Layout, found: dict[str, Numbers]) -> Numbers | None:
    """Return the hour of each row from 0 to 23, None if any is none."""
    if "I" not in found:
        hours = found.get("H", np.zeros(len(marks), np.int64))
        return hours if hours.max() <= 23 else None
    half, at = found["I"], layout.parts["p"]
    late = marks[:, at] == ord("P")
    fits = (late | (marks[:, at] == ord("A"))).all() and (marks[:, at + 1] == ord("M")).all()
    return half % 12 + 12 * late if fits and half.min() >= 1 and half.max() <= 12 else None


def _days(years: Numbers, months: Numbers, days: Numbers) -> Numbers | None:
    """Return days since 1970, None if any row is not a day of a believed year."""
    if years.min() < FIRST_YEAR or years.max() > LAST_YEAR or months.min() < 1 or months.max() > 12:
        return None
    leap = (months == 2) & (years % 4 == 0) & ((years % 100 != 0) | (years % 400 == 0))
    if days.min() < 1 or (days > _LENGTHS[months] + leap).any():
        return None
    firsts = np.arange(f"{FIRST_YEAR}-01", f"{LAST_YEAR + 1}-01", dtype="datetime64[M]").astype(
        "datetime64[D]"
    )
    since: Numbers = firsts.astype(np.int64)[(years - FIRST_YEAR) * 12 + months - 1] + days - 1
    return since
