"""Opens a CSV file: its headers, its records one by one, or its bytes in blocks of whole records."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from typing import IO

from safecount.ingest.csv_blocks import Block, blocks
from safecount.ingest.csv_records import ByteStream, RecordParser, fitted
from safecount.ingest.dialect import Dialect
from safecount.ingest.limits import Limits
from safecount.ingest.records import Notices, Record
from safecount.problems import SourceError

CUT_SHORT = "The last record is incomplete: the file may have been cut short."


class CsvReader:
    """A CSV file. Raises SourceError on opening if it has no headers."""

    def __init__(
        self, opened: Callable[[], IO[bytes]], encoding: str, dialect: Dialect, limits: Limits
    ) -> None:
        self._opened = opened
        self._encoding = encoding
        self._dialect = dialect
        self._limits = limits
        self.notices = Notices()
        csv.field_size_limit(max(csv.field_size_limit(), limits.record_bytes + 1))
        with opened() as file:
            first, _, _ = self._begin(file)
        if first is None or first.problem or not any(cell and cell.strip() for cell in first.cells):
            raise SourceError(first.problem if first and first.problem else "it is empty: not even headers.")
        self.headers = tuple(clean_header(cell or "") for cell in first.cells)

    def _begin(self, file: IO[bytes]) -> tuple[Record | None, ByteStream, int]:
        """Read the headers; return them, the stream after them, and the line it then stands at."""
        stream = ByteStream(file)
        skipped = [stream.readline(self._limits.record_bytes) for _ in range(self._dialect.skip_lines)]
        parser = RecordParser(stream, self._encoding, self._dialect, self._limits, len(skipped) + 1)
        first = next(parser.records(), None)
        line = parser.line
        parser.leave()
        return first, stream, line

    def records(self, wanted: tuple[str, ...] = ()) -> Iterator[Record]:
        """Yield every record after the headers; `wanted` headers that a CSV file lacks give empty cells."""
        width, extra = len(self.headers), (None,) * len(wanted)
        with self._opened() as file:
            _, stream, line = self._begin(file)
            for record in RecordParser(stream, self._encoding, self._dialect, self._limits, line).records():
                found = fitted(record, width)
                yield Record(found.line, found.cells + extra, found.original) if not found.problem else found

    def blocks(self) -> Iterator[Block]:
        """Yield the bytes after the headers in blocks of whole records."""
        with self._opened() as file:
            _, stream, line = self._begin(file)
            yield from blocks(stream, self._encoding, self._dialect, self._limits, line)


def is_cut_short(last: Record) -> bool:
    """Return whether the last record of a file is short and lacks its line end.

    Many exports lack the last line end; it is worth a word only together with a short last record.
    """
    return "columns where" in last.problem and not last.original.endswith(b"\n")


def clean_header(header: str) -> str:
    """Return a header without blanks and byte order marks around it, its inner white space as single spaces."""
    return " ".join(header.replace("\ufeff", "").replace("\0", "").split())
