"""Tables as their publisher knows them: true figures, and what was said of each. Never to be published."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from safecount.cubes.table import CountedTable
from safecount.disclosure.doubt import Witness
from safecount.disclosure.safe_table import Dimension, Measure, Status
from safecount.disclosure.system import Flags


@dataclass(frozen=True)
class JudgedTable:
    """A table with its true counts and what was said of each: known to the publisher alone.

    With something `measured`, `sums` has the same rows: `sum` and `sum_status`, and `records`, `largest` and `second` as in
    CountedTable.
    """

    name: str
    title: str
    unit: str
    records: str
    dimensions: tuple[Dimension, ...]
    cells: pa.Table
    measured: Measure | None = None
    sums: pa.Table | None = None


@dataclass(frozen=True)
class EarlierRelease:
    """A release that stands, as its publisher knows it: its digest (SHA-256 of release.json), judged tables, and witnesses.

    With the witnesses of the last release, data sets that proved it carry over; without them more must be searched for.
    """

    digest: str
    tables: tuple[JudgedTable, ...]
    witnesses: tuple[Witness, ...] = ()


def judged(table: CountedTable, hidden: Flags, hidden_sums: Flags | None) -> JudgedTable:
    """Return `table` with what is said of each count and sum; `hidden` are the rows that are kept back."""
    counts = table.cells.column("count").to_numpy()
    cells = table.cells.append_column("status", _said(hidden, counts))
    sums = None
    if table.sums is not None and hidden_sums is not None:
        sums = table.sums.select(["records", "sum", "largest", "second"])
        sums = sums.append_column("sum_status", _said(hidden_sums, counts))
    return JudgedTable(
        table.name, table.title, table.unit, table.records, table.dimensions, cells, table.measured, sums
    )


def _said(hidden: Flags, counts: np.ndarray) -> pa.Array:
    words = np.where(
        hidden, Status.HIDDEN.value, np.where(counts == 0, Status.ZERO.value, Status.SHOWN.value)
    )
    return pa.array(words.tolist(), pa.string())


def public(table: JudgedTable) -> pa.Table:
    """Return the cells as published: no figure where it is hidden."""
    cells = _blanked(table.cells, "count", "status")
    if table.sums is None:
        return cells
    sums = _blanked(table.sums, "sum", "sum_status")
    cells = cells.append_column("sum", sums.column("sum"))
    return cells.append_column("sum_status", sums.column("sum_status"))


def _blanked(cells: pa.Table, figure: str, status: str) -> pa.Table:
    hidden = np.array(cells.column(status).to_pylist(), object) == Status.HIDDEN
    column = cells.column(figure)
    # Nought and minus nought are one value, and must have one digest.
    shown = pa.array(
        column.to_numpy() + column.type.to_pandas_dtype()(0), column.type, mask=np.asarray(hidden, np.bool_)
    )
    return cells.set_column(cells.column_names.index(figure), figure, shown)
