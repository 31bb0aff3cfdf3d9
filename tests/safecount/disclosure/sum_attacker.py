"""An attacker on counts and sums together, of another make: one mixed programme over all that released tables say.

Counts are whole, sums are not; each cell's sum lies between its count times the least and the greatest contribution.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from safecount.cubes.table import CountedTable
from safecount.disclosure.safe_table import ALL, Dimension, Measure

from .brute import Name, named, public_knowledge
from .cases import Key, counted

import pyarrow as pa  # isort: skip

MOST = 1e5
CAP = 400
"""Larger counts are not tried."""


def summed(
    name: str, of: Sequence[Dimension], values: Mapping[Key, Sequence[float]], measure: Measure
) -> CountedTable:
    """A table with all margins that sums `values`, those of the records of each inner cell."""
    table = counted(name, of, {key: len(some) for key, some in values.items()})
    names = [dimension.reference for dimension in of]
    columns: dict[str, list[Any]] = {"records": [], "sum": [], "largest": [], "second": []}
    for row in table.cells.to_pylist():
        inside = sorted(
            itertools.chain.from_iterable(
                some
                for key, some in values.items()
                if all(row[n] in (ALL, part) for n, part in zip(names, key, strict=True))
            ),
            reverse=True,
        )
        columns["records"].append(len(inside))
        columns["sum"].append(float(sum(inside)))
        columns["largest"].append(float(inside[0]) if inside else None)
        columns["second"].append(float(inside[1]) if len(inside) > 1 else None)
    types = {"records": pa.int64(), "sum": pa.float64(), "largest": pa.float64(), "second": pa.float64()}
    sums = table.cells.select(names)
    for column, found in columns.items():
        sums = sums.append_column(column, pa.array(found, types[column]))
    return CountedTable(
        table.name,
        table.title,
        table.unit,
        table.dimensions,
        table.cells,
        measure.name,
        sums,
        "stop",
        measure,
    )


class Knowledge:
    """All that tables of releases say of counts and sums, as one programme."""

    def __init__(
        self, releases: Sequence[Sequence[Any]], measure: Measure, *, zeros_shown: bool = True
    ) -> None:
        equations, bounds = public_knowledge(releases, zeros_shown=zeros_shown)
        self.names: list[Name] = list(bounds)
        self.place = {name: number for number, name in enumerate(self.names)}
        size = len(self.names)
        low = np.array([bounds[name][0] for name in self.names], float)
        high = np.array([MOST if bounds[name][1] == 400 else bounds[name][1] for name in self.names], float)
        least, most = np.zeros(size), np.full(size, MOST)
        for number, tables in enumerate(releases):
            for table in tables:
                for row in table.cells.to_pylist():
                    if row.get("sum") is not None:
                        place = self.place[number, named(table, row)]
                        least[place] = most[place] = row["sum"]
        lines = []
        for whole, parts in equations:
            line = np.zeros(size)
            line[self.place[whole]] -= 1
            for part in parts:
                line[self.place[part]] += 1
            lines.append(line)
        matrix = np.array(lines).reshape(-1, size)
        nothing, one = np.zeros_like(matrix), np.eye(size)
        self.constraints = [
            LinearConstraint(np.hstack([matrix, nothing]), 0, 0),
            LinearConstraint(np.hstack([nothing, matrix]), -1e-6, 1e-6),
            LinearConstraint(np.hstack([-measure.least * one, one]), -1e-6, np.inf),
        ]
        limit = MOST if measure.greatest is None else measure.greatest
        self.constraints.append(LinearConstraint(np.hstack([-limit * one, one]), -np.inf, 1e-6))
        self.bounds = Bounds(np.concatenate([low, least]), np.concatenate([high, most]))
        self.whole = np.concatenate([np.ones(size), np.zeros(size)])

    def possible(self, name: Name, low: float, high: float, *, of_sum: bool) -> bool:
        """Whether some data set has a count, or a sum, from `low` to `high`."""
        place = self.place[name] + (len(self.names) if of_sum else 0)
        least, most = self.bounds.lb.copy(), self.bounds.ub.copy()
        least[place], most[place] = max(least[place], low), min(most[place], high)
        if least[place] > most[place]:
            return False
        # Counts and sums each have no bound where nothing is said: a limit keeps the search short.
        most[: len(self.names)] = np.minimum(most[: len(self.names)], CAP)
        nothing = np.zeros(2 * len(self.names))
        found = milp(
            nothing, constraints=self.constraints, bounds=Bounds(least, most), integrality=self.whole
        )
        assert found.status in (0, 2), found.message
        return bool(found.status == 0)
