"""Reads one source into typed rows filed by month, and its bad rows into the rejects.

A CSV file is read in blocks, typed by two threads at once and put together again in order; all else, and what of a
CSV file no two parsers would read alike, is read record by record. Rows of both kinds are typed by the same SQL.
"""

from __future__ import annotations

import threading
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb
import numpy as np
import pyarrow as pa

from safecount.ingest.batches import Batch, BlockBatches, RecordBatches, Width
from safecount.ingest.csv_reader import CUT_SHORT, CsvReader
from safecount.ingest.fates import identity_of
from safecount.ingest.identities import Hashes
from safecount.ingest.layout import Choice
from safecount.ingest.limits import Limits
from safecount.ingest.month_files import LINEAGE, MonthFile, MonthFiles, by_month, month_column
from safecount.ingest.opening import OpenSource
from safecount.ingest.records import Record
from safecount.ingest.rejects import Rejects
from safecount.ingest.sources import LocalFile
from safecount.ingest.typed import ODDITIES, Typer, run_over
from safecount.problems import SourceError
from safecount.schema import Definition, Table

_THREADS = 2
_AHEAD = 3
"""Blocks read ahead of the one being written, which bounds memory."""

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Staged:
    """A source typed: `files` hold its good rows by month, `oddities` what of them was taken otherwise than written.

    `path_taken` is fast if any block was read so; `why_exact` says what was read record by record, and why.
    """

    source_file: int
    table: str
    read: int
    rejected: int
    path_taken: str
    why_exact: str
    files: tuple[MonthFile, ...]
    oddities: pa.Table


@dataclass(frozen=True)
class Job:
    """One source on its way through, with all that reading it needs; `source_file` is its number in the lineage."""

    file: LocalFile
    source: OpenSource
    choice: Choice
    source_file: int


@dataclass(frozen=True)
class _Ready:
    """A typed batch parted by month, its rows numbered from 0 within it; `hashes` in ascending order."""

    batch: Batch
    months: tuple[tuple[str, pa.Table], ...]
    hashes: Hashes


class Stager:
    """Types sources one after another with one DuckDB connection, into `folder`."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        folder: Path,
        definition: Definition,
        limits: Limits,
        rejects: Rejects,
    ) -> None:
        self._connection = connection
        self._folder = folder
        self._definition = definition
        self._limits = limits
        self._rejects = rejects
        self._cursors = threading.local()

    def take(self, job: Job, notes: dict[str, str], identify: Callable[[Hashes], None]) -> Staged:
        """Read the whole source; its rejected rows are kept, and the hashes of its good rows' identities given away."""
        try:
            return self._take(job, notes, identify)
        except (EOFError, zlib.error) as error:
            raise SourceError(f"it has changed while it was read ({error}). Ingest it again.") from error

    def _take(self, job: Job, notes: dict[str, str], identify: Callable[[Hashes], None]) -> Staged:
        folder = self._folder / f"staged-{job.source_file}"
        read = rejected = fast = 0
        troubles: dict[str, int] = {}
        oddities: list[pa.Table] = []
        cut_short = False
        with MonthFiles(folder, notes) as months:
            for ready in self._ready(job):
                batch = ready.batch
                for month, rows in ready.months:
                    months.add(month, _traced(rows, job.source_file, read + 1))
                identify(ready.hashes)
                self._reject(job, batch)
                if len(batch.oddities):
                    oddities.append(_moved(batch.oddities, read + 1))
                read += batch.read
                rejected += len(batch.refused)
                cut_short = batch.cut_short
                if batch.trouble:
                    troubles[batch.trouble] = troubles.get(batch.trouble, 0) + batch.read
                else:
                    fast += batch.read
            files = months.close()
        if cut_short:
            job.source.reader.notices.sentences.append(CUT_SHORT)
        odd = pa.concat_tables([ODDITIES.empty_table(), *oddities])
        whole = self._why_exact(job.source)
        taken = "exact" if whole or (troubles and not fast) else "fast"
        words = whole or _words(troubles, fast)
        name = job.choice.table.name
        return Staged(job.source_file, name, read, rejected, taken, words, tuple(files), odd)

    def _ready(self, job: Job) -> Iterator[_Ready]:
        typer = Typer(job.choice.table, job.choice.placed, self._definition)
        source = job.source
        width = Width(len(source.reader.headers), len(job.choice.wanted))
        why_exact = self._why_exact(source)
        table = job.choice.table
        if why_exact or source.dialect is None or not isinstance(source.reader, CsvReader):
            exact = RecordBatches(typer, width)
            for records in self._portions(source.reader.records(job.choice.wanted)):
                yield self._prepared(table, exact.batch(self._cursor(), records, why_exact))
            return
        reader = BlockBatches(typer, width, source.encoding, source.dialect, self._limits)
        with ThreadPoolExecutor(_THREADS, thread_name_prefix="typing") as pool:
            yield from _flat(
                in_order(
                    pool,
                    lambda block: [
                        self._prepared(table, batch) for batch in reader.batches(self._cursor(), block)
                    ],
                    source.reader.blocks(),
                )
            )

    def _why_exact(self, source: OpenSource) -> str:
        """Return why no part of the source may be read in blocks, empty if it may."""
        dialect = source.dialect
        if dialect is None:
            return "it is not CSV"
        if not source.encoding.is_bytewise:
            return f"it is {source.encoding.name}"
        if len(dialect.delimiter.encode()) > 1 or len(dialect.quote.encode()) > 1:
            return "its delimiter or quote is beyond ASCII"
        return "it has one column" if len(source.reader.headers) < 2 else ""

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """Return the cursor of the thread that asks."""
        if not hasattr(self._cursors, "cursor"):
            self._cursors.cursor = self._connection.cursor()
        cursor: duckdb.DuckDBPyConnection = self._cursors.cursor
        return cursor

    def _prepared(self, table: Table, batch: Batch) -> _Ready:
        rows = batch.good.append_column("source_row", pa.array(batch.rows, pa.int64()))
        months = tuple(by_month(rows, month_column(table)))
        return _Ready(batch, months, self._hashes(table, batch.good))

    def _hashes(self, table: Table, good: pa.Table) -> Hashes:
        if not len(good):
            return np.empty(0, np.uint64)
        found = run_over(self._cursor(), f"SELECT {identity_of(table)} AS identity FROM batch", good)  # noqa: S608
        hashes: Hashes = np.sort(found.column("identity").to_numpy())
        return hashes

    def _portions(self, records: Iterable[Record]) -> Iterator[list[Record]]:
        portion: list[Record] = []
        size = 0
        for record in records:
            portion.append(record)
            size += len(record.original)
            if len(portion) >= self._limits.batch_rows or size >= self._limits.batch_bytes:
                yield portion
                portion, size = [], 0
        if portion:
            yield portion

    def _reject(self, job: Job, batch: Batch) -> None:
        if not batch.refused:
            return
        source = (job.file.address, job.file.sha256)
        for item in batch.refused:
            original = item.original[: self._limits.record_bytes]
            self._rejects.add(job.choice.table.name, source, item.line, item.why, original)


def _traced(rows: pa.Table, source_file: int, first: int) -> pa.Table:
    """Return rows with their lineage: the number of their source, and of the row in it, counted from 1."""
    numbers = rows.column("source_row").to_numpy() + first
    rows = rows.drop_columns(["source_row"])
    lineage = (np.full(len(rows), source_file, np.int32), numbers)
    for (name, kind), values in zip(LINEAGE, lineage, strict=True):
        rows = rows.append_column(name, pa.array(values, kind))
    return rows


def _moved(oddities: pa.Table, first: int) -> pa.Table:
    return oddities.set_column(
        0, "source_row", pa.array(oddities.column("source_row").to_numpy() + first, pa.int64())
    )


def _words(troubles: dict[str, int], fast: int) -> str:
    if not troubles:
        return ""
    if not fast and len(troubles) == 1:
        return next(iter(troubles))
    parts = (f"{rows:,} rows about {trouble}" for trouble, rows in sorted(troubles.items()))
    return "; ".join(parts)


def in_order(
    pool: ThreadPoolExecutor, work: Callable[[Item], Result], items: Iterable[Item]
) -> Iterator[Result]:
    """Yield `work(item)` for each of `items` in their order, some of it done ahead; the first alone, in this thread."""
    waiting: deque[Future[Result]] = deque()
    try:
        for number, item in enumerate(items):
            if not number:
                yield work(item)
                continue
            waiting.append(pool.submit(work, item))
            if len(waiting) >= _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _flat(lists: Iterable[Sequence[_Ready]]) -> Iterator[_Ready]:
    for found in lists:
        yield from found
