"""Turns blocks of bytes, or records read one by one, into typed batches; what is refused keeps its line and bytes.

A tidy block goes through Arrow's CSV reader, and the number of records it finds must be the number of record ends
counted in the bytes. A block that is not tidy is halved until the trouble is in a small one, which is read exactly.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
from numpy.typing import NDArray

from safecount.ingest.csv_blocks import SMALL, Block, Marks, lines_in, marks_of, plainly_tidy, untidy
from safecount.ingest.csv_reader import is_cut_short
from safecount.ingest.csv_records import ByteStream, RecordParser, fitted
from safecount.ingest.dialect import Dialect
from safecount.ingest.encoding import Encoding
from safecount.ingest.limits import Limits
from safecount.ingest.records import Record
from safecount.ingest.typed import Refusal, Typer

_SAMPLE_ROWS = 2_000
_FEW = 8
"""A column has few distinct texts if there is less than one to so many rows of the sample."""
_MOST_DISTINCT = 20_000


@dataclass(frozen=True)
class Refused:
    """A refused record: its line, why, and its bytes as they stand in the file."""

    line: int
    why: tuple[str, str, str]
    original: bytes


@dataclass(frozen=True)
class Batch:
    """Consecutive records of a source. `rows` are the numbers of the good ones, from 0; `good` has them typed.

    `oddities` number rows alike. `trouble` says why the exact parser read them, empty if it did not.
    """

    read: int
    good: pa.Table
    rows: NDArray[np.int64]
    refused: tuple[Refused, ...]
    oddities: pa.Table
    trouble: str = ""
    cut_short: bool = False


@dataclass(frozen=True)
class Width:
    """How wide the records of a source are: its headers, and headers it may bring later."""

    headers: int
    wanted: int = 0


class RecordBatches:
    """Types records that a reader gives one by one."""

    def __init__(self, typer: Typer, width: Width) -> None:
        self._typer = typer
        self._width = width.headers + width.wanted

    def batch(self, cursor: duckdb.DuckDBPyConnection, records: Sequence[Record], trouble: str) -> Batch:
        """Type `records`, leaving aside those that could not be read."""
        rows = np.array([row for row, record in enumerate(records) if not record.problem], np.int64)
        columns = list(zip(*(records[row].cells for row in rows), strict=True)) or [()] * self._width
        texts = {position: pa.array(columns[position], pa.string()) for position in self._typer.positions}
        unread = [
            Refused(item.line, ("", item.problem, ""), item.original) for item in records if item.problem
        ]

        def place(row: int) -> tuple[int, bytes]:
            record = records[int(rows[row])]
            return record.line, record.original

        cut = bool(records) and is_cut_short(records[-1])
        return _batch(self._typer, cursor, texts, _Found(len(records), rows, place, unread, trouble, cut))


class BlockBatches:
    """Types blocks of a CSV file."""

    def __init__(
        self, typer: Typer, width: Width, encoding: Encoding, dialect: Dialect, limits: Limits
    ) -> None:
        self._typer = typer
        self._records = RecordBatches(typer, width)
        self._width = width.headers
        self._encoding = encoding
        self._dialect = dialect
        self._limits = limits
        self._few: frozenset[int] | None = None

    def batches(self, cursor: duckdb.DuckDBPyConnection, block: Block) -> list[Batch]:
        """Type a block; several batches where only part of it is tidy."""
        if block.records is not None:
            records = [fitted(record, self._width) for record in block.records]
            return [self._records.batch(cursor, records, block.trouble)]
        return list(self._batches(cursor, block))

    def _batches(self, cursor: duckdb.DuckDBPyConnection, block: Block) -> Iterator[Batch]:
        data, line = block.data, block.line
        count, texts, trouble = self._texts(block)
        places = functools.cache(
            lambda: _Places(data, line, block.marks or marks_of(data, self._dialect.quote))
        )
        if not trouble:
            found = _Found(count, np.arange(count), lambda row: places().of(row), [], "", False)
            yield _batch(self._typer, cursor, texts, found)
        elif len(data) > SMALL and len(ends := places().ends) > 1:
            middle = min(int(np.searchsorted(ends, len(data) // 2)), len(ends) - 2)
            cut = int(ends[middle]) + 1
            after = line + lines_in(data, cut)
            yield from self._batches(cursor, Block(data[:cut], line, by_line=block.by_line))
            yield from self._batches(cursor, Block(data[cut:], after, by_line=block.by_line))
        else:
            yield self._exactly(cursor, data, line, trouble)

    def _texts(self, block: Block) -> tuple[int, dict[int, pa.Array], str]:
        """Return how many records a block has and its texts by position, or why they cannot be had this way."""
        data, is_utf8 = block.data, self._encoding.is_utf8
        unended = not data.endswith(b"\n")
        quoted = self._dialect.quote.encode() in data
        if block.by_line and plainly_tidy(data, self._limits, is_utf8=is_utf8):
            count = lines_in(data) + unended
            texts, trouble = self._parsed(data, count, quoted=quoted, by_line=True)
            # A blank line would be a row without any text; only where each column lacks one is it looked for.
            if not all(array.null_count for array in texts.values()):
                return count, texts, trouble
        marks = block.marks or marks_of(data, self._dialect.quote)
        count = len(marks.ends) + unended
        if trouble := untidy(data, marks, self._limits, is_utf8=is_utf8):
            return count, {}, trouble
        return count, *self._parsed(data, count, quoted=quoted, by_line=False)

    def _exactly(self, cursor: duckdb.DuckDBPyConnection, data: bytes, line: int, trouble: str) -> Batch:
        stream = ByteStream(io.BytesIO(data))
        parser = RecordParser(stream, self._encoding.name, self._dialect, self._limits, line)
        records = [fitted(record, self._width) for record in parser.records()]
        return self._records.batch(cursor, records, trouble)

    def _parsed(
        self, data: bytes, count: int, *, quoted: bool, by_line: bool
    ) -> tuple[dict[int, pa.Array], str]:
        """Return the texts of a block by position, or why they cannot be had this way."""
        try:
            text = data if self._encoding.is_utf8 else data.decode(self._encoding.name).encode()
            if self._few is None:
                self._few = self._positions_of_few(text[: text.rfind(b"\n", 0, 1_000_000) + 1])
            table = self._read(text, self._few, quoted=quoted, by_line=by_line)
        except UnicodeDecodeError:
            return {}, f"bytes that are not {self._encoding.name}"
        except pa.ArrowInvalid as error:
            return {}, f"uneven rows ({str(error).splitlines()[0][:80]})"
        if len(table) != count:
            return {}, f"records that two readers count differently ({len(table):,} and {count:,})"
        texts = {int(name[1:]): table.column(name).combine_chunks() for name in table.column_names}
        return {position: _plain_if_many(array) for position, array in texts.items()}, ""

    def _read(self, text: bytes, few: frozenset[int], *, quoted: bool, by_line: bool = False) -> pa.Table:
        positions = self._typer.positions
        few_texts = pa.dictionary(pa.int32(), pa.string())
        return pc.read_csv(
            pa.py_buffer(text),
            read_options=pc.ReadOptions(
                use_threads=False,
                block_size=len(text) + 1,
                column_names=[f"c{position}" for position in range(self._width)],
            ),
            parse_options=pc.ParseOptions(
                delimiter=self._dialect.delimiter,
                quote_char=self._dialect.quote if quoted else False,
                newlines_in_values=quoted and not by_line,
                ignore_empty_lines=False,
            ),
            convert_options=pc.ConvertOptions(
                check_utf8=False,
                null_values=[""],
                strings_can_be_null=True,
                include_columns=[f"c{position}" for position in positions],
                column_types={f"c{p}": few_texts if p in few else pa.string() for p in positions},
            ),
        )

    def _positions_of_few(self, sample: bytes) -> frozenset[int]:
        """Return the places whose texts repeat so much that each is worth typing once only."""
        if sample.count(b"\n") < _SAMPLE_ROWS:
            return frozenset()
        try:
            table = self._read(sample, frozenset(), quoted=self._dialect.quote.encode() in sample)
        except pa.ArrowInvalid:
            return frozenset()
        most = len(table) // _FEW
        return frozenset(
            position
            for position in self._typer.lone_positions
            if len(table.column(f"c{position}").combine_chunks().unique()) < most
        )


def _plain_if_many(array: pa.Array) -> pa.Array:
    few = pa.types.is_dictionary(array.type) and len(array.dictionary) <= _MOST_DISTINCT
    return array if few or pa.types.is_string(array.type) else array.dictionary_decode()


class _Places:
    """Finds a record of a tidy block again by its number."""

    def __init__(self, data: bytes, line: int, marks: Marks) -> None:
        self._data = data
        self._line = line
        self._newlines = marks.newlines
        self.ends = marks.ends

    def of(self, row: int) -> tuple[int, bytes]:
        """Return the line at which record number `row` (from 0) begins, and its bytes."""
        begin = int(self.ends[row - 1]) + 1 if row else 0
        end = int(self.ends[row]) + 1 if row < len(self.ends) else len(self._data)
        return self._line + int(np.searchsorted(self._newlines, begin)), self._data[begin:end]


@dataclass(frozen=True)
class _Found:
    """What is known of a batch before it is typed; `place` gives the line and bytes of a good record by its index."""

    read: int
    rows: NDArray[np.int64]
    place: Callable[[int], tuple[int, bytes]]
    unread: list[Refused]
    trouble: str
    cut_short: bool


def _batch(
    typer: Typer, cursor: duckdb.DuckDBPyConnection, texts: dict[int, pa.Array], found: _Found
) -> Batch:
    typed = typer.typed(cursor, texts, len(found.rows))
    good, rows = typed.columns, found.rows
    refused = [_refused(refusal, found) for refusal in typed.refusals]
    if typed.refusals:
        keep = np.ones(len(rows), bool)
        keep[[refusal.row for refusal in typed.refusals]] = False
        good, rows = good.filter(pa.array(keep)), rows[keep]
    numbers = found.rows[typed.oddities.column("source_row").to_numpy()]
    oddities = typed.oddities.set_column(0, "source_row", pa.array(numbers, pa.int64()))
    every = tuple(sorted([*found.unread, *refused], key=lambda item: item.line))
    return Batch(found.read, good, rows, every, oddities, found.trouble, found.cut_short)


def _refused(refusal: Refusal, found: _Found) -> Refused:
    line, original = found.place(refusal.row)
    return Refused(line, (refusal.column, refusal.reason, refusal.value), original)
