"""Refuses a release that is too fine to be protected in minutes, and says which coarser one would do.

Protecting 98,460 cells of all four-way tables takes about a minute, a table of 47,628 cells two (`docs/performance.md`);
the margins of all orders of 619,164 cells have not been protected in ten. What is proposed caps the order of margins, as
statistical offices do for such tables (Hundepool et al., Statistical Disclosure Control, 2012, chapter 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import numpy as np
import pyarrow.compute as pc

from safecount.cubes.lattice import TooManyCells
from safecount.cubes.table import CountedTable
from safecount.disclosure.safe_table import ALL

MOST_CELLS = 150_000
"""Cells of one release, nought included, that are protected together."""


def refuse_too_fine(tables: Sequence[CountedTable], most: int = MOST_CELLS) -> None:
    """Raise TooManyCells where `tables` have more than `most` cells together; its text says what to write instead.

    Cells that have records are counted, margins included, each as often as a table shows it.
    """
    total = sum(table.cells.num_rows for table in tables)
    if total <= most:
        return
    largest = max(tables, key=lambda table: table.cells.num_rows)
    said = f"The release has {total:,} cells, and at most {most:,} are protected together in minutes."
    raise TooManyCells(f"{said} {_remedy(largest, most - (total - largest.cells.num_rows))}")


def _remedy(table: CountedTable, room: int) -> str:
    """Say how many dimensions may stand together, so that the parts of `table` fit into `room` cells."""
    by_order = _cells_by_order(table)
    number = len(by_order) - 1
    for together in range(number - 1, 0, -1):
        cells = int(
            sum(by_order[order] * comb(number - order, together - order) for order in range(together + 1))
        )
        if cells <= room:
            return (
                f"Write `together = {together}` into [releases.{table.name}]: it is then published as "
                f"{comb(number, together)} tables, one for every {together} of its {number} dimensions, "
                f"with {cells:,} cells in all."
            )
    return f"Use coarser dimensions, or fewer of them, in [releases.{table.name}]."


def _cells_by_order(table: CountedTable) -> list[int]:
    """How many cells name so many dimensions, from none (the total) to all of them."""
    named = np.zeros(table.cells.num_rows, np.int64)
    dimensions = [name for name in table.cells.column_names if name != "count"]
    for name in dimensions:
        named += pc.not_equal(table.cells.column(name), ALL).to_numpy(zero_copy_only=False)
    return [int(number) for number in np.bincount(named, minlength=len(dimensions) + 1)]
