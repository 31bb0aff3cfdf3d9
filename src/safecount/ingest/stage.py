"""Reads one source into a staged Parquet file of typed rows, and its bad rows into the rejects.

A clean CSV file goes through DuckDB's parallel reader (fast); everything else record by record (exact). An
independent survey of the bytes must agree with the fast reader on the number of records, or the exact one is used.
"""

# ruff: noqa: S608 - every name and text that enters a statement is quoted by `sql`

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from safecount.ingest import sql
from safecount.ingest.dialect import Dialect
from safecount.ingest.layout import Choice
from safecount.ingest.limits import Limits
from safecount.ingest.opening import OpenSource
from safecount.ingest.records import Record
from safecount.ingest.rejects import Rejects
from safecount.ingest.sources import LocalFile
from safecount.ingest.statement import Statement, statement
from safecount.ingest.survey import locate, survey
from safecount.schema import Definition


@dataclass(frozen=True)
class Staged:
    """A source typed: `path` holds its rows, `read` and `rejected` count them."""

    path: Path
    table: str
    read: int
    rejected: int
    path_taken: str
    why_exact: str


class Stager:
    """Types sources one after another with one DuckDB connection, into `folder`."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, folder: Path, definition: Definition, limits: Limits
    ) -> None:
        self._connection = connection
        self._folder = folder
        self._definition = definition
        self._limits = limits

    def take(
        self, file: LocalFile, source: OpenSource, choice: Choice, rejects: Rejects, number: int
    ) -> Staged:
        """Read the whole source; its rejected rows go to `rejects`. `number` names the staged file."""
        target = self._folder / f"staged-{number}.parquet"
        typing = statement(choice.table, choice.placed, self._definition)
        job = _Job(file, source, choice, typing, target, rejects)
        why_exact = self._why_exact(source)
        if not why_exact and source.dialect is not None:
            read, why_exact = self._fast(job, source.dialect)
            if not why_exact:
                return Staged(target, choice.table.name, read, self._reject_located(job), "fast", "")
        read, rejected = self._exact(job)
        return Staged(target, choice.table.name, read, rejected, "exact", why_exact)

    def _why_exact(self, source: OpenSource) -> str:
        dialect = source.dialect
        if dialect is None:
            return "it is not CSV"
        if not source.encoding.is_utf8:
            return f"it is {source.encoding.name}"
        if dialect.skip_lines or dialect.quote != '"':
            return "its layout has lines above the headers, or another quote"
        return "it has one column" if len(source.reader.headers) < 2 else ""

    def _fast(self, job: _Job, dialect: Dialect) -> tuple[int, str]:
        """Return the rows read, and why the exact reader is needed after all, empty if it is not."""
        seen = survey(job.source.path, dialect.delimiter, self._limits)
        if seen.untidy:
            return 0, f"it has {seen.untidy}"
        columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(job.source.reader.headers)))
        relation = (
            f"(SELECT *, NULL::BIGINT AS source_row FROM read_csv({sql.text(_literal(job.source.path))}, "
            f"auto_detect = false, header = true, delim = {sql.text(dialect.delimiter)}, quote = '\"', escape = '\"', "
            f"strict_mode = true, null_padding = false, max_line_size = {self._limits.record_bytes + 1}, "
            f"columns = {{{columns}}}))"
        )
        try:
            copied = self._connection.execute(
                f"COPY ({job.typing.over(relation)}) TO {sql.text(str(job.target))} (FORMAT parquet)"
            ).fetchone()
        except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
            return 0, f"its rows are uneven ({str(error).splitlines()[0][:80]})"
        read = int(copied[0]) if copied else 0
        if read != seen.records - 1:
            return 0, f"two readers count {read:,} and {seen.records - 1:,} rows"
        return read, ""

    def _reject_located(self, job: _Job) -> int:
        """Keep the rows of a fast read that carry a problem, found again in the file by their number."""
        problems = self._connection.execute(
            "SELECT file_row_number + 1, _problem, coalesce(_value, '') "
            f"FROM read_parquet({sql.text(str(job.target))}, file_row_number = true) "
            "WHERE _problem IS NOT NULL ORDER BY 1"
        )
        rejected = 0
        while rows := problems.fetchmany(50_000):
            found = locate(job.source.path, [row for row, _, _ in rows], self._limits)
            for (_, problem, value), (_, place) in zip(rows, found, strict=True):
                job.reject(place.line, job.typing.reasons[problem], value, place.original)
            rejected += len(rows)
        return rejected

    def _exact(self, job: _Job) -> tuple[int, int]:
        """Read record by record; return the rows read and rejected."""
        job.target.unlink(missing_ok=True)
        read = rejected = 0
        writer: pq.ParquetWriter | None = None
        try:
            for batch in self._batches(job):
                read += len(batch)
                good = [(row, record) for row, record in batch if not record.problem]
                for _, record in batch:
                    if record.problem:
                        job.reject(record.line, ("", record.problem), "", record.original)
                rejected += len(batch) - len(good)
                typed = self._typed(job, good)
                writer = writer or pq.ParquetWriter(job.target, typed.schema)
                writer.write_table(typed)
                rejected += self._reject_typed(job, typed, dict(good))
            if writer is None:
                pq.write_table(self._typed(job, []), job.target)
        finally:
            if writer is not None:
                writer.close()
        return read, rejected

    def _batches(self, job: _Job) -> Iterator[list[tuple[int, Record]]]:
        batch: list[tuple[int, Record]] = []
        size = 0
        for row, record in enumerate(job.source.reader.records(job.choice.wanted), start=1):
            batch.append((row, record))
            size += len(record.original)
            if len(batch) >= self._limits.batch_rows or size >= self._limits.batch_bytes:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _typed(self, job: _Job, good: list[tuple[int, Record]]) -> pa.Table:
        width = len(job.source.reader.headers) + len(job.choice.wanted)
        columns = list(zip(*(record.cells for _, record in good), strict=True)) if good else [()] * width
        arrays = [pa.array(values, pa.string()) for values in columns]
        names = [f"c{index}" for index in range(width)]
        rows = pa.array([row for row, _ in good], pa.int64())
        batch = pa.Table.from_arrays([*arrays, rows], names=[*names, "source_row"])
        self._connection.register("batch", batch)
        try:
            return self._connection.execute(job.typing.over("batch")).to_arrow_table()
        finally:
            self._connection.unregister("batch")

    def _reject_typed(self, job: _Job, typed: pa.Table, records: dict[int, Record]) -> int:
        rejected = 0
        columns = (typed.column(name).to_pylist() for name in ("source_row", "_problem", "_value"))
        for row, problem, value in zip(*columns, strict=True):
            if problem is not None:
                record = records[row]
                job.reject(record.line, job.typing.reasons[problem], value or "", record.original)
                rejected += 1
        return rejected


def _literal(path: Path) -> str:
    """Return the path with the marks DuckDB would take for a pattern in brackets, where they stand for themselves."""
    return "".join(f"[{mark}]" if mark in "*?[" else mark for mark in str(path))


@dataclass(frozen=True)
class _Job:
    """One source on its way through, with all that reading it needs."""

    file: LocalFile
    source: OpenSource
    choice: Choice
    typing: Statement
    target: Path
    rejects: Rejects

    def reject(self, line: int, why: tuple[str, str], value: str, original: bytes) -> None:
        """Keep one rejected row; `why` is (column, reason)."""
        source = (self.file.address, self.file.sha256)
        self.rejects.add(self.choice.table.name, source, line, (*why, value), original)
