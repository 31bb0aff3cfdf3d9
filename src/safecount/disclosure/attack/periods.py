"""What the calendar ties: a quarter is the sum of its months and a year of its quarters, whatever table they stand in.

Tables nest their own dimensions; that a table by month adds up to another by quarter is said nowhere, and known to everybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from safecount.disclosure.lattice import Lattice
from safecount.disclosure.nested import Tabulated
from safecount.disclosure.safe_table import ALL
from safecount.disclosure.system import Whole

_FINER = {"year": ("quarter", "month"), "quarter": ("month",)}

_Rest = frozenset[tuple[str, str]]


def calendar_relations(lattice: Lattice, releases: Sequence[Sequence[Tabulated]]) -> tuple[Whole, Whole]:
    """Return `starts` (r + 1) and `members` of the relations between periods of different tables of a release."""
    starts, members = [0], []
    for tables, cells in zip(releases, lattice.rows, strict=True):
        for coarse, of_coarse in zip(tables, cells, strict=True):
            for reference, finer in _periods(coarse):
                for fine, of_fine in zip(tables, cells, strict=True):
                    if not _ties(coarse, fine, reference, finer):
                        continue
                    for relation in _between((coarse, of_coarse, reference), (fine, of_fine, finer)):
                        members += relation
                        starts.append(len(members))
    return np.array(starts, np.int64), np.array(members, np.int64)


def _periods(table: Tabulated) -> Iterator[tuple[str, str]]:
    """Yield each period of the table that has finer ones, and each of those."""
    for dimension in table.dimensions:
        column, _, period = dimension.reference.rpartition(".")
        for finer in _FINER.get(period, ()):
            yield dimension.reference, f"{column}.{finer}"


def _ties(coarse: Tabulated, fine: Tabulated, reference: str, finer: str) -> bool:
    references = {dimension.reference for dimension in fine.dimensions}
    return fine.records == coarse.records and finer in references and reference not in references


def _between(coarse: tuple[Tabulated, Whole, str], fine: tuple[Tabulated, Whole, str]) -> Iterator[list[int]]:
    """Yield a period's cell and its parts' cells, wherever the finer table tells the same of the records otherwise."""
    column = coarse[2].rpartition(".")[0]
    kept = {dimension.reference for dimension in fine[0].dimensions}
    parts: dict[tuple[str, _Rest], list[int]] = defaultdict(list)
    for value, rest, cell in _rows(*fine, column):
        parts[_containing(value, coarse[2]), rest].append(cell)
    for value, rest, cell in _rows(*coarse, column):
        found = parts.get((value, rest), [])
        if found and all(reference in kept for reference, _ in rest):
            yield [cell, *found]


def _rows(table: Tabulated, cells: Whole, reference: str, column: str) -> Iterator[tuple[str, _Rest, int]]:
    """Yield the period of each row that names one and none finer, what else it names, and its cell."""
    names = [dimension.reference for dimension in table.dimensions]
    within = {dimension.reference: dimension.within for dimension in table.dimensions}
    values = zip(*(table.cells.column(name).to_pylist() for name in names), strict=True)
    finer = [name for name in names if within[name] == reference]
    for row, cell in zip(values, cells.tolist(), strict=True):
        named = {name: value for name, value in zip(names, row, strict=True) if value != ALL}
        if reference not in named or any(name in named for name in finer):
            continue
        told = {within[name] for name in named}
        rest = {(n, v) for n, v in named.items() if n not in told and n.rpartition(".")[0] != column}
        yield named[reference], frozenset(rest), cell


def _containing(value: str, reference: str) -> str:
    """Return the quarter or year that a month (`2026-11`) or quarter (`2026-Q4`) lies in."""
    year, _, part = value.partition("-")
    if reference.endswith(".year") or not part.isdecimal():
        return year
    return f"{year}-Q{(int(part) + 2) // 3}"
