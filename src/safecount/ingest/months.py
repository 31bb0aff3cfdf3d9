"""Makes the months of a new snapshot: staged files moved or merged into place, untouched months linked."""

# ruff: noqa: S608 - every name and text that enters a statement is quoted by `sql`

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from safecount.ingest import sql
from safecount.ingest.fates import content_names
from safecount.ingest.month_files import ALL, UNKNOWN, Excluded, MonthFile, MonthFiles, places, without
from safecount.ingest.store import Manifest, Part, Store, link_or_copy, sha256_of
from safecount.ingest.typed import ARROW_TYPES
from safecount.ingest.typing_columns import output_columns
from safecount.schema import Definition, Table

__all__ = ["ALL", "UNKNOWN", "Lineage", "WrittenPart", "rows_relation", "write_months"]

_ROWS_AT_ONCE = 100_000


@dataclass(frozen=True)
class Lineage:
    """What is written into every Parquet file about where it comes from."""

    definition: Definition
    shape: str
    version: str

    def notes(self, table: Table) -> dict[str, str]:
        """Return the notes of the files of one table."""
        notes = {
            "dataset": self.definition.name,
            "table": table.name,
            "unit": str(table.unit),
            "definition": self.shape,
            "safecount": self.version,
        }
        return {f"safecount.{key}": value for key, value in notes.items()}


@dataclass(frozen=True)
class WrittenPart:
    """A part of the new snapshot; `fresh` rows of it came with this run. A part merely linked has none.

    `lacking` says how many rows of a part that is not linked lack each column.
    """

    part: Part
    fresh: int
    lacking: Mapping[str, int] = field(default_factory=dict)


def rows_relation(parts: Sequence[Path], table: Table) -> str:
    """Return SQL for the rows of stored parts, or for no rows of the same columns where there are none."""
    kinds = [output for column in table.columns for output in output_columns(column)]
    typed = [*kinds, ("source_file", "INTEGER"), ("source_row", "BIGINT")]
    if parts:
        listed = sql.texts(str(part) for part in parts)
        return f"(SELECT {', '.join(sql.name(name) for name, _ in typed)} FROM read_parquet({listed}))"
    empty = ", ".join(f"NULL::{kind} AS {sql.name(name)}" for name, kind in typed)
    return f"(SELECT {empty} LIMIT 0)"


def write_months(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    lineage: Lineage,
    base: tuple[Store, Manifest | None],
    staged: Sequence[MonthFile],
    into: Path,
) -> list[WrittenPart]:
    """Make the parts of `table` in the new snapshot at `into`, from `staged` and the snapshot `base`.

    Rows named by the tables `duplicates` and `replaced` are left out. A month with one staged file and nothing to
    leave out is moved as it stands; a month that neither gains nor loses a row is linked.
    """
    store, previous = base
    before = {part.month: part for part in previous.parts_of(table.name)} if previous else {}
    old = {month: store.path_of(previous, part) for month, part in before.items()} if previous else {}
    gone = _Gone(connection, [*old.values(), *(file.path for file in staged)])
    found = []
    for month in sorted({*before, *(file.month for file in staged)}):
        fresh = [file for file in staged if file.month == month and gone.count(file.path) < file.rows]
        path = f"tables/{table.name}/month={month}/part.parquet"
        if not fresh and month in before and not gone.count(old[month]):
            link_or_copy(old[month], into / path)
            found.append(WrittenPart(before[month], 0))
            continue
        kept = [old[month]] if month in old else []
        made = _make(table, lineage, (kept, fresh), gone, into / path)
        added = sum(file.rows - gone.count(file.path) for file in fresh)
        if made.rows:
            part = Part(path, table.name, month, made.rows, sha256_of(into / path))
            found.append(WrittenPart(part, added, made.lacking))
    return found


class _Gone:
    """The rows that are not to stand, and how many of them lie in each file."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> None:
        gone = "SELECT source_file, source_row FROM duplicates UNION ALL SELECT source_file, source_row FROM replaced"
        rows = connection.execute(gone).to_arrow_table()
        self.places: Excluded = np.sort(places(rows)) if len(rows) else np.empty(0, np.int64)
        self._counts: dict[str, int] = {}
        if len(rows) and paths:
            counted = connection.execute(
                f"""SELECT filename, count(*) FROM read_parquet({sql.texts(str(path) for path in paths)},
                    filename = true) SEMI JOIN ({gone}) USING (source_file, source_row) GROUP BY filename"""
            ).fetchall()
            self._counts = {str(name): int(count) for name, count in counted}

    def count(self, path: Path) -> int:
        """Return how many rows of the file at `path` are not to stand."""
        return self._counts.get(str(path), 0)


def _make(
    table: Table,
    lineage: Lineage,
    sources: tuple[Sequence[Path], Sequence[MonthFile]],
    gone: _Gone,
    path: Path,
) -> MonthFile:
    """Write what stands of `sources`, kept and staged, to `path`, in their order; no file is left for no rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept, staged = sources
    if len(staged) == 1 and not kept and not gone.count(staged[0].path):
        os.rename(staged[0].path, path)
        return staged[0]
    month = path.parent.name.partition("=")[2]
    with MonthFiles(path.parent.parent, lineage.notes(table)) as files:
        for source in [*kept, *(file.path for file in staged)]:
            excluded = gone.places if gone.count(source) else gone.places[:0]
            for rows in _read(source, table):
                files.add(month, without(rows, excluded))
        return next(iter(files.close()), MonthFile(month, path, 0))


def _read(path: Path, table: Table) -> Iterator[pa.Table]:
    """Read a part piece by piece, its columns in the order of the definition."""
    kinds = {name: kind for column in table.columns for name, kind in output_columns(column)}
    names = [*content_names(table), "source_file", "source_row"]
    few = [name for name, kind in kinds.items() if kind == "VARCHAR"]
    with pq.ParquetFile(path, read_dictionary=few) as file:
        for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=names):
            rows = pa.Table.from_batches([batch]).replace_schema_metadata(None).select(names)
            fields = [
                item
                if item.name not in kinds or kinds[item.name] == "VARCHAR"
                else pa.field(item.name, ARROW_TYPES[kinds[item.name]])
                for item in rows.schema
            ]
            yield rows.cast(pa.schema(fields))
