"""Takes the staged rows of every table into the new snapshot and keeps count from what was really written."""

# ruff: noqa: S608 - every name and text that enters a statement is quoted by `sql`

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np

from safecount.ingest import quality, sql
from safecount.ingest.fates import decide_fates, identity_of
from safecount.ingest.identities import Hashes, Identities
from safecount.ingest.months import Lineage, WrittenPart, rows_relation, write_months
from safecount.ingest.report import TableReport
from safecount.ingest.stage import Staged
from safecount.ingest.store import Manifest, Part, Store
from safecount.schema import Table


class TableWriter:
    """Writes tables one after another; afterwards gives their reports and the fate of every file's rows."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        base: tuple[Store, Manifest | None],
        lineage: Lineage,
        into: Path,
        today: datetime.date,
    ) -> None:
        self._connection = connection
        self._store, self._base = base
        self._lineage = lineage
        self._into = into
        self._today = today
        self._reports: dict[str, TableReport] = {}
        self._parts: dict[str, list[Part]] = {}
        self._fates: dict[int, dict[str, int]] = {}
        connection.execute(
            'CREATE TEMP TABLE all_duplicates ("table" VARCHAR, source_file INTEGER, source_row BIGINT, fate VARCHAR)'
        )

    def write(self, table: Table, staged: Sequence[Staged], identities: Identities) -> list[Part]:
        """Write the parts of `table` from those of `staged` that belong to it, on top of the snapshot before."""
        connection = self._connection
        own = [item for item in staged if item.table == table.name]
        files = [file for item in own for file in item.files]
        before = self._base.parts_of(table.name) if self._base else []
        paths = [self._store.path_of(self._base, part) for part in before] if self._base else []
        good = rows_relation([file.path for file in files], table)
        connection.execute(f"CREATE OR REPLACE TEMP VIEW good AS SELECT * FROM {good}")
        connection.execute(f"CREATE OR REPLACE TEMP VIEW kept AS SELECT * FROM {rows_relation(paths, table)}")
        for hashes in self._kept_hashes(table) if files and before else []:
            identities.add(hashes)
        alike = decide_fates(connection, table, identities.repeated())
        base = (self._store, self._base)
        written = write_months(connection, table, self._lineage, base, files, self._into)
        self._parts[table.name] = [item.part for item in written]
        self._count(table, own, written, before, alike)
        connection.execute(
            f"INSERT INTO all_duplicates SELECT {sql.text(table.name)}, source_file, source_row, fate FROM duplicates"
        )
        return self._parts[table.name]

    def _kept_hashes(self, table: Table) -> list[Hashes]:
        """Return the hashes of the identities of the snapshot so far."""
        reader = self._connection.execute(
            f"SELECT {identity_of(table)} AS identity FROM kept"
        ).to_arrow_reader(1_000_000)
        return [np.sort(batch.column(0).to_numpy()) for batch in reader]

    def _count(
        self,
        table: Table,
        own: Sequence[Staged],
        written: Sequence[WrittenPart],
        before: list[Part],
        alike: int,
    ) -> None:
        """Note what was written and what deserves a look."""
        changed = [item for item in written if item.fresh]
        first = min((item.source_file for item in own), default=0)
        relation = rows_relation([self._into / item.part.path for item in changed], table)
        self._connection.execute(
            f"CREATE OR REPLACE TEMP VIEW accepted AS SELECT * FROM {relation} WHERE source_file >= {first}"
        )
        replaced = self._connection.execute("SELECT count(*) FROM replaced").fetchone()
        months = sorted(item.part.month for item in written if item.part.month[:1].isdigit())
        report = TableReport(
            name=table.name,
            unit=str(table.unit),
            before=sum(part.rows for part in before),
            after=sum(item.part.rows for item in written),
            accepted=self._count_fates(own),
            replaced=int(replaced[0]) if replaced else 0,
            first_month=months[0] if months else "",
            last_month=months[-1] if months else "",
            late=quality.late_rows(table, changed, {part.month for part in before}),
            missing=quality.missing_values(self._connection, table, self._into, changed, first),
            identical_kept=alike,
        )
        self._reports[table.name] = self._looked_over(report, table, own)

    def _looked_over(self, report: TableReport, table: Table, own: Sequence[Staged]) -> TableReport:
        """Return the report with what deserves a look among the accepted rows."""
        connection = self._connection
        with quality.Oddities(connection, own) as oddities:
            return replace(
                report,
                faulty=oddities.faulty(),
                midnight=quality.at_midnight(connection, table),
                future=quality.in_the_future(connection, table, self._today),
                unlisted=oddities.unlisted(table, self._lineage.definition),
            )

    def _count_fates(self, own: Sequence[Staged]) -> int:
        """Count the fates of every file's rows, the accepted ones by reading back what was written; return those."""
        for item in own:
            self._fates[item.source_file] = {"accepted": 0, "identical": 0, "edited": 0}
        accepted = 0
        if own:
            counted = "SELECT source_file, count(*) FROM accepted GROUP BY source_file"
            for source_file, count in self._connection.execute(counted).fetchall():
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
        return rows_relation([self._into / part.path for part in self._parts[table.name]], table)

    def fates_of(self, source_file: int) -> dict[str, int]:
        """Return the numbers of accepted, identical and edited rows of one source."""
        return self._fates[source_file]

    def write_duplicates(self, path: Path) -> None:
        """Write which rows were duplicates, and of which kind, to a Parquet file."""
        self._connection.execute(
            f"COPY (SELECT * FROM all_duplicates ORDER BY ALL) TO {sql.text(str(path))} (FORMAT parquet)"
        )
