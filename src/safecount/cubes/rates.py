"""Rates with a named denominator, from counted tables. Unsafe until protected: a rate gives its numerator away.

A rate says what it is a rate *of*: the share of stops with a search among all stops, force per hundred arrests. The
denominator is part of its name, since a rate per stop and a rate per resident answer different questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from safecount.cubes.notebook import shown_rows
from safecount.cubes.table import CountedTable
from safecount.disclosure.safe_table import ALL, Dimension
from safecount.problems import SafecountError


@dataclass(frozen=True)
class RateTable:
    """Rates in every cell. `numerator` and `denominator` say in words what is divided by what.

    `cells`: the dimensions, `numerator` and `denominator` (int64), and `rate` (float64, 1 for one each; null where the
    denominator is nought). Not protected.
    """

    title: str
    numerator: str
    denominator: str
    dimensions: tuple[Dimension, ...]
    cells: pa.Table

    def _repr_html_(self) -> str:
        """Show the first cells in a notebook."""
        return shown_rows(self.cells, self.title, self.dimensions)


Cells = dict[tuple[str, ...], int]


def share(
    counted: CountedTable, dimension: str, values: Sequence[str], *, among: Sequence[str] = ()
) -> RateTable:
    """Return which share of records has one of `values` in `dimension`, in every cell of the other dimensions.

    The denominator is all records, or those with a value in `among`, as when `missing` is to be left out. Raises
    SafecountError for a dimension that lies within another, or a value in `values` that is not in `among`.
    """
    known = {one.reference: one for one in counted.dimensions}
    if dimension not in known or known[dimension].within:
        usable = [one.reference for one in counted.dimensions if not one.within]
        raise SafecountError(f"A share of {dimension} cannot be told. Use one of {', '.join(usable)}.")
    if among and not set(values) <= set(among):
        raise SafecountError("A share counts some of its denominator: name each of its values in both.")
    gone = _with_finer(dimension, counted.dimensions)
    kept = tuple(one for one in counted.dimensions if one.reference not in gone)
    top = _added(counted, kept, dimension, values)
    below = _added(counted, kept, dimension, among or (ALL,))
    label = known[dimension].label
    words = ", ".join(label(value) for value in values)
    of = ", ".join(label(value) for value in among) if among else "all"
    title = f"{counted.title}: share with {known[dimension].title} {words} among {of}"
    return _rates(
        title, (f"{known[dimension].title}: {words}", f"{known[dimension].title}: {of}"), kept, top, below
    )


def ratio(numerator: CountedTable, denominator: CountedTable) -> RateTable:
    """Return the counts of one table for each count of another with the same dimensions, such as force per arrest.

    Raises SafecountError where the dimensions, or what they nest in, differ.
    """
    own = {one.reference: one.within for one in numerator.dimensions}
    other = {one.reference: one.within for one in denominator.dimensions}
    if own != other:
        message = f"{numerator.name} and {denominator.name} do not have the same dimensions"
        raise SafecountError(
            f"{message} ({', '.join(own)}; {', '.join(other)}). Release both by the same ones."
        )
    kept = numerator.dimensions
    title = f"{numerator.title} for each of {denominator.title}"
    words = (numerator.title, denominator.title)
    return _rates(title, words, kept, _added(numerator, kept), _added(denominator, kept))


def _with_finer(dimension: str, dimensions: Sequence[Dimension]) -> set[str]:
    gone = {dimension}
    for _ in dimensions:
        gone |= {one.reference for one in dimensions if one.within in gone}
    return gone


def _added(
    counted: CountedTable, kept: Sequence[Dimension], dimension: str = "", values: Sequence[str] = ()
) -> Cells:
    """Return counts by the kept dimensions, added over `values` of `dimension`; every other dimension is `*`."""
    names = [one.reference for one in kept]
    others = [one.reference for one in counted.dimensions if one.reference not in (*names, dimension)]
    found: Cells = {}
    for row in counted.cells.to_pylist():
        if (dimension and row[dimension] not in values) or any(row[other] != ALL for other in others):
            continue
        cell = tuple(row[name] for name in names)
        found[cell] = found.get(cell, 0) + row["count"]
    return found


def _rates(
    title: str, words: tuple[str, str], kept: tuple[Dimension, ...], top: Cells, below: Cells
) -> RateTable:
    cells = [*below, *(cell for cell in top if cell not in below)]
    above = np.array([top.get(cell, 0) for cell in cells], dtype=np.int64)
    under = np.array([below.get(cell, 0) for cell in cells], dtype=np.int64)
    rate = pa.array(above / np.maximum(under, 1), mask=under == 0)
    texts = {
        one.reference: pa.array([cell[place] for cell in cells], pa.string())
        for place, one in enumerate(kept)
    }
    shown = pa.table({**texts, "numerator": above, "denominator": under, "rate": rate})
    return RateTable(title, *words, kept, shown)
