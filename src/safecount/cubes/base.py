"""The base aggregate: the records of one table counted once, by everything that its release tables need.

Every release table is rolled up from it, never from the records. It stays in the engine; what leaves it are the finest
cells of one release table, with values turned to numbers as the rows arrive.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from safecount.cubes.bases import Bases
from safecount.cubes.engine import Engine
from safecount.cubes.lattice import TooManyCells, Whole
from safecount.cubes.parents import IBIS_TYPES, Sources, joined_records, stored_types
from safecount.cubes.reference import Key, Reference, keys_for, reference_of
from safecount.problems import SafecountError
from safecount.schema import Column, ColumnType, Definition, ReleaseTable, Table

MOST_FINEST = 8_000_000
"""The most rows that may leave an engine for one release table."""

MILLIONTHS = 1_000_000
"""Values with decimals are added as whole millionths, so that their order does not matter."""


@dataclass(frozen=True)
class BaseAggregate:
    """Counted records in an engine: columns `k0`… (one a key) and `count`; with a measure also `sum` and the like.

    `sum` is in whole units of 1/`scale`; `records` have a value; `largest` and `second` are the two largest values.
    """

    engine: Engine
    definition: Definition
    table: Table
    keys: tuple[Key, ...]
    counted: ir.Table
    measure: str = ""
    scale: int = 1


@dataclass(frozen=True)
class Finest:
    """The finest cells of some references: their texts in order, each row's text by number from 1, and its counts."""

    references: tuple[Reference, ...]
    texts: tuple[tuple[str, ...], ...]
    codes: tuple[Whole, ...]
    counts: dict[str, Any]


def key_names(keys: Sequence[Key]) -> list[str]:
    """Return the columns of a base aggregate that hold its keys: plain names, whatever the file called its own."""
    return [f"k{place}" for place in range(len(keys))]


@contextmanager
def base_aggregate(
    engine: Engine,
    definition: Definition,
    sources: Sources | Sequence[Path],
    table_name: str,
    releases: Sequence[ReleaseTable],
    bases: Bases | None = None,
) -> Iterator[BaseAggregate]:
    """Count the records of `sources` once by all dimensions of `releases`, which share table and measure, and keep it.

    With `bases`, counts without a measure are kept there, and taken from there if they are there already.

    Raises SafecountError for a reference that names nothing, or for values too large to add exactly.
    """
    table = definition.table(table_name)
    measure = releases[0].measure
    references = [
        reference_of(text, table, definition) for release in releases for text in release.dimensions
    ]
    keys = tuple(keys_for(references))
    further = [table.column(measure)] if measure else []
    wanted = {table.name: stored_types([key for key in keys if key.owner == table.name], further)}
    for owner in {key.owner for key in keys} - {table.name}:
        wanted[owner] = stored_types([key for key in keys if key.owner == owner])
    if not any(wanted.values()):
        wanted[table.name] = stored_types(_any_key(table))
    files = sources if isinstance(sources, Sources) else Sources(sources)
    records = joined_records(engine, definition, table, files, wanted)
    scale = _scale(engine, records, table.column(measure)) if measure else 1
    counted = _with_measure(records, keys, measure, scale) if measure else _counted(records, keys)
    if bases and not measure:
        with bases.kept(engine, counted, files, table.name, keys) as kept:
            yield BaseAggregate(engine, definition, table, keys, kept)
        return
    if len(releases) == 1:
        # Asked for once: nothing is gained by keeping it.
        yield BaseAggregate(engine, definition, table, keys, counted, measure, scale)
        return
    with engine.keep(counted) as kept:
        yield BaseAggregate(engine, definition, table, keys, kept, measure, scale)


def _any_key(table: Table) -> list[Key]:
    """Return a column by which rows can be counted where nothing is grouped by."""
    readable = (column for column in table.columns if column.type in IBIS_TYPES and not column.separator)
    return [Key(column) for column in itertools.islice(readable, 1)]


def _keyed(records: ir.Table, keys: Sequence[Key]) -> dict[str, ir.Value]:
    return {name: key.expression(records) for name, key in zip(key_names(keys), keys, strict=True)}


def _counted(records: ir.Table, keys: Sequence[Key]) -> ir.Table:
    return grouped(records, _keyed(records, keys), count=records.count())


def grouped(table: ir.Table, by: Mapping[str, ir.Value], **figures: ir.Scalar) -> ir.Table:
    """Return `figures` (among them `count`) of the rows of `table` that are alike in `by`, which may be empty."""
    if by:
        return table.group_by(**by).agg(**figures)
    whole = table.agg(**figures)
    return whole.filter(whole["count"] > 0)


def histogram(records: ir.Table, keys: Sequence[Key], measure: str) -> ir.Table:
    """Return how many records have each value of `measure`, by keys: `k0`…, `value` and `count`."""
    return records.group_by(**_keyed(records, keys), value=records[measure]).agg(count=records.count())


def _with_measure(records: ir.Table, keys: Sequence[Key], measure: str, scale: int) -> ir.Table:
    values = histogram(records, keys, measure)
    names = key_names(keys)
    by_size = ibis.window(
        group_by=[values[name] for name in names], order_by=ibis.desc(values.value, nulls_first=False)
    )
    ranked = values.mutate(rank=ibis.row_number().over(by_size))
    units = ranked.value.cast("int64") if scale == 1 else (ranked.value * scale).round().cast("int64")
    # The largest value stands for the second too where two records share it.
    next_one = ((ranked["rank"] == 0) & (ranked["count"] == 1)).ifelse(
        ibis.null("float64"), ranked.value.cast("float64")
    )
    return grouped(
        ranked,
        {name: ranked[name] for name in names},
        count=ranked["count"].sum().cast("int64"),
        records=ranked.value.isnull().ifelse(0, ranked["count"]).sum().cast("int64"),
        sum=(units * ranked["count"]).sum().cast("int64").fill_null(0),
        largest=ranked.value.cast("float64").max(),
        second=next_one.max(),
    )


def _scale(engine: Engine, records: ir.Table, measure: Column) -> int:
    """Return in how many parts of one the values are added, having made sure that their sum fits."""
    scale = 1 if measure.type is ColumnType.INTEGER else MILLIONTHS
    value: Any = records[measure.name].cast("float64")
    # Asked for by itself: the largest value may be read from a file's own notes, which leave out what is no number.
    asked = records.agg(count=records.count(), most=value.abs().max(), unreal=value.isnan().any())
    answer = pa.Table.from_batches(engine.batches(asked)).to_pylist()[0]
    most, count = math.nan if answer["unreal"] else answer["most"] or 0.0, answer["count"]
    if not math.isfinite(most) or most * scale * count >= 2**62:
        message = f"The values of {measure.name} are too large to be added exactly ({most:g})."
        raise SafecountError(f"{message} Give the column a maximum that is believed.")
    return scale


def finest_cells(base: BaseAggregate, references: Sequence[Reference]) -> Finest:
    """Return the finest cells of `references` from the base aggregate. Raises TooManyCells above eight million."""
    wanted = {reference.column.name for reference in references}
    names = {key.column.name: name for name, key in zip(key_names(base.keys), base.keys, strict=True)}
    kept = [key for key in base.keys if key.column.name in wanted]
    counted = base.counted
    if len(kept) < len(base.keys):
        counted = _coarser(counted, [names[key.column.name] for key in kept], base.measure)
    figures = [name for name in counted.columns if name not in names.values()]
    collected = collect(base.engine, counted, [names[key.column.name] for key in kept], figures)
    return named(base.definition, references, kept, collected)


def _coarser(counted: ir.Table, names: list[str], measure: str) -> ir.Table:
    if not measure:
        by = {name: counted[name] for name in names}
        return grouped(counted, by, count=counted["count"].sum().cast("int64"))
    window = ibis.window(
        group_by=[counted[name] for name in names], order_by=ibis.desc(counted.largest, nulls_first=False)
    )
    ranked = counted.mutate(rank=ibis.row_number().over(window))
    others = (ranked["rank"] == 0).ifelse(ranked.second, ibis.greatest(ranked.largest, ranked.second))
    return grouped(
        ranked,
        {name: ranked[name] for name in names},
        count=ranked["count"].sum().cast("int64"),
        records=ranked.records.sum().cast("int64"),
        sum=ranked["sum"].sum().cast("int64"),
        largest=ranked.largest.max(),
        second=others.max(),
    )


@dataclass(frozen=True)
class Collected:
    """Rows from an engine: for each key its values and each row's value by place; and the figures as arrays."""

    values: list[list[object]]
    places: list[Whole]
    figures: dict[str, Any]


def collect(engine: Engine, table: ir.Table, keys: Sequence[str], figures: Sequence[str]) -> Collected:
    """Return the rows of `table`, with the values of `keys` turned to numbers batch by batch."""
    known: list[dict[object, int]] = [{} for _ in keys]
    places: list[list[Whole]] = [[] for _ in keys]
    numbers: dict[str, list[Any]] = {name: [] for name in figures}
    rows = 0
    for batch in engine.batches(table):
        for name, seen, found in zip(keys, known, places, strict=True):
            found.append(_numbered(batch.column(name), seen))
        for name in figures:
            numbers[name].append(batch.column(name).to_numpy(zero_copy_only=False))
        rows += batch.num_rows
        if rows > MOST_FINEST:
            most = max(zip(keys, known, strict=True), key=lambda pair: len(pair[1]))[1]
            raise TooManyCells(
                f"The dimensions make more than {MOST_FINEST:,} finest cells; one of them has at least "
                f"{len(most):,} values. Use a coarser dimension, or fewer of them."
            )
    return Collected(
        [list(seen) for seen in known],
        [np.concatenate([np.zeros(0, np.int64), *found]) for found in places],
        {name: np.concatenate(found) if found else np.zeros(0, np.int64) for name, found in numbers.items()},
    )


def _numbered(column: pa.Array, seen: dict[object, int]) -> Whole:
    """Return the place of each value in `seen`, which grows by values not met before."""
    encoded = column.dictionary_encode(null_encoding="encode")
    own = [seen.setdefault(value, len(seen)) for value in encoded.dictionary.to_pylist()]
    places: Whole = np.array(own, dtype=np.int64)[encoded.indices.to_numpy(zero_copy_only=False)]
    return places


def named(
    definition: Definition, references: Sequence[Reference], keys: Sequence[Key], rows: Collected
) -> Finest:
    """Return collected rows by the texts of `references`, numbered from 1 in the order in which they are shown."""
    at = {key.column.name: place for place, key in enumerate(keys)}
    texts, codes = [], []
    for reference in references:
        place = at[reference.column.name]
        key = keys[place]
        written = [reference.written(key.native(value, reference)) for value in rows.values[place]]
        ordered = sorted(set(written), key=reference.order(definition))
        number = {text: code for code, text in enumerate(ordered, start=1)}
        texts.append(tuple(ordered))
        by_place = np.array([number[text] for text in written], dtype=np.int64)
        codes.append(by_place[rows.places[place]])
    return Finest(tuple(references), tuple(texts), tuple(codes), rows.figures)
