"""Counts every release table of a definition from the records in a store."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from safecount.cubes.base import BaseAggregate, Finest, base_aggregate, finest_cells
from safecount.cubes.bases import Bases, bases_of
from safecount.cubes.engine import Engine, open_engine
from safecount.cubes.lattice import Lattice, Whole, build_lattice, number_paths
from safecount.cubes.nesting import nesting
from safecount.cubes.parents import Sources, ancestors_of
from safecount.cubes.reference import Reference, reference_of
from safecount.cubes.rollup import Rows, merged, roll_up, two_largest
from safecount.cubes.table import CountedTable
from safecount.disclosure.safe_table import ALL, Dimension, Measure
from safecount.ingest.months import ALL as UNDATED
from safecount.ingest.months import UNKNOWN
from safecount.ingest.shape import shape_of
from safecount.ingest.store import Manifest, Part, Store
from safecount.problems import SafecountError, StoreError
from safecount.schema import Column, Definition, ReleaseTable, Table


def count_tables(
    definition: Definition,
    store: Store,
    *,
    engine: Engine | None = None,
    since: datetime.date | None = None,
    through: datetime.date | None = None,
) -> list[CountedTable]:
    """Return all release tables of `definition`, counted, in its order; the same records give the same rows.

    What was counted is kept in the store, so that the next call need not read the records again. `since` and `through`
    keep whole months only, by the month a record is filed under, or its parent where the record has none of its own;
    records of unknown month are then left out. Without `engine`, DuckDB is opened for the call. Raises StoreError for an
    empty store or one that was made with another definition, TooManyCells for more cells than can be worked with.
    """
    sources = {
        release.name: _sources(definition, store, release, (since, through))
        for release in definition.released
    }
    manifest = store.current()
    return _counted(definition, sources, engine, bases_of(store, manifest) if manifest else None)


def _sources(
    definition: Definition,
    store: Store,
    release: ReleaseTable,
    months: tuple[datetime.date | None, datetime.date | None],
) -> Sources:
    """Return the files that a release is counted from: its own of the months asked for, and all of its ancestors."""
    table = definition.table(release.table)
    parent = next(iter(definition.ancestors(table)), None)
    by_parent = any(months) and not table.month and parent is not None and bool(parent.month)
    ancestors = {name: stored_files(definition, store, name) for name in ancestors_of(definition, release)}
    if by_parent and parent is not None:
        ancestors[parent.name] = stored_files(definition, store, parent.name, *months)
        return Sources(stored_files(definition, store, table.name), ancestors, within_parents=True)
    return Sources(stored_files(definition, store, table.name, *months), ancestors)


def count_files(
    definition: Definition, files: Mapping[str, Sequence[Path]], *, engine: Engine | None = None
) -> list[CountedTable]:
    """Return all release tables of `definition`, counted from the Parquet files of each of its tables."""
    sources = {
        release.name: Sources(
            files[release.table], {name: files[name] for name in ancestors_of(definition, release)}
        )
        for release in definition.released
    }
    return _counted(definition, sources, engine)


def _counted(
    definition: Definition,
    sources: Mapping[str, Sources],
    engine: Engine | None,
    bases: Bases | None = None,
) -> list[CountedTable]:
    """Return all release tables, those that can share a base aggregate from one."""
    found: dict[str, CountedTable] = {}
    with engine_for(engine) as opened:
        for group in _sharing(definition.released, definition):
            table = group[0].table
            with base_aggregate(opened, definition, sources[group[0].name], table, group, bases) as base:
                found |= {release.name: count_release(base, release) for release in group}
    return [found[release.name] for release in definition.released]


@contextmanager
def engine_for(engine: Engine | None) -> Iterator[Engine]:
    """Give `engine`, or DuckDB for the time of the context."""
    opened = engine or open_engine()
    try:
        yield opened
    finally:
        if engine is None:
            opened.close()


def _sharing(releases: Sequence[ReleaseTable], definition: Definition) -> list[list[ReleaseTable]]:
    """Return the releases that can share a base aggregate: of the same table, measure and ancestors."""
    groups: dict[tuple[str, ...], list[ReleaseTable]] = {}
    for release in releases:
        kind = (release.table, release.measure, *ancestors_of(definition, release))
        groups.setdefault(kind, []).append(release)
    return list(groups.values())


def stored_files(
    definition: Definition,
    store: Store,
    table: str,
    since: datetime.date | None = None,
    through: datetime.date | None = None,
) -> list[Path]:
    """Return the files of `table` in the snapshot that stands, of the months from `since` through `through`."""
    manifest = store.current()
    if manifest is None:
        raise StoreError(
            f"The store {store.folder} holds no records yet. Take some in with safecount ingest."
        )
    if manifest.shape != shape_of(definition):
        message = f"The store {store.folder} was made with another definition."
        raise StoreError(f"{message} Use that one, or take the sources in anew with --rebuild.")
    return [store.path_of(manifest, part) for part in _parts(manifest, table, since, through)]


def files_from(definition: Definition, source: Store | Sequence[Path], table: str) -> Sequence[Path]:
    """Return the files that `source` means: itself, or those of `table` in the snapshot that stands."""
    return stored_files(definition, source, table) if isinstance(source, Store) else source


def release_of(definition: Definition, name: str) -> ReleaseTable:
    """Return the release table called `name`. Raises SafecountError if there is none."""
    for release in definition.released:
        if release.name == name:
            return release
    names = ", ".join(release.name for release in definition.released)
    raise SafecountError(f"There is no release table {name}. Use one of {names}.")


def _parts(
    manifest: Manifest, table: str, since: datetime.date | None, through: datetime.date | None
) -> list[Part]:
    parts = manifest.parts_of(table)
    if since is None and through is None:
        return parts
    if any(part.month == UNDATED for part in parts):
        message = f"The records of {table} are not filed by month, so a span of months cannot be counted."
        raise SafecountError(
            f"{message} Name the table's month in the definition and take the sources in anew."
        )
    first = f"{since:%Y-%m}" if since else ""
    last = f"{through:%Y-%m}" if through else "9999-99"
    return [part for part in parts if part.month != UNKNOWN and first <= part.month <= last]


@dataclass(frozen=True)
class Placed:
    """Finest cells placed in the lattice of their table: each row's cell by number."""

    finest: Finest
    within: list[int]
    lattice: Lattice
    cells: Whole

    def text_columns(self, cells: Whole) -> dict[str, pa.Array]:
        """Return the dimensions of `cells` as columns of texts."""
        columns = {}
        values = self.lattice.values(cells)
        for reference, texts, value in zip(self.finest.references, self.finest.texts, values, strict=True):
            written = pa.array([ALL, *texts], pa.string())
            columns[reference.text] = written.take(pa.array(value))
        return columns


def place(finest: Finest, definition: Definition, table: Table) -> Placed:
    """Return the cell of every row of `finest`, and the lattice they lie in."""
    within = nesting(finest, table, definition)
    paths, meaning = number_paths(finest.codes, within)
    lattice = build_lattice(meaning, within)
    cells = np.zeros(len(finest.counts["count"]), dtype=np.int64)
    for tree, stride in zip(lattice.trees, lattice.strides, strict=True):
        cells += tree.number(np.column_stack([paths[dim] for dim in tree.dims])) * stride
    return Placed(finest, within, lattice, cells)


def count_release(base: BaseAggregate, release: ReleaseTable) -> CountedTable:
    """Return one release table with all its margins, rolled up from the base aggregate."""
    references = [reference_of(text, base.table, base.definition) for text in release.dimensions]
    placed = place(finest_cells(base, references), base.definition, base.table)
    counts = placed.finest.counts
    names = ["count", "records", "sum"] if base.measure else ["count"]
    rows = roll_up(placed.lattice, merged(placed.cells, tuple(counts[name] for name in names)))
    texts = placed.text_columns(rows.cells)
    return CountedTable(
        name=release.name,
        title=release.title or title_of(base.table, placed.finest.references),
        unit=str(base.table.unit),
        records=base.table.name,
        dimensions=dimensions_of(placed, base.definition),
        cells=pa.table({**texts, "count": rows.counts[0]}),
        measure=release.measure,
        sums=_sums(base, placed, rows, texts) if base.measure else None,
        measured=measure_of(base.table.column(release.measure)) if release.measure else None,
    )


def measure_of(column: Column) -> Measure:
    """Return what the public is told of a measure. A record may go without a value unless the column is required."""
    least = column.minimum if column.required and column.minimum is not None else 0.0
    title = column.title or column.name.replace("_", " ").capitalize()
    return Measure(column.name, title, column.unit, max(0.0, least), column.maximum)


def _sums(base: BaseAggregate, placed: Placed, rows: Rows, texts: dict[str, pa.Array]) -> pa.Table:
    counts = placed.finest.counts
    values = tuple(np.where(np.isnan(counts[name]), -np.inf, counts[name]) for name in ("largest", "second"))
    top = roll_up(placed.lattice, two_largest(placed.cells, values), add=two_largest)
    columns: dict[str, object] = {**texts, "records": rows.counts[1], "sum": rows.counts[2] / base.scale}
    for name, found in zip(("largest", "second"), top.counts, strict=True):
        # Plus nought: a minus nought is the same value, and is written as one.
        columns[name] = pa.array(found + 0.0, mask=np.isneginf(found))
    return pa.table(columns)


def dimensions_of(placed: Placed, definition: Definition) -> tuple[Dimension, ...]:
    """Return what a reader is told of the dimensions, with what each lies within."""
    references = placed.finest.references
    above = [references[coarser].text if coarser >= 0 else "" for coarser in placed.within]
    return tuple(
        reference.dimension(definition, text) for reference, text in zip(references, above, strict=True)
    )


def title_of(table: Table, references: Sequence[Reference]) -> str:
    """Return the title of a release table that was given none."""
    name = table.title or table.name.replace("_", " ").capitalize()
    by = ", ".join(reference.text.replace("_", " ").replace(".", " by ") for reference in references)
    return f"{name} by {by}" if by else name
