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
_FEW_QUOTED = 20_000
"""Quoted values of one block that are looked at one by one."""
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

    `marks` are those of `data`, where they had to be found already; `by_line` says that every line is a record.
    """

    data: bytes
    line: int
    marks: Marks | None = None
    by_line: bool = False
    records: tuple[Record, ...] | None = None
    trouble: str = ""


@dataclass(frozen=True)
class Ending:
    """Where the last whole record of a block ends, the block's marks if they had to be found, and what is wrong."""

    end: int
    marks: Marks | None = None
    by_line: bool = False
    trouble: str = ""


def blocks(stream: ByteStream, encoding: str, dialect: Dialect, limits: Limits, line: int) -> Iterator[Block]:
    """Yield the rest of `stream` in blocks. The encoding must be one in which quotes and line ends are single bytes."""
    size = BLOCK
    while data := stream.read(size):
        at_end = len(data) < size
        ending = end_of_records(data, dialect, limits, at_end=at_end)
        end, trouble = ending.end, ending.trouble
        if trouble and len(data) > SMALL:
            stream.give_back(data)
            size = max(SMALL, len(data) // 2)
            continue
        stream.give_back(data if trouble else data[end:])
        if trouble:
            parser = RecordParser(stream, encoding, dialect, limits, line)
            records = tuple(_until(parser, parser.position + len(data)))
            yield Block(b"", line, records=records, trouble=trouble)
            line = parser.line
            parser.leave()
        else:
            yield Block(data[:end], line, ending.marks, ending.by_line)
            line += lines_in(data, end)
        size = min(BLOCK, size * 2)


def _until(parser: RecordParser, position: int) -> Iterator[Record]:
    """Yield records until one ends at or past `position`."""
    for record in parser.records():
        yield record
        if parser.position >= position:
            return


def end_of_records(data: bytes, dialect: Dialect, limits: Limits, *, at_end: bool) -> Ending:
    """Return where the last whole record of `data` ends.

    `data` begins where a record does; `at_end` says that nothing follows it.
    """
    end = len(data) if at_end else data.rfind(b"\n") + 1
    if dialect.quote.encode() not in data:
        return Ending(end, by_line=True, trouble="" if end else "a record beyond the limit")
    view = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(view == ord(dialect.quote))
    if end and _lie_within_lines(quotes[: np.searchsorted(quotes, end)], data, limits, end):
        inner = quotes[: np.searchsorted(quotes, end)]
        return Ending(end, by_line=True, trouble=_misplaced(view[:end], inner, dialect))
    marks = marks_of(data, dialect.quote)
    ends = marks.ends
    end = len(data) if at_end else int(ends[-1]) + 1 if len(ends) else 0
    if at_end and len(marks.quotes) % 2:
        return Ending(end, trouble="a quote that is opened and not closed")
    if not end or _too_long(marks.newlines, ends, limits):
        return Ending(end, trouble="a record beyond the limit")
    marks = marks.until(end)
    return Ending(end, marks, trouble=_misplaced(view[:end], marks.quotes, dialect))


def _lie_within_lines(quotes: Positions, data: bytes, limits: Limits, end: int) -> bool:
    """Return whether `quotes` are pairs, each within a line, and no line is long; False where that is not seen soon."""
    opened, closed = quotes[0::2], quotes[1::2]
    if len(opened) != len(closed):
        return False
    filled = closed > opened + 1
    opened, closed = opened[filled], closed[filled]
    if len(opened) > _FEW_QUOTED or not _short_lines(data[:end], limits):
        return False
    return not any(b"\n" in data[a:b] for a, b in zip(opened.tolist(), closed.tolist(), strict=True))


def _short_lines(data: bytes, limits: Limits) -> bool:
    """Return whether no line can be beyond the limit, since every stretch of half of it has a line end."""
    half = max(1, limits.record_bytes // 2)
    return all(data.find(b"\n", at, at + half) >= 0 for at in range(0, len(data) - half, half))


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
    """Return whether a block of which every line is a record is tidy, but for blank lines; False decides nothing."""
    if b"\r" in block or b"\0" in block:
        return False
    return _short_lines(block, limits) and (not is_utf8 or _is_utf8(block))


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
