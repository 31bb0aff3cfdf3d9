"""The cells without records that a release lists as `zero`: as few as say it all.

A cell is listed only if every cell it adds up to has records: what lies under a zero cell is zero without being said.
Dimensions that nest keep to their own: a district has the beats seen in it. Values seen nowhere are not invented.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from safecount.cubes.lattice import Lattice, TooManyCells, Whole, build_lattice, number_paths
from safecount.cubes.table import CountedTable
from safecount.disclosure.safe_table import ALL

MOST_CELLS = 2_000_000


def zero_cells(table: CountedTable, *, cap: int = MOST_CELLS, every: bool = False) -> pa.Table:
    """Return the zero cells of `table`: the columns of its `cells`, with `count` 0 (int64), in the same order.

    With `every`, those under another zero cell too, as where zeros themselves are hidden.

    Raises TooManyCells, naming what to coarsen, where the lattice of all combinations has more than `cap` cells.
    """
    references = [dimension.reference for dimension in table.dimensions]
    place = {reference: number for number, reference in enumerate(references)}
    within = [place[dimension.within] if dimension.within else -1 for dimension in table.dimensions]
    columns = [_coded(table.cells.column(reference)) for reference in references]
    paths, meaning = number_paths([codes for codes, _ in columns], within)
    lattice = build_lattice(meaning, within)
    if lattice.size > cap:
        raise TooManyCells(_remedy(table, lattice, cap))
    nonzero = np.zeros([tree.size for tree in lattice.trees], dtype=bool)
    nodes = [tree.number(np.column_stack([paths[dim] for dim in tree.dims])) for tree in lattice.trees]
    if table.cells.num_rows:
        nonzero[tuple(nodes)] = True
    zeros = np.flatnonzero(~nonzero if every else _least(nonzero, lattice)).astype(np.int64)
    texts = {
        reference: values.take(pa.array(codes))
        for reference, (_, values), codes in zip(references, columns, lattice.values(zeros), strict=True)
    }
    return pa.table({**texts, "count": np.zeros(len(zeros), dtype=np.int64)})


def _least(nonzero: np.ndarray, lattice: Lattice) -> np.ndarray:
    """Return which cells have no records while all their parents have some."""
    least = ~nonzero
    for axis, tree in enumerate(lattice.trees):
        shape = [-1 if place == axis else 1 for place in range(len(lattice.trees))]
        for parent in tree.parents():
            above = np.take(nonzero, np.maximum(parent, 0), axis=axis)
            least &= above | (parent < 0).reshape(shape)
    return least


def _coded(column: pa.ChunkedArray) -> tuple[Whole, pa.Array]:
    """Return each text's number, 0 for `*` and then by first appearance, and the texts by number."""
    seen = pc.unique(column)
    values = pa.concat_arrays([pa.array([ALL], pa.string()), seen.filter(pc.not_equal(seen, ALL))])
    codes = pc.index_in(column, value_set=values)
    return codes.to_numpy().astype(np.int64), values


def _remedy(table: CountedTable, lattice: Lattice, cap: int) -> str:
    """Return a sentence that proposes which dimension to coarsen, and to how many values."""
    widest = max(lattice.trees, key=lambda tree: tree.size)
    finest = max(widest.dims, key=lambda dim: len(lattice.paths[dim].value))
    values = len(lattice.paths[finest].value) - 1
    others = lattice.size // widest.size
    name = table.dimensions[finest].reference
    start = f"The table {table.name} has {lattice.size:,} combinations of values, more than {cap:,}."
    room = cap // others - (widest.size - values)
    if room < 2:
        return f"{start} Leave out {name}, which has {values:,} values, or publish two tables of fewer dimensions."
    return f"{start} Coarsen {name} from {values:,} values to at most {room:,}, or leave it out."
