"""A table as it was counted, before anything is hidden. Never published: `disclosure` takes it and gives a SafeTable."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from safecount.cubes.notebook import shown_rows
from safecount.disclosure.safe_table import Dimension, Measure


@dataclass(frozen=True)
class CountedTable:
    """All cells of one release table, margins included.

    `cells`: one row per cell that has records; a text column per dimension (`*` is all, `missing` where the record has
    no value) and `count` (int64, records), in order of the dimensions. Where a dimension nests in another of the same
    table, a row that names the finer names the coarser too; a finer `missing` may stand within any coarser value.
    Rows are in a fixed order: by the dimensions from the left, where those that nest stand in the place of the coarsest
    of them, coarser before finer; `*` first, then codes as listed in the definition, numbers by size, texts by letters,
    `missing` last. A real value that reads `*` or `missing` ends in ` (as written)`.
    `sums`, where the release table has a measure: the same rows with `records` (int64, those that have a value), `sum`
    (float64, of values rounded to six decimals) and the two largest single values, `largest` and `second` (float64,
    null where there are fewer), for rules of dominance. None without a measure.
    `measured` says what the public is told of the measure, the least and greatest contribution of a record among it.
    The field `records` names the table of the definition whose records are counted.
    """

    name: str
    title: str
    unit: str
    dimensions: tuple[Dimension, ...]
    cells: pa.Table
    measure: str = ""
    sums: pa.Table | None = None
    records: str = ""
    measured: Measure | None = None

    def _repr_html_(self) -> str:
        """Show the first cells in a notebook, with a warning that they are not protected."""
        return shown_rows(self.sums if self.sums is not None else self.cells, self.title, self.dimensions)
