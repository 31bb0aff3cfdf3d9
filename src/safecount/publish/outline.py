"""Chooses what of a table is drawn and printed: the trend, the groups, and the two crossed.

The definition's order of dimensions is taken as its author's order of interest.
"""

from __future__ import annotations

from dataclasses import dataclass

from safecount.disclosure.safe_table import MISSING, Dimension, Status
from safecount.publish.figures import Cross, Figure, Figures, Point
from safecount.publish.periods import Span
from safecount.schema.model import Break

LONGEST_SERIES = 60
MOST_GROUPS = 15
MOST_COLUMNS = 8
MOST_ROWS = 25


@dataclass(frozen=True)
class Covered:
    """The months that the records of a release cover, as 2026-11; the first may be empty."""

    first_month: str
    through_month: str


@dataclass(frozen=True)
class Trend:
    """A time dimension with its points, the breaks that lie within them, and the months that the records cover."""

    dimension: Dimension
    points: tuple[Point, ...]
    breaks: tuple[Break, ...]
    covered: Covered

    def is_complete(self, span: Span) -> bool:
        """Return whether the records cover the whole of a span."""
        return (
            self.covered.first_month <= f"{span.begins:%Y-%m}"
            and span.last_month <= self.covered.through_month
        )


@dataclass(frozen=True)
class Groups:
    """The largest groups of a dimension, largest first, then hidden, nought and not recorded. `left_out` are in the CSV only."""

    dimension: Dimension
    figures: tuple[Figure, ...]
    left_out: int


@dataclass(frozen=True)
class Outline:
    """What one table shows outside its files."""

    figures: Figures
    trend: Trend | None
    groups: Groups | None
    cross: Cross | None


def outline_of(figures: Figures, breaks: tuple[Break, ...], covered: Covered) -> Outline:
    """Return what to show of a table; any part is None where its dimensions do not give it."""
    return Outline(figures, _trend(figures, breaks, covered), _groups(figures), _cross(figures))


def _trend(figures: Figures, breaks: tuple[Break, ...], covered: Covered) -> Trend | None:
    fitting = []
    for dimension in figures.table.dimensions:
        if figures.is_time(dimension.reference):
            points = figures.series(dimension.reference)
            if len(points) > 1:
                fitting.append((dimension, points))
    if not fitting:
        return None
    dimension, points = min(fitting, key=lambda entry: (len(entry[1]) > LONGEST_SERIES, -len(entry[1])))
    columns = {dimension.reference.partition(".")[0] for dimension in figures.table.dimensions}
    within = [
        item
        for item in breaks
        if (not item.columns or columns & set(item.columns))
        and any(point.span.holds(item.on) for point in points)
    ]
    return Trend(dimension, points, tuple(within), covered)


def _candidates(figures: Figures) -> list[Dimension]:
    """Dimensions that make groups, the most telling first: few groups before many, coarse before fine."""
    known = [d for d in figures.table.dimensions if not figures.is_time(d.reference)]
    sized = {d.reference: sum(f.value != MISSING for f in figures.along(d.reference)) for d in known}
    known = [dimension for dimension in known if sized[dimension.reference] > 1]
    return sorted(known, key=lambda d: (sized[d.reference] > MOST_GROUPS, bool(d.within)))


def _groups(figures: Figures) -> Groups | None:
    candidates = _candidates(figures)
    if not candidates:
        return None
    dimension = max(candidates, key=lambda d: (_size(figures, d) <= MOST_GROUPS, _size(figures, d) > 2))
    ranked = sorted(figures.along(dimension.reference), key=_rank)
    return Groups(dimension, tuple(ranked[:MOST_GROUPS]), max(0, len(ranked) - MOST_GROUPS))


def _size(figures: Figures, dimension: Dimension) -> int:
    return len(figures.along(dimension.reference))


def _rank(figure: Figure) -> tuple[bool, int, int, str]:
    order = {Status.SHOWN: 0, Status.HIDDEN: 1, Status.ZERO: 2}
    return figure.value == MISSING, order[figure.status], -(figure.count or 0), figure.label


def _cross(figures: Figures) -> Cross | None:
    groups = _candidates(figures)
    times = [d for d in figures.table.dimensions if figures.is_time(d.reference)]
    times.sort(key=lambda d: len(figures.along(d.reference)))
    columns = [d for d in groups if _size(figures, d) <= MOST_COLUMNS] + times
    for row in groups + times:
        for column in columns:
            found = figures.cross(row.reference, column.reference)
            if found is not None:
                return _cut(found, figures)
    return None


def _cut(cross: Cross, figures: Figures) -> Cross:
    """Keep the largest rows, and the last columns where the columns are periods."""
    order = list(range(len(cross.rows)))
    if not figures.is_time(cross.row.reference):
        order.sort(key=lambda place: _rank(cross.rows[place]))
    order = order[:MOST_ROWS]
    columns = list(range(len(cross.columns)))[-MOST_COLUMNS:]
    return Cross(
        cross.row,
        cross.column,
        tuple(cross.rows[place] for place in order),
        tuple(cross.columns[place] for place in columns),
        tuple(tuple(cross.cells[row][column] for column in columns) for row in order),
    )
