"""What a release would hide and why, for the publisher who decides on dimensions. Prints small counts: never to be published."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safecount.cubes import count_tables
from safecount.cubes.reference import escaped
from safecount.disclosure.ledger import Ledger
from safecount.disclosure.release import JudgedTable, Terms, make_safe, thresholds_of
from safecount.disclosure.safe_table import ALL, Level, Status
from safecount.disclosure.sums import SumRule
from safecount.disclosure.system import Whole
from safecount.ingest import Store
from safecount.schema import Definition, Hierarchy

SMALL = "small"
PROTECTS = "protects others"


@dataclass(frozen=True)
class Preview:
    """One table as it would be released, with the reason for each hidden cell. `thresholds`: k of each row."""

    table: JudgedTable
    thresholds: Whole

    @property
    def reasons(self) -> list[str]:
        """Why each row is hidden; empty where it is shown."""
        counts = self.table.cells.column("count").to_pylist()
        said = self.table.cells.column("status").to_pylist()
        return [
            "" if status != Status.HIDDEN else SMALL if count < threshold else PROTECTS
            for count, status, threshold in zip(counts, said, self.thresholds.tolist(), strict=True)
        ]

    @property
    def headline(self) -> str:
        """Say in one line how much is shown."""
        reasons = self.reasons
        small, protects = reasons.count(SMALL), reasons.count(PROTECTS)
        share = 100 * (small + protects) / max(1, len(reasons))
        return (
            f"{self.table.name}: {len(reasons):,} cells, {share:.1f} % hidden "
            f"({small:,} small, {protects:,} to protect them){self._sums_said()}"
        )

    def _sums_said(self) -> str:
        """Say how many sums are hidden, and how many of them though their count is shown."""
        if self.table.sums is None or self.table.measured is None:
            return ""
        sums = self.table.sums.column("sum_status").to_pylist()
        counts = self.table.cells.column("status").to_pylist()
        alone = sum(said == Status.HIDDEN != count for said, count in zip(sums, counts, strict=True))
        return (
            f"; of {self.table.measured.name} {sums.count(Status.HIDDEN.value):,} sums are hidden, "
            f"{alone:,} of them beside a count that is shown"
        )

    def as_rows(self, most: int) -> list[tuple[str, ...]]:
        """Return the headings and the hidden cells that cost a reader most, at most `most`."""
        references = [dimension.reference for dimension in self.table.dimensions]
        reasons = self.reasons
        columns = [self.table.cells.column(name).to_pylist() for name in (*references, "count")]
        hidden = [place for place, reason in enumerate(reasons) if reason]
        depth = np.array([sum(column[place] == ALL for column in columns[:-1]) for place in hidden])
        chosen = [hidden[place] for place in np.argsort(-depth, kind="stable")[:most]] if hidden else []
        rows = [(*(str(column[place]) for column in columns), reasons[place]) for place in chosen]
        return [(*references, "count", "hidden because"), *rows]


def terms_of(definition: Definition) -> Terms:
    """Return what `definition` promises of its figures."""
    threshold = definition.threshold
    groups = {
        (hierarchy.column, f"{hierarchy.column}.{hierarchy.name}"): _group_of(hierarchy)
        for hierarchy in definition.hierarchies
        if hierarchy.groups
    }
    return Terms(
        definition.name,
        Level(threshold.level),
        threshold.k,
        dict(threshold.columns),
        groups=groups,
        levels=tuple(hierarchy.levels for hierarchy in definition.hierarchies if hierarchy.levels),
        sums=SumRule(threshold.sum_percent, threshold.sum_largest, threshold.sum_dominance),
    )


def _group_of(hierarchy: Hierarchy) -> dict[str, str]:
    """Return the group of each code, both as cells write them."""
    return {escaped(code): escaped(group) for group, codes in hierarchy.groups.items() for code in codes}


def ledger_of(store: Store) -> Ledger:
    """Return the ledger that lies with the records in `store`."""
    return Ledger(store.folder / "ledger")


def preview(definition: Definition, store: Store, through: datetime.date | None = None) -> Sequence[Preview]:
    """Return what the next release of `definition` would say, nothing written. Raises as `make_safe` does."""
    counted = count_tables(definition, store, through=through)
    terms = terms_of(definition)
    safe = make_safe(counted, terms, ledger_of(store).earlier_than(""))
    return [Preview(table, thresholds_of(table, terms)) for table in safe.judged]
