"""Reads a CSV file exactly: every record with its line and bytes, and no bad record ever costs another one.

A quote that is opened and never closed would swallow the rest of the file; here the record's first line alone is
rejected, and reading goes on with the next.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from safecount.ingest.dialect import Dialect
from safecount.ingest.limits import Limits
from safecount.ingest.records import Notices, Record
from safecount.problems import SourceError


class _TooLong(Exception):
    """The record being read has grown beyond its limits."""


class _Feed:
    """Hands physical lines to the parser, remembering those of the record in hand so that they can be given back."""

    def __init__(self, file: IO[bytes], encoding: str, limits: Limits) -> None:
        self._file = file
        self._encoding = encoding
        self._limits = limits
        self._returned: deque[bytes] = deque()
        self.taken: list[bytes] = []
        self._size = 0
        self.line = 1
        self.bad_bytes = False
        self.cut = 0

    def begin(self) -> None:
        """Start a new record after the lines taken so far."""
        self.line += len(self.taken)
        self.taken = []
        self._size = 0
        self.bad_bytes = False
        self.cut = 0

    def give_back(self) -> None:
        """Keep only the first line of the record in hand; the others will be read again."""
        self._returned.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self._next_line()
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
        line = self._file.readline(self._limits.record_bytes + 1)
        if len(line) > self._limits.record_bytes and not line.endswith(b"\n"):
            # The rest of an over-long line is passed over without being held in memory.
            while rest := self._file.readline(1024 * 1024):
                self.cut += len(rest)
                if rest.endswith(b"\n"):
                    break
        return line


class CsvReader:
    """An open CSV file. Raises SourceError on opening if it has no headers."""

    def __init__(self, path: Path, encoding: str, dialect: Dialect, limits: Limits) -> None:
        self._path = path
        self._encoding = encoding
        self._dialect = dialect
        self._limits = limits
        self.notices = Notices()
        csv.field_size_limit(max(csv.field_size_limit(), limits.record_bytes + 1))
        with open(path, "rb") as file:
            first = next(self._all(file), None)
        if first is None or first.problem or not any(cell and cell.strip() for cell in first.cells):
            raise SourceError(first.problem if first and first.problem else "it is empty: not even headers.")
        self.headers = tuple(clean_header(cell or "") for cell in first.cells)

    def records(self, wanted: tuple[str, ...] = ()) -> Iterator[Record]:
        """Yield every record after the headers; `wanted` headers that a CSV file lacks give empty cells."""
        width = len(self.headers)
        extra = (None,) * len(wanted)
        ends_with_newline = True
        with open(self._path, "rb") as file:
            records = self._all(file)
            next(records)
            for record in records:
                ends_with_newline = record.original.endswith(b"\n")
                yield self._fitted(record, width, extra)
        if not ends_with_newline:
            self._note_cut_end()

    def _note_cut_end(self) -> None:
        # Many exports lack the last line end; it is worth a word only together with a short last record.
        if self._last_short:
            self.notices.sentences.append("The last record is incomplete: the file may have been cut short.")

    _last_short = False

    def _fitted(self, record: Record, width: int, extra: tuple[None, ...]) -> Record:
        cells = record.cells
        self._last_short = not record.problem and len(cells) < width
        if record.problem or len(cells) == width:
            return Record(record.line, cells + extra, record.original, record.problem) if extra else record
        if len(cells) > width and not any(cell and cell.strip() for cell in cells[width:]):
            return Record(record.line, cells[:width] + extra, record.original)
        problem = f"{len(cells)} columns where the headers have {width}"
        return Record(record.line, (), record.original, problem)

    def _parser(self, feed: _Feed) -> Iterator[list[str]]:
        return csv.reader(
            feed,
            delimiter=self._dialect.delimiter,
            quotechar=self._dialect.quote or '"',
            strict=True,
            skipinitialspace=self._dialect.delimiter != " ",
        )

    def _all(self, file: IO[bytes]) -> Iterator[Record]:
        """Yield the header record and every record after it, as wide as each happens to be."""
        feed = _Feed(file, self._encoding, self._limits)
        for _ in range(self._dialect.skip_lines):
            feed.taken.append(file.readline(self._limits.record_bytes))
        parser = self._parser(feed)
        while True:
            feed.begin()
            problem, cells = "", []
            try:
                cells = next(parser)
            except StopIteration:
                return
            except _TooLong:
                problem = self._too_long(feed)
                parser = self._parser(feed)
            except csv.Error as error:
                problem = _bad_quotes(feed, error)
                parser = self._parser(feed)
            if cells or problem:
                yield self._record(feed, cells, problem)

    def _too_long(self, feed: _Feed) -> str:
        if len(feed.taken) > 1:
            feed.give_back()
            return "a quote that is opened and not closed"
        length = len(feed.taken[0]) + feed.cut
        return f"a line of {length:,} bytes, beyond the limit of {self._limits.record_bytes:,}"

    def _record(self, feed: _Feed, cells: list[str], problem: str) -> Record:
        original = b"".join(feed.taken)
        if len(original) > self._limits.record_bytes:
            original = original[: self._limits.kept_bytes]
        if not problem and feed.bad_bytes:
            problem = f"bytes that are not {self._encoding}"
        if not problem and b"\0" in original:
            problem = "a NUL byte"
        return Record(feed.line, () if problem else tuple(cells), original, problem)


def _bad_quotes(feed: _Feed, error: csv.Error) -> str:
    if len(feed.taken) > 1 or "unexpected end" in str(error):
        feed.give_back()
        return "a quote that is opened and not closed"
    return "a quote inside a quoted value that is not doubled"


def clean_header(header: str) -> str:
    """Return a header without blanks and byte order marks around it, its inner white space as single spaces."""
    return " ".join(header.replace("\ufeff", "").replace("\0", "").split())
