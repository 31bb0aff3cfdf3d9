"""Distinct persons or officers behind each cell. They do not add up, so each margin is asked of the engine anew.

One officer in two districts is one of the city's officers, not two. The pairs of cell and person are made once and
kept; every way to name dimensions is then one count over them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from safecount.cubes.base import base_aggregate, grouped
from safecount.cubes.count import count_release, engine_for, files_from, release_of
from safecount.cubes.engine import Engine
from safecount.cubes.notebook import shown_rows
from safecount.cubes.parents import IBIS_TYPES, stored_types
from safecount.cubes.reference import Reference, keys_for, own_references
from safecount.cubes.table import CountedTable
from safecount.disclosure.safe_table import ALL, Dimension
from safecount.ingest.store import Store
from safecount.problems import SafecountError
from safecount.schema import Column, ColumnType, Definition, Role, Table


@dataclass(frozen=True)
class DistinctCounts:
    """How many different values of an identifier stand behind each cell of a release table. Not protected.

    `cells`: the dimensions, `count` and `distinct` (int64), in the rows and order of the counted table. Records
    without the identifier are in `count` only. Protecting `count` does not protect `distinct`.
    """

    name: str
    title: str
    identifier: str
    dimensions: tuple[Dimension, ...]
    cells: pa.Table

    def _repr_html_(self) -> str:
        """Show the first cells in a notebook."""
        return shown_rows(self.cells, self.title, self.dimensions)


def distinct_counts(
    definition: Definition,
    source: Store | Sequence[Path],
    release: str,
    identifier: str,
    *,
    engine: Engine | None = None,
) -> DistinctCounts:
    """Return how many different values of the column `identifier` are behind each cell of the table `release`.

    `source` is a store, or Parquet files such as `stored_files` gives for a span of months. Raises SafecountError
    unless the column is an identifier with one value a record.
    """
    wanted = release_of(definition, release)
    table = definition.table(wanted.table)
    column = _identifier(table, identifier)
    references = own_references(wanted.dimensions, table, definition)
    files = files_from(definition, source, wanted.table)
    with engine_for(engine) as opened:
        with base_aggregate(opened, definition, files, wanted.table, [wanted]) as base:
            counted = count_release(base, wanted)
        found = _asked(opened, files, references, column, counted)
    dims = [counted.cells.column(reference.text).to_pylist() for reference in references]
    cells = list(zip(*dims, strict=True)) if dims else [()] * counted.cells.num_rows
    column_found = pa.array([found[cell] for cell in cells], pa.int64())
    title = f"{counted.title}: different {column.title or column.name.replace('_', ' ')}"
    rows = counted.cells.append_column("distinct", column_found)
    return DistinctCounts(wanted.name, title, identifier, counted.dimensions, rows)


def _identifier(table: Table, name: str) -> Column:
    column = next((column for column in table.columns if column.name == name), None)
    if column is None or not _tells_apart(column):
        usable = [one.name for one in table.columns if _tells_apart(one)]
        raise SafecountError(
            f"{name} is not an identifier with one value a record. Use {' or '.join(usable) or 'another table'}."
        )
    return column


def _tells_apart(column: Column) -> bool:
    plain = column.type in (ColumnType.TEXT, ColumnType.INTEGER, ColumnType.CODE)
    return column.role is Role.IDENTIFIER and plain and not column.separator


def _asked(
    engine: Engine, files: Sequence[Path], references: Sequence[Reference], who: Column, counted: CountedTable
) -> dict[tuple[str, ...], int]:
    """Return the distinct values behind every cell, asked once for each way to name dimensions."""
    columns = stored_types(keys_for(list(references))) | {who.name: IBIS_TYPES[who.type]}
    records = engine.records(files, columns)
    names = [f"r{place}" for place in range(len(references))]
    values = {name: reference.expression(records) for name, reference in zip(names, references, strict=True)}
    pairs = records.select(who=records[who.name], **values).distinct()
    found: dict[tuple[str, ...], int] = {}
    with engine.keep(pairs) as kept:
        for named in _ways(counted.dimensions):
            by: dict[str, ir.Value] = {
                name: kept[name] for name, use in zip(names, named, strict=True) if use
            }
            asked = grouped(kept, by, count=kept.count(), distinct=kept.who.nunique())
            for row in pa.Table.from_batches(engine.batches(asked), asked.schema().to_pyarrow()).to_pylist():
                found[_cell(row, names, references)] = row["distinct"]
    return found


def _cell(row: dict[str, Any], names: Sequence[str], references: Sequence[Reference]) -> tuple[str, ...]:
    return tuple(
        reference.written_own(row[name]) if name in row else ALL
        for name, reference in zip(names, references, strict=True)
    )


def _ways(dimensions: Sequence[Dimension]) -> Iterator[tuple[bool, ...]]:
    """Give each way to name dimensions in which whoever names the finer names the coarser."""
    references = [dimension.reference for dimension in dimensions]
    for named in itertools.product((False, True), repeat=len(references)):
        chosen = {reference for reference, use in zip(references, named, strict=True) if use}
        if all(not d.within or d.within in chosen for d in dimensions if d.reference in chosen):
            yield named
