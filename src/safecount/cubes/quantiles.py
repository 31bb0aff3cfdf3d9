"""Medians and other quantiles of a measure in every cell, from exact histograms: how many records have each value.

Histograms add up, medians do not; so the histograms of the finest cells are added to those of the margins and each
median is read off. Quantiles are those of definition 2 of Hyndman and Fan (Sample Quantiles in Statistical Packages,
The American Statistician, 1996): the smallest value that at least the share p of records does not exceed, and the mean
of it and the next where the share is met exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa

from safecount.cubes.base import Collected, collect, histogram, key_names, named
from safecount.cubes.count import dimensions_of, engine_for, files_from, place, release_of, title_of
from safecount.cubes.engine import Engine
from safecount.cubes.lattice import Whole
from safecount.cubes.notebook import shown_rows
from safecount.cubes.parents import stored_types
from safecount.cubes.reference import Reference, keys_for, own_references
from safecount.cubes.rollup import Rows, merged, roll_up
from safecount.disclosure.safe_table import Dimension
from safecount.ingest.store import Store
from safecount.problems import SafecountError
from safecount.schema import Column, Definition


@dataclass(frozen=True)
class QuantileTable:
    """Quantiles of a measure in every cell that has a value. Not protected: a quantile of few values is a value.

    `cells`: the dimensions, `records` (int64, those with a value) and a column a quantile (float64, in the measure's
    unit), named `p50` for the median.
    """

    name: str
    title: str
    measure: str
    unit: str
    dimensions: tuple[Dimension, ...]
    cells: pa.Table

    def _repr_html_(self) -> str:
        """Show the first cells in a notebook."""
        return shown_rows(self.cells, self.title, self.dimensions)


def quantiles(
    definition: Definition,
    source: Store | Sequence[Path],
    release: str,
    shares: Sequence[str] = ("0.5",),
    *,
    engine: Engine | None = None,
) -> QuantileTable:
    """Return quantiles of the measure of the table `release`, margins included.

    `shares` are written as texts such as `0.5` or `1/3`, between 0 and 1, so that they are exact. `source` as for
    `distinct_counts`. Raises SafecountError without a measure, or for a share that is not one.
    """
    wanted = release_of(definition, release)
    if not wanted.measure:
        raise SafecountError(f"The release table {release} has no measure. Name one in the definition.")
    parts = [_share(share) for share in shares]
    table = definition.table(wanted.table)
    measure = table.column(wanted.measure)
    references = own_references(wanted.dimensions, table, definition)
    with engine_for(engine) as opened:
        rows = _histogram(opened, files_from(definition, source, wanted.table), references, measure)
    values, rank = np.unique(np.array(rows.values[-1], dtype=np.float64), return_inverse=True)
    placed = place(named(definition, references, keys_for(references), rows), definition, table)
    extra = max(len(values), 1)
    points = placed.cells * extra + rank[rows.places[-1]]
    rolled = roll_up(placed.lattice, merged(points, (rows.figures["count"],)), extra)
    cells, columns = _read_off(rolled, values, extra, parts)
    names = ["records", *(f"p{float(part * 100):g}" for part in parts)]
    shown = pa.table(placed.text_columns(cells) | dict(zip(names, columns, strict=True)))
    title = (
        f"{wanted.title or title_of(table, references)}: {measure.title or measure.name.replace('_', ' ')}"
    )
    dimensions = dimensions_of(placed, definition)
    return QuantileTable(wanted.name, title, measure.name, measure.unit, dimensions, shown)


def _histogram(
    engine: Engine, files: Sequence[Path], references: list[Reference], measure: Column
) -> Collected:
    """Return how many records have each value, by the keys of `references`; the value is the last key."""
    keys = keys_for(references)
    asked = histogram(engine.records(files, stored_types(keys, [measure])), keys, measure.name)
    return collect(engine, asked.filter(asked.value.notnull()), [*key_names(keys), "value"], ["count"])


def _share(text: str) -> Fraction:
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 < share < 1:
        raise SafecountError(f"{text} is not a share between 0 and 1. Write 0.5 for the median.")
    return share


def _read_off(
    rolled: Rows, values: np.ndarray, extra: int, shares: Sequence[Fraction]
) -> tuple[Whole, list[np.ndarray]]:
    """Return the cells, and for each its number of values and its quantiles."""
    cells, starts = np.unique(rolled.cells // extra, return_index=True)
    up_to = np.cumsum(rolled.counts[0])
    before = np.concatenate([[0], up_to])[starts]
    total = np.add.reduceat(rolled.counts[0], starts) if len(starts) else np.zeros(0, np.int64)
    sizes = values[rolled.cells % extra] if len(values) else np.zeros(0)
    found: list[np.ndarray] = [total]
    for share in shares:
        reached = total * share.numerator
        lower = -(-reached // share.denominator)
        upper = reached // share.denominator + 1
        below, above = (sizes[np.searchsorted(up_to, before + nth)] for nth in (lower, upper))
        found.append((below + above) / 2)
    return cells, found
