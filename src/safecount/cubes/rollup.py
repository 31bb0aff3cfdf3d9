"""Adds finest cells up to all their margins, once, from arrays: no engine is asked again.

One tree after the other: the rows so far are moved to each coarser state of the tree and rows that fall together are
added, so each margin is made from the smallest one that holds it. For six plain dimensions that is six short passes
in place of the 64 groupings of GROUP BY CUBE (Gray et al., Data Cube, 1997, section 5).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from safecount.cubes.lattice import Lattice, TooManyCells, Whole

Values = npt.NDArray[np.float64]
MOST_ROWS = 30_000_000
_DENSE = 8
"""Cells are added in one array of all possible ones where fewer than so many of them stand behind each row…"""
_WIDEST = 20_000_000
"""…and the array is not longer than this: 160 MB."""


@dataclass(frozen=True)
class Rows:
    """Numbers of cells, each once, with what is counted in them: arrays of the same length."""

    cells: Whole
    counts: tuple[Any, ...]


Adder = Callable[[Whole, tuple[Any, ...]], Rows]


def merged(cells: Whole, counts: tuple[Whole, ...]) -> Rows:
    """Return the rows with those of the same cell added up; exact as long as the totals fit 63 bits."""
    span = int(cells.max(initial=-1)) + 1
    if span <= min(_DENSE * len(cells) + 100_000, _WIDEST):
        return _merged_densely(cells, counts, span)
    if not len(cells):
        return Rows(cells, counts)
    order = np.argsort(cells, kind="stable")
    ordered = cells[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    return Rows(ordered[starts], tuple(np.add.reduceat(count[order], starts) for count in counts))


def _merged_densely(cells: Whole, counts: tuple[Whole, ...], span: int) -> Rows:
    present = np.zeros(span, dtype=bool)
    present[cells] = True
    seen = np.flatnonzero(present).astype(np.int64)
    return Rows(seen, tuple(_added(cells, count, span, seen) for count in counts))


def _added(cells: Whole, count: Whole, span: int, seen: Whole) -> Whole:
    if float(np.abs(count).sum(dtype=np.float64)) < 2**52:
        # Whole numbers below 2^53 are exact as float64, and bincount adds only those.
        return np.bincount(cells, weights=count, minlength=span)[seen].astype(np.int64)
    total = np.zeros(span, dtype=np.int64)
    np.add.at(total, cells, count)
    return total[seen]


def roll_up(lattice: Lattice, finest: Rows, extra: int = 1, add: Adder = merged) -> Rows:
    """Return all cells with records, margins included, in order. `finest` names every dimension.

    `extra` is the size of a further digit at the end of the cells' numbers, which is left as it is: 1 for none.
    `add` puts together what is counted in rows of the same cell. Raises TooManyCells above 30 million rows.
    """
    rows = finest
    for tree, stride in zip(lattice.trees, lattice.strides, strict=True):
        step = stride * extra
        made: dict[tuple[bool, ...], Rows] = {tree.states[-1]: rows}
        for state in reversed(tree.states[:-1]):
            finer = [
                part for other, part in made.items() if all(a <= b for a, b in zip(state, other, strict=True))
            ]
            smallest = min(finer, key=lambda part: len(part.cells))
            moved = (tree.under(state) - np.arange(tree.size)) * step
            nodes = smallest.cells // step % tree.size
            made[state] = add(smallest.cells + moved[nodes], smallest.counts)
        if sum(len(part.cells) for part in made.values()) > MOST_ROWS:
            raise TooManyCells(
                f"The table has more than {MOST_ROWS:,} cells. Use fewer or coarser dimensions."
            )
        counts = zip(*(part.counts for part in made.values()), strict=True)
        rows = Rows(
            np.concatenate([part.cells for part in made.values()]),
            tuple(np.concatenate(columns) for columns in counts),
        )
    order = np.argsort(rows.cells, kind="stable")
    return Rows(rows.cells[order], tuple(count[order] for count in rows.counts))


def two_largest(cells: Whole, counts: tuple[Values, ...]) -> Rows:
    """Return for each cell the two largest of its rows' `(largest, second)`; -inf where there is none."""
    largest, second = counts
    order = np.lexsort((-largest, cells))
    ordered, largest, second = cells[order], largest[order], second[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)]
    starts = np.flatnonzero(first)
    others = np.where(first, second, np.maximum(largest, second))
    return Rows(ordered[starts], (largest[starts], np.maximum.reduceat(others, starts)))
