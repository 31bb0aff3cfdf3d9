"""Counts and sums as one system: bounds of each, and what ties a sum to its count, to its parts and to earlier releases."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from safecount.disclosure.attack.puzzle import Puzzle
from safecount.disclosure.lattice import build_lattice
from safecount.disclosure.safe_table import ALL, Dimension, Measure, Status
from safecount.disclosure.system import Whole

ENDLESS_SUM = 1e18
"""The upper bound of a sum of which nothing is known."""


class Summed(Protocol):
    """A released table, with a measure or without."""

    @property
    def name(self) -> str: ...
    @property
    def records(self) -> str: ...
    @property
    def dimensions(self) -> tuple[Dimension, ...]: ...
    @property
    def cells(self) -> pa.Table: ...
    @property
    def measure(self) -> Measure | None: ...


class SumSystem:
    """Counts (n, as in the puzzle) and after them sums: bounds of each, and equations and inequalities between them."""

    def __init__(self, puzzle: Puzzle, growing: bool) -> None:
        self.puzzle = puzzle
        self._growing = growing
        self.number: dict[tuple[int, int], int] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self.where: list[str] = []
        self.lines: list[tuple[Mapping[int, float], float, float]] = []
        self.measure = Measure("")

    def take(self, release: int, tables: Sequence[tuple[Summed, Whole]]) -> None:
        """Take in what the tables of one release say of a measure."""
        if not tables:
            return
        self.measure = tables[0][0].measure or self.measure
        local = build_lattice([[table for table, _ in tables]])
        sum_of = np.full(local.size, -1)
        for (table, cells), own in zip(tables, local.rows[0], strict=True):
            said = zip(table.cells.to_pylist(), cells.tolist(), own.tolist(), strict=True)
            for row, cell, place in said:
                sum_of[place] = self._sum(release, cell, row, table)
        for first, last in itertools.pairwise(local.starts.tolist()):
            parent, *children = sum_of[local.members[first:last]].tolist()
            self.lines.append(({parent: -1.0, **dict.fromkeys(children, 1.0)}, 0.0, 0.0))

    def _sum(self, release: int, cell: int, row: Mapping[str, Any], table: Summed) -> int:
        known = row["sum"]
        number = self.number.get((release, cell))
        if number is None:
            number = self.number[release, cell] = self.puzzle.size + len(self.low)
            self.low.append(0.0)
            self.high.append(ENDLESS_SUM)
            named = [f"{d.reference} {row[d.reference]}" for d in table.dimensions if row[d.reference] != ALL]
            self.where.append(f"release {release + 1}, {table.name}, {', '.join(named) or 'the total'}")
            self._box({number: 1.0}, cell)
            self._link(release, cell, number)
        if row["sum_status"] != Status.HIDDEN and known is not None:
            self.low[number - self.puzzle.size] = self.high[number - self.puzzle.size] = float(known)
        return number

    def _box(self, sums: dict[int, float], cell: int) -> None:
        """A sum lies between its count times the least and the greatest contribution."""
        self.lines.append(({**sums, cell: -self.measure.least}, 0.0, np.inf))
        if self.measure.greatest is not None:
            self.lines.append(({**sums, cell: -self.measure.greatest}, -np.inf, 0.0))

    def _link(self, release: int, cell: int, number: int) -> None:
        """What was added since an earlier release lies between the same bounds; where nothing was, the sum stands."""
        if not self._growing:
            return
        for earlier in range(release):
            same = self.number.get((earlier, cell))
            if same is not None:
                self.lines.append(({number: 1.0, same: -1.0}, 0.0, 0.0))
            for before, difference in self._grown.get(cell, []):
                part = self.number.get((earlier, before))
                if part is not None:
                    self._box({number: 1.0, part: -1.0}, difference)

    @property
    def _grown(self) -> dict[int, list[tuple[int, int]]]:
        """Which cells each cell of a later release grew from, and the cell of the difference."""
        if not hasattr(self, "_found"):
            puzzle, found = self.puzzle, dict[int, list[tuple[int, int]]]()
            first = puzzle.starts[:-1][np.diff(puzzle.starts) == 3]
            for whole, part, change in puzzle.members[first[:, None] + np.arange(3)].tolist():
                if puzzle.implicit[change]:
                    found.setdefault(whole, []).append((part, change))
            self._found = found
        return self._found
