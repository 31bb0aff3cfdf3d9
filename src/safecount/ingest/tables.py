"""Takes the staged rows of every table into the new snapshot and keeps count from what was really written."""

# ruff: noqa: S608 - every name and text that enters a statement is quoted by `sql`

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from safecount.ingest import quality, sql
from safecount.ingest.fates import decide_fates
from safecount.ingest.months import Lineage, rows_relation, write_months
from safecount.ingest.report import TableReport
from safecount.ingest.stage import Staged
from safecount.ingest.statement import staged_columns
from safecount.ingest.store import Manifest, Part, Store
from safecount.ingest.typing_columns import output_columns
from safecount.schema import Table


@dataclass(frozen=True)
class StagedFile:
    """A staged source and the number by which its rows will name it for good."""

    source_file: int
    staged: Staged


class TableWriter:
    """Writes tables one after another; afterwards gives their reports and the fate of every file's rows."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        store: Store,
        base: Manifest | None,
        lineage: Lineage,
        into: Path,
        today: datetime.date,
    ) -> None:
        self._connection = connection
        self._store = store
        self._base = base
        self._lineage = lineage
        self._into = into
        self._today = today
        self._reports: dict[str, TableReport] = {}
        self._parts: dict[str, list[Part]] = {}
        self._fates: dict[int, dict[str, int]] = {}
        connection.execute(
            'CREATE TEMP TABLE all_duplicates ("table" VARCHAR, source_file INTEGER, source_row BIGINT, fate VARCHAR)'
        )

    def write(self, table: Table, staged: Sequence[StagedFile]) -> list[Part]:
        """Write the parts of `table` from those of `staged` that belong to it, on top of the snapshot before."""
        connection = self._connection
        own = [item for item in staged if item.staged.table == table.name]
        connection.execute(f"CREATE OR REPLACE TEMP VIEW good AS {_good(table, own)}")
        kinds = [output for column in table.columns for output in output_columns(column)]
        before = self._base.parts_of(table.name) if self._base else []
        paths = [self._store.path_of(self._base, part) for part in before] if self._base else []
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW kept AS SELECT * FROM {rows_relation(paths, table, kinds)}"
        )
        alike = decide_fates(connection, table)
        parts = write_months(connection, table, self._lineage, self._store, self._base, self._into)
        self._parts[table.name] = parts
        self._count(table, own, parts, before, alike)
        connection.execute(
            f"INSERT INTO all_duplicates SELECT {sql.text(table.name)}, source_file, source_row, fate FROM duplicates"
        )
        return parts

    def _count(
        self, table: Table, own: Sequence[StagedFile], parts: list[Part], before: list[Part], alike: int
    ) -> None:
        """Note what was written and what deserves a look."""
        connection = self._connection
        accepted = self._count_fates(own, parts)
        replaced = connection.execute("SELECT count(*) FROM replaced").fetchone()
        months = sorted(part.month for part in parts if part.month[:1].isdigit())
        self._reports[table.name] = TableReport(
            name=table.name,
            unit=str(table.unit),
            before=sum(part.rows for part in before),
            after=sum(part.rows for part in parts),
            accepted=accepted,
            replaced=int(replaced[0]) if replaced else 0,
            first_month=months[0] if months else "",
            last_month=months[-1] if months else "",
            late=quality.late_rows(connection, table, {part.month for part in before}),
            missing=quality.missing_values(connection, table),
            faulty=quality.faulty_values(connection),
            midnight=quality.at_midnight(connection, table),
            future=quality.in_the_future(connection, table, self._today),
            identical_kept=alike,
            unlisted=quality.unlisted_spellings(connection, table, self._lineage.definition),
        )

    def _count_fates(self, own: Sequence[StagedFile], parts: list[Part]) -> int:
        """Count the fates of every file's rows, the accepted ones by reading back what was written; return those."""
        for item in own:
            self._fates[item.source_file] = {"accepted": 0, "identical": 0, "edited": 0}
        paths = [str(self._into / part.path) for part in parts]
        accepted = 0
        if own and paths:
            first = min(item.source_file for item in own)
            written = self._connection.execute(
                f"SELECT source_file, count(*) FROM read_parquet({sql.texts(paths)}) "
                f"WHERE source_file >= {first} GROUP BY source_file"
            ).fetchall()
            for source_file, count in written:
                self._fates[source_file]["accepted"] = count
                accepted += count
        fates = "SELECT source_file, fate, count(*) FROM duplicates GROUP BY ALL"
        for source_file, fate, count in self._connection.execute(fates).fetchall():
            self._fates[source_file][fate] = count
        return accepted

    def reports(self) -> tuple[TableReport, ...]:
        """Return the report of each table written, with the records of the whole snapshot that lack their parent."""
        found = []
        for name, report in self._reports.items():
            table = self._lineage.definition.table(name)
            lost = self._orphans(table) if table.parent else 0
            found.append(replace(report, orphans=lost))
        return tuple(found)

    def _orphans(self, table: Table) -> int:
        parent = self._lineage.definition.table(table.parent)
        return quality.orphans(self._connection, table, self._relation(table), self._relation(parent))

    def _relation(self, table: Table) -> str:
        kinds = [output for column in table.columns for output in output_columns(column)]
        return rows_relation([self._into / part.path for part in self._parts[table.name]], table, kinds)

    def fates_of(self, source_file: int) -> dict[str, int]:
        """Return the numbers of accepted, identical and edited rows of one source."""
        return self._fates[source_file]

    def write_duplicates(self, path: Path) -> None:
        """Write which rows were duplicates, and of which kind, to a Parquet file."""
        self._connection.execute(
            f"COPY (SELECT * FROM all_duplicates ORDER BY ALL) TO {sql.text(str(path))} (FORMAT parquet)"
        )


def _good(table: Table, own: Sequence[StagedFile]) -> str:
    """Return SQL for the staged rows without a problem; a row of the fast reader is numbered by its place."""
    if not own:
        typed = [*staged_columns(table), ("source_file", "INTEGER")]
        return "SELECT " + ", ".join(f"NULL::{kind} AS {sql.name(name)}" for name, kind in typed) + " LIMIT 0"
    selects = [
        f"SELECT * EXCLUDE (file_row_number) REPLACE (coalesce(source_row, file_row_number + 1) AS source_row), "
        f"{item.source_file}::INTEGER AS source_file "
        f"FROM read_parquet({sql.text(str(item.staged.path))}, file_row_number = true) WHERE _problem IS NULL"
        for item in own
    ]
    return " UNION ALL ".join(selects)
