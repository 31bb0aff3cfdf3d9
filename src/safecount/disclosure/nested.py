"""Which values of one dimension make up which of another, also where no single table has both.

Months make up quarters and years: everybody knows the calendar. A hierarchy of codes is in the definition, and any table that
shows a finer dimension within a coarser tells it to its readers. So a table by month and one by quarter are tied, however apart.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import pyarrow as pa

from safecount.disclosure.safe_table import ALL, MISSING, Dimension

Belongs = Mapping[str, str]
"""The coarser value of each finer one."""

Groups = Mapping[tuple[str, str], Belongs]
"""By pair of references, the finer and the coarser."""

PERIODS = (".month", ".quarter", ".year")
"""How a reference to a period ends, from the finest."""

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"([0-9]{4})-Q[1-4]")


class Tabulated(Protocol):
    """A table with its dimensions and cells, counted or released."""

    @property
    def name(self) -> str:
        """The name of the table."""
        ...

    @property
    def records(self) -> str:
        """The kind of record that is counted."""
        ...

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The dimensions, each the name of a column of `cells`."""
        ...

    @property
    def cells(self) -> pa.Table:
        """One text column a dimension, `count`, and `status` if released."""
        ...


def parts_of(tables: Sequence[Tabulated], groups: Groups) -> dict[tuple[str, str], dict[str, str]]:
    """Return, for each pair of references that not every table has together, which coarser value each finer one is part of."""
    having = [{dimension.reference for dimension in table.dimensions} for table in tables]
    every = sorted(set().union(*having))
    found: dict[tuple[str, str], dict[str, str]] = {}
    for pair in itertools.permutations(every, 2):
        if all((pair[0] in names) == (pair[1] in names) for names in having):
            continue
        belongs = _calendar(tables, pair) | _grouped(tables, pair, groups) | _shown(tables, pair)
        if belongs and pair[0].partition(".")[0] == pair[1].partition(".")[0]:
            belongs[MISSING] = MISSING
        if belongs:
            found[pair] = belongs
    return found


def _calendar(tables: Sequence[Tabulated], pair: tuple[str, str]) -> dict[str, str]:
    (column, _, finer), (other, _, coarser) = (reference.rpartition(".") for reference in pair)
    ranks = [PERIODS.index(f".{part}") if f".{part}" in PERIODS else -1 for part in (finer, coarser)]
    if not column or column != other or not 0 <= ranks[0] < ranks[1]:
        return {}
    return {value: period for value in _values(tables, pair[0]) if (period := _period(value, coarser))}


def _grouped(tables: Sequence[Tabulated], pair: tuple[str, str], groups: Groups) -> dict[str, str]:
    """Return the group of each code; one that is in no group stands for itself."""
    belongs = groups.get(pair)
    return {} if belongs is None else {value: belongs.get(value, value) for value in _values(tables, pair[0])}


def _values(tables: Sequence[Tabulated], reference: str) -> set[str]:
    columns = [table.cells.column(reference) for table in tables if reference in table.cells.column_names]
    return {value for column in columns for value in column.unique().to_pylist()} - {ALL}


def _period(value: str, coarser: str) -> str:
    if month := _MONTH.fullmatch(value):
        return month[1] if coarser == "year" else f"{month[1]}-Q{(int(month[2]) + 2) // 3}"
    quarter = _QUARTER.fullmatch(value)
    return quarter[1] if quarter and coarser == "year" else ""


def _shown(tables: Sequence[Tabulated], pair: tuple[str, str]) -> dict[str, str]:
    """Return what tables tell that show the finer within the coarser."""
    found: dict[str, str] = {}
    for table in tables:
        if pair[1] in _above(pair[0], table.dimensions):
            columns = [table.cells.column(reference) for reference in pair]
            both = (
                pa.table({"finer": columns[0], "coarser": columns[1]})
                .group_by(["finer", "coarser"])
                .aggregate([])
            )
            rows = zip(both.column("finer").to_pylist(), both.column("coarser").to_pylist(), strict=True)
            found |= {
                finer: coarser for finer, coarser in rows if finer not in (ALL, MISSING) and coarser != ALL
            }
    return found


def _above(reference: str, dimensions: Iterable[Dimension]) -> list[str]:
    within = {dimension.reference: dimension.within for dimension in dimensions}
    above = []
    coarser = within.get(reference, "")
    while coarser and coarser not in above:
        above.append(coarser)
        coarser = within.get(coarser, "")
    return above
