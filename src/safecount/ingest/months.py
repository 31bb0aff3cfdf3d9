"""Writes the months of a new snapshot: those a run touches anew, the others linked from the snapshot before."""

# ruff: noqa: S608 - every name and text that enters a statement is quoted by `sql`

from __future__ import annotations

import bisect
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from safecount.ingest import sql
from safecount.ingest.fates import content_names
from safecount.ingest.store import Manifest, Part, Store, link_or_copy, sha256_of
from safecount.schema import ColumnType, Definition, Table

ALL = "all"
"""The one part of a table whose records are not filed by month."""
UNKNOWN = "unknown"
"""The part of records whose month could not be known."""


@dataclass(frozen=True)
class Lineage:
    """What is written into every Parquet file about where it comes from."""

    definition: Definition
    shape: str
    version: str


def month_of(table: Table) -> str:
    """Return SQL for the month (such as 2026-01) a row of the table is filed under."""
    if not table.month:
        return sql.text(ALL)
    column = table.column(table.month)
    name = f"{column.name}_date" if column.type is ColumnType.MOMENT else column.name
    return f"coalesce(strftime({sql.name(name)}, '%Y-%m'), {sql.text(UNKNOWN)})"


def rows_relation(parts: list[Path], table: Table, kinds: list[tuple[str, str]]) -> str:
    """Return SQL for the rows of stored parts, or for no rows of the same columns where there are none."""
    names = [*content_names(table), "source_file", "source_row"]
    if parts:
        listed = sql.texts(str(part) for part in parts)
        return f"(SELECT {', '.join(sql.name(name) for name in names)} FROM read_parquet({listed}))"
    typed = [*kinds, ("source_file", "INTEGER"), ("source_row", "BIGINT")]
    empty = ", ".join(f"NULL::{kind} AS {sql.name(name)}" for name, kind in typed)
    return f"(SELECT {empty} LIMIT 0)"


def write_months(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    lineage: Lineage,
    store: Store,
    previous: Manifest | None,
    into: Path,
) -> list[Part]:
    """Write the parts of `table` for the new snapshot at `into`, from `good`, `kept`, `duplicates` and `replaced`."""
    connection.execute(
        """CREATE OR REPLACE TEMP VIEW accepted AS
           SELECT * FROM good ANTI JOIN duplicates USING (source_file, source_row)"""
    )
    touched = _touched(connection, month_of(table))
    before = {part.month: part for part in previous.parts_of(table.name)} if previous else {}
    rows = sum(before[month].rows for month in touched if month in before) + _count(connection, "accepted")
    names = sorted(touched)
    if rows <= _ROWS_IN_MEMORY:
        written = _write_from_memory(connection, table, names, lineage, into)
    else:
        written = {
            name: _write(connection, table, name, lineage, into / _path(table, name)) for name in names
        }
    parts = []
    for name in sorted({*before, *touched}):
        path = _path(table, name)
        if name not in touched and previous is not None:
            link_or_copy(store.path_of(previous, before[name]), into / path)
            parts.append(before[name])
        elif written[name]:
            parts.append(Part(path, table.name, name, written[name], sha256_of(into / path)))
        else:
            (into / path).unlink()
    return parts


def _touched(connection: duckdb.DuckDBPyConnection, month: str) -> set[str]:
    """Return the months that gain a record, or lose one to an edit."""
    found = connection.execute(
        f"""SELECT DISTINCT {month} FROM accepted UNION
            SELECT DISTINCT {month} FROM kept SEMI JOIN replaced USING (source_file, source_row)"""
    ).fetchall()
    return {str(row[0]) for row in found}


_ROWS_IN_MEMORY = 300_000
"""Up to so many rows, months are cut from one ordered table: a statement for each of 300 months would take seconds."""


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    counted = connection.execute(f"SELECT count(*) FROM {relation}").fetchone()
    return int(counted[0]) if counted else 0


def _path(table: Table, month: str) -> str:
    return f"tables/{table.name}/month={month}/part.parquet"


def _rows(table: Table, within: str) -> str:
    """Return SQL for the rows that are to stand, of the months that `within` tests for, without an order."""
    names = ", ".join(sql.name(name) for name in [*content_names(table), "source_file", "source_row"])
    return (
        f"SELECT {names} FROM kept ANTI JOIN replaced USING (source_file, source_row) WHERE {within} "
        f"UNION ALL SELECT {names} FROM accepted WHERE {within}"
    )


def _notes(table: Table, lineage: Lineage) -> dict[str, str]:
    notes = {
        "dataset": lineage.definition.name,
        "table": table.name,
        "unit": str(table.unit),
        "definition": lineage.shape,
        "safecount": lineage.version,
    }
    return {f"safecount.{key}": value for key, value in notes.items()}


def _write_from_memory(
    connection: duckdb.DuckDBPyConnection, table: Table, months: list[str], lineage: Lineage, into: Path
) -> dict[str, int]:
    """Write the parts of `months`, cut from one table in memory; return the rows of each."""
    month = month_of(table)
    listed = sql.is_any(month, months)
    ordered = connection.execute(
        f"SELECT *, {month} AS _month FROM ({_rows(table, listed)}) ORDER BY _month, source_file, source_row"
    ).to_arrow_table()
    found = ordered.column("_month").to_pylist()
    rows = ordered.drop_columns(["_month"]).replace_schema_metadata(_notes(table, lineage))
    written = {}
    for name in months:
        first, last = bisect.bisect_left(found, name), bisect.bisect_right(found, name)
        path = into / _path(table, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(rows.slice(first, last - first), path, compression="zstd")
        written[name] = last - first
    return written


def _write(
    connection: duckdb.DuckDBPyConnection, table: Table, month: str, lineage: Lineage, path: Path
) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    notes = _notes(table, lineage).items()
    metadata = ", ".join(f"{sql.text(key)}: {sql.text(value)}" for key, value in notes)
    written = connection.execute(
        f"COPY ({_rows(table, _within(table, month))} ORDER BY source_file, source_row) "
        f"TO {sql.text(str(path))} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{metadata}}})"
    ).fetchone()
    return int(written[0]) if written else 0


def _within(table: Table, month: str) -> str:
    """Return a test for the rows of one month, written as a range so that whole blocks of other months are skipped."""
    if not table.month:
        return "true"
    column = table.column(table.month)
    name = sql.name(f"{column.name}_date" if column.type is ColumnType.MOMENT else column.name)
    if month == UNKNOWN:
        return f"{name} IS NULL"
    first = f"DATE '{month}-01'"
    return f"{name} >= {first} AND {name} < {first} + INTERVAL 1 MONTH"
