"""An attacker of another make: plain Python, no solver, no code of the package. Slow, and complete on small tables.

It reads released tables, writes down what they say as equations of its own, and tries values one after the other.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

ALL = "*"
CAP = 400
"""Larger values are not tried: counts in these tests are small."""

Name = tuple[Any, ...]
Equations = list[tuple[Name, list[Name]]]
Bounds = dict[Name, tuple[int, int]]


def named(table: Any, row: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """What a row says of its records; a coarser value is not said beside the finer."""
    pairs = {d.reference: row[d.reference] for d in table.dimensions if row[d.reference] != ALL}
    told = {d.within for d in table.dimensions if d.reference in pairs}
    return frozenset((name, value) for name, value in pairs.items() if name not in told)


def public_knowledge(
    releases: Sequence[Sequence[Any]], *, zeros_shown: bool = True
) -> tuple[Equations, Bounds]:
    """The equations and bounds that released tables state; cells are (release, what they say)."""
    equations: Equations = []
    bounds: Bounds = {}
    for number, tables in enumerate(releases):
        for table in tables:
            rows = table.cells.to_pylist()
            for row in rows:
                cell = (number, named(table, row))
                least = 1 if zeros_shown and row["status"] == "hidden" else 0
                new = (least, CAP) if row["count"] is None else (row["count"], row["count"])
                old = bounds.get(cell, new)
                bounds[cell] = (max(old[0], new[0]), min(old[1], new[1]))
            equations += _sums(number, table, rows)
    for number, later in itertools.combinations(range(len(releases)), 2):
        for cell in [cell for cell in list(bounds) if cell[0] == later]:
            earlier, difference = (number, cell[1]), (number, later, cell[1])
            bounds.setdefault(earlier, (0, 0))
            bounds[difference] = (0, CAP)
            equations.append((cell, [earlier, difference]))
    return equations, bounds


def _sums(number: int, table: Any, rows: list[dict[str, Any]]) -> Equations:
    result: Equations = []
    names = [d.reference for d in table.dimensions]
    for dimension in table.dimensions:
        name = dimension.reference
        finer = [d.reference for d in table.dimensions if d.within == name]
        for parent in rows:
            above_named = not dimension.within or parent[dimension.within] != ALL
            if parent[name] != ALL or any(parent[f] != ALL for f in finer) or not above_named:
                continue
            parts = [
                row
                for row in rows
                if row[name] != ALL and all(row[other] == parent[other] for other in names if other != name)
            ]
            if parts or parent["count"] != 0:
                result.append(
                    ((number, named(table, parent)), [(number, named(table, part)) for part in parts])
                )
    return result


def _narrow(equations: Equations, bounds: Bounds) -> bool:
    moved = True
    while moved:
        moved = False
        for whole, parts in equations:
            low, high = sum(bounds[p][0] for p in parts), sum(bounds[p][1] for p in parts)
            news = [(whole, low, high)]
            wide = bounds[whole]
            news += [(p, wide[0] - (high - bounds[p][1]), wide[1] - (low - bounds[p][0])) for p in parts]
            for cell, least, most in news:
                old = bounds[cell]
                new = (max(old[0], least), min(old[1], most))
                if new[0] > new[1]:
                    return False
                if new != old:
                    bounds[cell] = new
                    moved = True
                    break
    return True


def consistent(equations: Equations, bounds: Bounds) -> Bounds | None:
    """One data set within the bounds, or None if there is none."""
    mine = dict(bounds)
    if not _narrow(equations, mine):
        return None
    tied = {cell for whole, parts in equations for cell in (whole, *parts)}
    unknown = [cell for cell, (low, high) in mine.items() if low < high and cell in tied]
    if not unknown:
        return mine
    cell = min(unknown, key=lambda name: (mine[name][1] - mine[name][0], str(sorted(map(str, name)))))
    low, high = mine[cell]
    for value in range(low, high + 1):
        found = consistent(equations, {**mine, cell: (value, value)})
        if found:
            return found
    return None


def exists(equations: Equations, bounds: Bounds, cell: Name, low: int, high: int) -> bool:
    """Whether some data set has the cell from `low` to `high`."""
    old = bounds[cell]
    low, high = max(old[0], low), min(old[1], high)
    return low <= high and consistent(equations, {**bounds, cell: (low, high)}) is not None


def range_of(equations: Equations, bounds: Bounds, cell: Name) -> tuple[int, int]:
    """The least and the largest value of a cell in any data set."""
    low, high = bounds[cell]
    while low < high and not exists(equations, bounds, cell, low, low):
        low += 1
    while high > low and not exists(equations, bounds, cell, high, high):
        high -= 1
    return low, high


def lacking_doubt(
    releases: Sequence[Sequence[Any]], small: Iterable[tuple[Name, int]], terms: tuple[str, int]
) -> list[Name]:
    """Which of the `small` cells, each with its true count, are not in the doubt of (level, k)."""
    level, k = terms
    equations, bounds = public_knowledge(releases, zeros_shown=level != "L3")
    assert _narrow(equations, bounds), "the truth itself must be possible"
    wide = max(2, k - 1)
    lost = []
    for cell, count in small:
        if level == "L1":
            fine = exists(equations, bounds, cell, count + 1, CAP) or exists(
                equations, bounds, cell, 0, count - 1
            )
        else:
            low, high = range_of(
                equations, {**bounds, cell: (bounds[cell][0], min(bounds[cell][1], k + 2 * wide))}, cell
            )
            fine = high >= k and high - low >= wide and (level == "L2" or low == 0)
        if not fine:
            lost.append(cell)
    return lost
