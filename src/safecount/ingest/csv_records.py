"""Takes CSV apart exactly: every record with its line and bytes, and no bad record ever costs another one.

A quote that is opened and never closed would swallow the rest of the file; here the record's first line alone is
rejected, and reading goes on with the next.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import IO

from safecount.ingest.dialect import Dialect
from safecount.ingest.limits import Limits
from safecount.ingest.records import Record

_REST = 1024 * 1024


class _TooLong(Exception):
    """The record being read has grown beyond its limits."""


class ByteStream:
    """An open file from which bytes can be read in blocks or lines, and given back."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._ahead = b""
        self._at = 0
        self.position = 0

    def read(self, size: int) -> bytes:
        """Return `size` bytes, fewer only at the end."""
        block = self._ahead[self._at : self._at + size]
        self._at += len(block)
        while len(block) < size and (more := self._file.read(size - len(block))):
            block = block + more if block else more
        self.position += len(block)
        return block

    def readline(self, size: int) -> bytes:
        """Return the next line, or the first `size` bytes of it."""
        found = self._ahead.find(b"\n", self._at, self._at + size)
        if found < 0:
            line = self._ahead[self._at : self._at + size]
            self._at += len(line)
            if len(line) < size:
                line += self._file.readline(size - len(line))
        else:
            line = self._ahead[self._at : found + 1]
            self._at = found + 1
        self.position += len(line)
        return line

    def give_back(self, block: bytes) -> None:
        """Put bytes in front again."""
        self._ahead = block + self._ahead[self._at :]
        self._at = 0
        self.position -= len(block)


class _Feed:
    """Hands physical lines to the parser, remembering those of the record in hand so that they can be given back."""

    def __init__(self, stream: ByteStream, encoding: str, limits: Limits, line: int) -> None:
        self._stream = stream
        self._encoding = encoding
        self._limits = limits
        self.returned: deque[bytes] = deque()
        self.taken: list[bytes] = []
        self._size = 0
        self.line = line
        self.bad_bytes = False
        self.cut = 0
        self.left = False

    def begin(self) -> None:
        """Start a new record after the lines taken so far."""
        self.line += len(self.taken)
        self.taken = []
        self._size = 0
        self.bad_bytes = False
        self.cut = 0
        self.left = False

    def give_back(self) -> None:
        """Keep only the first line of the record in hand; the others will be read again."""
        self.returned.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self.returned.popleft() if self.returned else self._next_line()
        if not line:
            raise StopIteration
        self.taken.append(line)
        self._size += len(line)
        if self._size > self._limits.record_bytes or len(self.taken) > self._limits.record_lines:
            raise _TooLong
        try:
            return line.decode(self._encoding)
        except UnicodeDecodeError:
            self.bad_bytes = True
            return line.decode(self._encoding, "replace")

    def _next_line(self) -> bytes:
        line = self._stream.readline(self._limits.record_bytes + 1)
        if len(line) > self._limits.record_bytes and not line.endswith(b"\n"):
            if self.taken:
                # It belongs to a quote opened on a line before; it is left for a record of its own.
                self._stream.give_back(line)
                self.left = True
                raise _TooLong
            # The rest of an over-long line is passed over without being held in memory.
            while rest := self._stream.readline(_REST):
                self.cut += len(rest)
                if rest.endswith(b"\n"):
                    break
        return line


class RecordParser:
    """Parses records one by one from where `stream` stands, which is line number `line`."""

    def __init__(
        self, stream: ByteStream, encoding: str, dialect: Dialect, limits: Limits, line: int = 1
    ) -> None:
        self._stream = stream
        self._dialect = dialect
        self._limits = limits
        self._encoding = encoding
        self._feed = _Feed(stream, encoding, limits, line)

    @property
    def line(self) -> int:
        """The line at which the next record begins, counted from 1."""
        return self._feed.line + len(self._feed.taken)

    @property
    def position(self) -> int:
        """The byte of the stream at which the next record begins."""
        return self._stream.position - sum(map(len, self._feed.returned))

    def leave(self) -> None:
        """Give back to the stream what was read ahead and not used."""
        self._stream.give_back(b"".join(self._feed.returned))
        self._feed.returned.clear()

    def records(self) -> Iterator[Record]:
        """Yield every record from here on, as wide as each happens to be."""
        feed = self._feed
        parser = self._parser()
        while True:
            feed.begin()
            problem, cells = "", []
            try:
                cells = next(parser)
            except StopIteration:
                return
            except _TooLong:
                problem = self._too_long()
                parser = self._parser()
            except csv.Error as error:
                problem = _bad_quotes(feed, error)
                parser = self._parser()
            if cells or problem:
                yield self._record(cells, problem)

    def _parser(self) -> Iterator[list[str]]:
        return csv.reader(
            self._feed,
            delimiter=self._dialect.delimiter,
            quotechar=self._dialect.quote or '"',
            strict=True,
            skipinitialspace=self._dialect.delimiter != " ",
        )

    def _too_long(self) -> str:
        feed = self._feed
        if len(feed.taken) > 1 or feed.left:
            feed.give_back()
            return "a quote that is opened and not closed"
        length = len(feed.taken[0]) + feed.cut
        return f"a line of {length:,} bytes, beyond the limit of {self._limits.record_bytes:,}"

    def _record(self, cells: list[str], problem: str) -> Record:
        original = b"".join(self._feed.taken)
        if len(original) > self._limits.record_bytes:
            original = original[: self._limits.kept_bytes]
        if not problem and self._feed.bad_bytes:
            problem = f"bytes that are not {self._encoding}"
        if not problem and b"\0" in original:
            problem = "a NUL byte"
        return Record(self._feed.line, () if problem else tuple(cells), original, problem)


def fitted(record: Record, width: int) -> Record:
    """Return the record with exactly `width` cells; one that has fewer, or more that are not empty, is refused."""
    cells = record.cells
    if record.problem or len(cells) == width:
        return record
    if len(cells) > width and not any(cell and cell.strip() for cell in cells[width:]):
        return Record(record.line, cells[:width], record.original)
    problem = f"{len(cells)} columns where the headers have {width}"
    return Record(record.line, (), record.original, problem)


def _bad_quotes(feed: _Feed, error: csv.Error) -> str:
    if len(feed.taken) > 1 or "unexpected end" in str(error):
        feed.give_back()
        return "a quote that is opened and not closed"
    return "a quote inside a quoted value that is not doubled"
