"""Cuts a CSV file into blocks of whole records without parsing it, and says which blocks any parser reads alike.

Blocks are found by counting quotes. Where quotes stand anywhere but around whole values, or a record outgrows its
limits, the exact parser reads on from the block's beginning until it is past the trouble, and blocks begin anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safecount.ingest.csv_records import ByteStream, RecordParser
from safecount.ingest.dialect import Dialect
from safecount.ingest.limits import Limits
from safecount.ingest.records import Record

BLOCK = 8 * 1024 * 1024
SMALL = 64 * 1024
"""Trouble is narrowed down to a block of this size, in bytes; only that is read exactly."""
_NEWLINE, _RETURN = ord("\n"), ord("\r")

Bytes = NDArray[np.uint8]
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Marks:
    """Positions within a block: of quotes, of line ends, and of those line ends that end a record."""

    quotes: Positions
    newlines: Positions
    ends: Positions

    def until(self, end: int) -> Marks:
        """Return the marks before `end`."""
        return Marks(
            *(marks[: np.searchsorted(marks, end)] for marks in (self.quotes, self.newlines, self.ends))
        )


def marks_of(data: bytes, quote: str) -> Marks:
    """Return the marks of a block that begins where a record does."""
    view = np.frombuffer(data, np.uint8)
    newlines = np.flatnonzero(view == _NEWLINE)
    if quote.encode() not in data:
        return Marks(newlines[:0], newlines, newlines)
    quotes = np.flatnonzero(view == ord(quote))
    return Marks(quotes, newlines, newlines[np.searchsorted(quotes, newlines) & 1 == 0])


@dataclass(frozen=True)
class Block:
    """Whole consecutive records, the first at `line`. `records` is given where only the exact parser could read.

    `marks` are those of `data`, where they had to be found already.
    """

    data: bytes
    line: int
    marks: Marks | None = None
    records: tuple[Record, ...] | None = None
    trouble: str = ""


def blocks(stream: ByteStream, encoding: str, dialect: Dialect, limits: Limits, line: int) -> Iterator[Block]:
    """Yield the rest of `stream` in blocks. The encoding must be one in which quotes and line ends are single bytes."""
    size = BLOCK
    while data := stream.read(size):
        at_end = len(data) < size
        end, marks, trouble = end_of_records(data, dialect, limits, at_end=at_end)
        if trouble and len(data) > SMALL:
            stream.give_back(data)
            size = max(SMALL, len(data) // 2)
            continue
        stream.give_back(data if trouble else data[end:])
        if trouble:
            parser = RecordParser(stream, encoding, dialect, limits, line)
            records = tuple(_until(parser, parser.position + len(data)))
            yield Block(b"", line, None, records, trouble)
            line = parser.line
            parser.leave()
        else:
            yield Block(data[:end], line, marks)
            line += lines_in(data, end)
        size = min(BLOCK, size * 2)


def _until(parser: RecordParser, position: int) -> Iterator[Record]:
    """Yield records until one ends at or past `position`."""
    for record in parser.records():
        yield record
        if parser.position >= position:
            return


def end_of_records(
    data: bytes, dialect: Dialect, limits: Limits, *, at_end: bool
) -> tuple[int, Marks | None, str]:
    """Return where the last whole record of `data` ends, its marks if it has quotes, and what is wrong with those.

    `data` begins where a record does; `at_end` says that nothing follows it.
    """
    if dialect.quote.encode() not in data:
        end = len(data) if at_end else data.rfind(b"\n") + 1
        return end, None, "" if end else "a record beyond the limit"
    marks = marks_of(data, dialect.quote)
    ends = marks.ends
    end = len(data) if at_end else int(ends[-1]) + 1 if len(ends) else 0
    if at_end and len(marks.quotes) % 2:
        return end, None, "a quote that is opened and not closed"
    if not end or _too_long(marks.newlines, ends, limits):
        return end, None, "a record beyond the limit"
    marks = marks.until(end)
    return end, marks, _misplaced(np.frombuffer(data, np.uint8)[:end], marks.quotes, dialect)


def _too_long(newlines: Positions, ends: Positions, limits: Limits) -> bool:
    """Return whether a record goes over more bytes or lines than it may, so that the exact parser gives it up."""
    lines = np.diff(np.searchsorted(newlines, ends), prepend=-1)
    widths = np.diff(ends, prepend=-1)
    return bool(len(ends)) and bool(lines.max() > limits.record_lines or widths.max() > limits.record_bytes)


def _misplaced(view: Bytes, quotes: Positions, dialect: Dialect) -> str:
    """Return why some quote does not open, close or double as it should; empty if all do."""
    edges = np.array([ord(dialect.delimiter), _NEWLINE, ord(dialect.quote)], np.uint8)
    opened, closed = quotes[0::2], quotes[1::2]
    opened = opened[opened > 0]
    closed = closed[closed < len(view) - 1]
    fits = np.isin(view[opened - 1], edges).all() and np.isin(view[closed + 1], [*edges, _RETURN]).all()
    return "" if fits else "a quote inside a value"


def lines_in(data: bytes, end: int | None = None) -> int:
    """Return how many line ends stand in `data` before `end`."""
    return int(np.count_nonzero(np.frombuffer(data, np.uint8)[:end] == _NEWLINE))


def plainly_tidy(block: bytes, limits: Limits, *, is_utf8: bool) -> bool:
    """Return whether a block without quotes is seen to be tidy without looking for its marks; False decides nothing."""
    if block.startswith(b"\n") or any(mark in block for mark in (b"\n\n", b"\r", b"\0")):
        return False
    half = max(1, limits.record_bytes // 2)
    short = all(block.find(b"\n", at, at + half) >= 0 for at in range(0, len(block) - half, half))
    return short and (not is_utf8 or _is_utf8(block))


def untidy(block: bytes, marks: Marks, limits: Limits, *, is_utf8: bool) -> str:
    """Return why parsers may differ on a block whose quotes are well: empty if none can.

    Tidy means one kind of line end, no blank line, no NUL, valid UTF-8, no record beyond the limit.
    """
    if b"\0" in block:
        return "a NUL byte"
    if is_utf8 and not _is_utf8(block):
        return "bytes that are not UTF-8"
    newlines, ends, paired = marks.newlines, marks.ends, 0
    if b"\r" in block:
        view = np.frombuffer(block, np.uint8)
        paired = int(np.count_nonzero(view[newlines[newlines > 0] - 1] == _RETURN))
        if paired != len(newlines) or block.count(b"\r") != paired:
            return "mixed line ends"
    widths = np.diff(ends, prepend=-1)
    if len(widths) and int(widths.min()) < (3 if paired else 2):
        return "a blank line"
    last = len(block) - 1 - (int(ends[-1]) if len(ends) else -1)
    longest = max(int(widths.max()) if len(widths) else 0, last)
    return "a record beyond the limit" if longest > limits.record_bytes else ""


def _is_utf8(block: bytes) -> bool:
    if block.isascii():
        return True
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
