"""Reads margins out of a SafeTable: the total, the figures along one dimension, and two dimensions crossed.

Only cells that are published are ever read, and shares are taken only of counts that are shown, so that nothing
said in words or drawn in a chart adds to what the files already say.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pyarrow.compute as pc

from safecount.disclosure.safe_table import ALL, MISSING, Dimension, SafeTable, Status
from safecount.publish.names import readable
from safecount.publish.periods import Span, is_time, span_of


@dataclass(frozen=True)
class Figure:
    """One released count and the value it stands for, with the coarser value that lies in. `count` is None where hidden."""

    value: str
    label: str
    count: int | None
    status: Status
    within: str = ""

    @property
    def words(self) -> str:
        """The count as a reader sees it."""
        return "hidden" if self.count is None else f"{self.count:,}"


@dataclass(frozen=True)
class Cross:
    """Two dimensions crossed: `cells[row][column]`, None where the table has no such cell."""

    row: Dimension
    column: Dimension
    rows: tuple[Figure, ...]
    columns: tuple[Figure, ...]
    cells: tuple[tuple[Figure | None, ...], ...]


@dataclass(frozen=True)
class Point:
    """One period of a series; `figure` is None where the table has no cell for it."""

    span: Span
    figure: Figure | None


class Figures:
    """The margins of one SafeTable, each found once."""

    def __init__(self, table: SafeTable) -> None:
        self.table = table
        self._by_name = {dimension.reference: dimension for dimension in table.dimensions}
        self._along: dict[str, tuple[Figure, ...]] = {}

    @cached_property
    def statuses(self) -> dict[str, int]:
        """How many cells have each status."""
        found = Counter(self.table.cells["status"].to_pylist())
        return {str(status): found[str(status)] for status in Status}

    @cached_property
    def total(self) -> Figure | None:
        """The count of all records, None if the table has no such cell."""
        found = self._rows(set())
        return Figure(ALL, "All", found[0]["count"], Status(found[0]["status"])) if found else None

    def along(self, reference: str) -> tuple[Figure, ...]:
        """Return the figures of one dimension in order of value, `missing` last, all other dimensions summed."""
        if reference not in self._along:
            rows = self._rows(self.named_with(reference))
            figures = [self._figure(row, reference) for row in rows]
            self._along[reference] = tuple(sorted(self._told_apart(figures, reference), key=_order))
        return self._along[reference]

    def series(self, reference: str) -> tuple[Point, ...]:
        """Return every period from the first to the last of a time dimension; a record without a time is left out."""
        found = {span: figure for figure in self.along(reference) if (span := span_of(figure.value))}
        if not found:
            return ()
        span, last = min(found), max(found)
        points: list[Point] = []
        while span <= last and len(points) < 1200:
            points.append(Point(span, found.get(span)))
            span = span.moved(1)
        return tuple(points)

    def cross(self, row: str, column: str) -> Cross | None:
        """Return two dimensions crossed, None if the table does not release them together or one nests in the other."""
        if row in self.named_with(column) or column in self.named_with(row):
            return None
        found: dict[tuple[tuple[str, str], tuple[str, str]], Figure] = {}
        for cell in self._rows(self.named_with(row) | self.named_with(column)):
            figure = self._figure(cell, row)
            found[self._key(cell, row), self._key(cell, column)] = figure
        if not found:
            return None
        rows, columns = self.along(row), self.along(column)
        cells = tuple(
            tuple(found.get(((one.within, one.value), (other.within, other.value))) for other in columns)
            for one in rows
        )
        return Cross(self._by_name[row], self._by_name[column], rows, columns, cells)

    def named_with(self, reference: str) -> set[str]:
        """Return a dimension with all the coarser ones that it nests in."""
        named: set[str] = set()
        while reference and reference not in named:
            named.add(reference)
            reference = self._by_name[reference].within
        return named

    def is_time(self, reference: str) -> bool:
        """Return whether a dimension counts by period, and every value of it names one."""
        values = [figure.value for figure in self.along(reference) if figure.value != MISSING]
        return is_time(reference) and bool(values) and all(span_of(value) for value in values)

    def _rows(self, named: set[str]) -> list[dict[str, Any]]:
        cells = self.table.cells
        mask = None
        for reference in self._by_name:
            test = pc.not_equal if reference in named else pc.equal
            fitting = test(cells[reference], ALL)
            mask = fitting if mask is None else pc.and_(mask, fitting)
        rows: list[dict[str, Any]] = (cells if mask is None else cells.filter(mask)).to_pylist()
        return rows

    def _key(self, cell: dict[str, Any], reference: str) -> tuple[str, str]:
        coarser = self._by_name[reference].within
        return (cell[coarser] if coarser else "", cell[reference])

    def _figure(self, cell: dict[str, Any], reference: str) -> Figure:
        coarser, value = self._key(cell, reference)
        span = span_of(value) if is_time(reference) else None
        label = span.label if span else readable(self._by_name[reference].label(value), 60)
        return Figure(value, label, cell["count"], Status(cell["status"]), coarser)

    def _told_apart(self, figures: list[Figure], reference: str) -> list[Figure]:
        """Two beats of one name in two districts are named with their districts; two codes of one label, with the code."""
        times = Counter(figure.label for figure in figures)
        outer = self._by_name.get(self._by_name[reference].within)
        return [
            replace(
                figure,
                label=f"{figure.label} ({readable(outer.label(figure.within) if outer else figure.value, 40)})",
            )
            if times[figure.label] > 1
            else figure
            for figure in figures
        ]


def _order(figure: Figure) -> tuple[bool, str, str]:
    return figure.value == MISSING, figure.value, figure.within


def share(part: Figure | None, whole: Figure | None) -> float | None:
    """Return the part as a share of the whole, None unless both counts are shown and the whole is not nought."""
    if part is None or whole is None or part.count is None or not whole.count:
        return None
    return part.count / whole.count


def percent(value: float) -> str:
    """Return a share in whole per cent, with less than 1% and more than 99% told from none and all."""
    if 0 < value < 0.01:
        return "less than 1%"
    if 0.99 < value < 1:
        return "more than 99%"
    return f"{value:.0%}"
