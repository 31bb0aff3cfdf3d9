"""From fine to coarse: the ladders on which the values of a column may climb before they are released.

Each kind of column has one: codes to groups, times to months and years, numbers to bands, places to areas or to points
that stand for at least eight addresses. The lowest rung is the finest that can ever be released, so that no plan can
ask for a day, a coordinate or an exact age where that is not meant; the highest is `*`, which tells nothing.
Terms follow Samarati 2001, IEEE Transactions on Knowledge and Data Engineering 13, 1010-1027: domain generalisation.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from safecount.cubes.reference import escaped
from safecount.disclosure.microdata.anchors import Anchors
from safecount.disclosure.microdata.problems import MicrodataRefused
from safecount.disclosure.microdata.rungs import Rungs, days_of, encoded, read, rungs_of, written
from safecount.disclosure.safe_table import MISSING
from safecount.schema import Column, ColumnType, Period, Role

_FROM_SIX = ("night, 0 to 6", "morning, 6 to 12", "afternoon, 12 to 18", "evening, 18 to 24")
_NIGHT_AND_DAY = ("night, 18 to 6", "day, 6 to 18", "day, 6 to 18", "night, 18 to 6")


class Ladder(Protocol):
    """A way for values to become coarser."""

    @property
    def types(self) -> tuple[ColumnType, ...]:
        """The types of column it is for."""
        ...

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles of column it is for."""
        ...

    @property
    def rungs(self) -> tuple[str, ...]:
        """What its rungs are called, from fine to coarse; the last is `all`."""
        ...

    @property
    def beside(self) -> tuple[Column, ...]:
        """Further columns that it reads."""
        ...

    def climb(self, column: Column, records: pa.Table) -> Rungs:
        """Return the values of `records` on every rung."""
        ...


@dataclass(frozen=True)
class Groups:
    """Codes, then groups of codes: each of `groups` maps a group to its codes; a code in no group stays itself.

    Coarser groups hold whole finer ones. Raises MicrodataRefused where they do not, or for texts that are no categories.
    """

    groups: tuple[Mapping[str, Sequence[str]], ...] = ()
    names: tuple[str, ...] = ()
    types: tuple[ColumnType, ...] = (ColumnType.CODE, ColumnType.BOOLEAN, ColumnType.TEXT)
    roles: tuple[Role, ...] = (Role.DIMENSION, Role.PLACE)
    beside: tuple[Column, ...] = ()

    @property
    def rungs(self) -> tuple[str, ...]:
        """The name of each rung."""
        named = self.names or tuple(f"groups {number}" for number in range(1, len(self.groups) + 1))
        return ("as it is", *named, "all")

    def climb(self, column: Column, records: pa.Table) -> Rungs:
        """Return the values on every rung."""
        values, texts = written(column, records)
        labels = [texts]
        for groups in self.groups:
            of = {code: escaped(group) for group, codes in groups.items() for code in codes}
            labels.append(tuple(of.get(text, text) for text in texts))
        return rungs_of(column.name, values, labels)


@dataclass(frozen=True)
class Areas:
    """An area, then those that it lies in: `above`, columns of role place, from fine to coarse.

    An area is written behind those it lies in, as `North / B12`, so that one that lies in two counts as two.
    """

    above: tuple[Column, ...] = ()
    types: tuple[ColumnType, ...] = (ColumnType.CODE, ColumnType.TEXT, ColumnType.INTEGER)
    roles: tuple[Role, ...] = (Role.PLACE,)

    @property
    def rungs(self) -> tuple[str, ...]:
        """The name of each rung."""
        return ("as it is", *(column.name for column in self.above), "all")

    @property
    def beside(self) -> tuple[Column, ...]:
        """The columns of the coarser areas."""
        return self.above

    def climb(self, column: Column, records: pa.Table) -> Rungs:
        """Return the values on every rung."""
        columns = (column, *self.above)
        coded = [written(one, records) for one in columns]
        stacked = np.column_stack([values for values, _ in coded])
        paths, values = np.unique(stacked, axis=0, return_inverse=True)
        names = [np.array([*texts], object)[paths[:, place]] for place, (_, texts) in enumerate(coded)]
        labels = [
            tuple(" / ".join(parts[::-1]) for parts in zip(*names[rung:], strict=True))
            for rung in range(len(columns))
        ]
        return rungs_of(column.name, values.reshape(-1), labels)


@dataclass(frozen=True)
class Bands:
    """Numbers in bands: `edges` of each rung, where a band begins; each coarser rung uses some edges of the finer.

    Below the first and from the last edge on, bands are open, so that no extreme value stands alone.
    """

    edges: tuple[tuple[float, ...], ...]
    types: tuple[ColumnType, ...] = (ColumnType.INTEGER, ColumnType.NUMBER)
    roles: tuple[Role, ...] = (Role.DIMENSION, Role.MEASURE)
    beside: tuple[Column, ...] = ()

    def __post_init__(self) -> None:
        """Refuse edges out of order, or coarser ones that cut a finer band."""
        rising = all(edges and list(edges) == sorted(set(edges)) for edges in self.edges)
        nested = all(set(b) <= set(a) for a, b in itertools.pairwise(self.edges))
        if not self.edges or not (rising and nested and np.isfinite([*np.concatenate(self.edges)]).all()):
            raise MicrodataRefused(
                "Bands rise, and coarser bands begin where a finer one does. Write their edges so."
            )

    @property
    def rungs(self) -> tuple[str, ...]:
        """The name of each rung."""
        return (*(f"{len(edges) + 1} bands" for edges in self.edges), "all")

    def climb(self, column: Column, records: pa.Table) -> Rungs:
        """Return the values on every rung; nothing written and not a number are `missing`."""
        numbers = read(column.name, records).cast(pa.float64()).fill_null(float("nan")).to_numpy()
        finest = self.edges[0]
        values = np.where(np.isnan(numbers), len(finest) + 1, np.searchsorted(finest, numbers, side="right"))
        whole = column.type is ColumnType.INTEGER
        labels = []
        for edges in self.edges:
            within = [int(np.searchsorted(edges, edge, side="right")) for edge in finest]
            labels.append((*(_band(edges, place, whole) for place in (0, *within)), MISSING))
        return rungs_of(column.name, values, labels)


def _band(edges: Sequence[float], place: int, whole: bool) -> str:
    if place == 0:
        return f"under {edges[0]:g}"
    if place == len(edges):
        return f"{edges[-1]:g} or more"
    low, high = edges[place - 1], edges[place]
    if not whole:
        return f"{low:g} to under {high:g}"
    return f"{low:g}" if high - low == 1 else f"{low:g} to {high - 1:g}"


@dataclass(frozen=True)
class Periods:
    """Time, told by `finest` or coarser: month, quarter, year. A day cannot be asked for."""

    finest: Period = Period.MONTH
    types: tuple[ColumnType, ...] = (ColumnType.DATE, ColumnType.MOMENT)
    roles: tuple[Role, ...] = (Role.TIME, Role.DIMENSION)
    beside: tuple[Column, ...] = ()

    @property
    def rungs(self) -> tuple[str, ...]:
        """The name of each rung."""
        every = [Period.MONTH, Period.QUARTER, Period.YEAR]
        return (*(str(period) for period in every[every.index(self.finest) :]), "all")

    def climb(self, column: Column, records: pa.Table) -> Rungs:
        """Return the values on every rung."""
        dates = days_of(column, records)
        numbers = pc.add(pc.multiply(pc.year(dates), 12), pc.subtract(pc.month(dates), 1))
        values, found = encoded(numbers)
        starts = [None if number is None else divmod(number, 12) for number in found]
        texts = {
            Period.MONTH: [MISSING if at is None else f"{at[0]:04d}-{at[1] + 1:02d}" for at in starts],
            Period.QUARTER: [MISSING if at is None else f"{at[0]:04d}-Q{at[1] // 3 + 1}" for at in starts],
            Period.YEAR: [MISSING if at is None else f"{at[0]:04d}" for at in starts],
        }
        return rungs_of(column.name, values, [tuple(texts[Period(rung)]) for rung in self.rungs[:-1]])


@dataclass(frozen=True)
class DayParts:
    """The time of day in four parts, then night and day. An hour cannot be asked for."""

    types: tuple[ColumnType, ...] = (ColumnType.MOMENT, ColumnType.CLOCK)
    roles: tuple[Role, ...] = (Role.TIME, Role.DIMENSION)
    beside: tuple[Column, ...] = ()
    rungs: tuple[str, ...] = ("four parts of the day", "night and day", "all")

    def climb(self, column: Column, records: pa.Table) -> Rungs:
        """Return the values on every rung."""
        hours = pc.hour(read(column.name, records)).fill_null(24).to_numpy()
        return rungs_of(column.name, hours // 6, [(*_FROM_SIX, MISSING), (*_NIGHT_AND_DAY, MISSING)])


@dataclass(frozen=True)
class Points:
    """Latitude, with `longitude` beside it, moved to the nearest of `anchors`, then to coarser ones; written as WKT.

    A point further than 20 km from any anchor is `missing`.
    """

    longitude: Column
    anchors: Anchors
    types: tuple[ColumnType, ...] = (ColumnType.NUMBER,)
    roles: tuple[Role, ...] = (Role.SENSITIVE, Role.PLACE, Role.DIMENSION, Role.MEASURE)

    @property
    def rungs(self) -> tuple[str, ...]:
        """The name of each rung."""
        return (*(f"points of {level.fewest} addresses or more" for level in self.anchors.levels), "all")

    @property
    def beside(self) -> tuple[Column, ...]:
        """The longitude."""
        return (self.longitude,)

    def climb(self, column: Column, records: pa.Table) -> Rungs:
        """Return the values on every rung."""
        degrees = [
            read(name, records).cast(pa.float64()).fill_null(float("nan")).to_numpy()
            for name in (column.name, self.longitude.name)
        ]
        place = np.arange(len(self.anchors.levels[0].points))
        labels = []
        for number, level in enumerate(self.anchors.levels):
            place = place if number == 0 else self.anchors.above[number - 1][place]
            labels.append(
                (*(f"POINT ({east:.5f} {north:.5f})" for north, east in level.points[place]), MISSING)
            )
        return rungs_of(column.name, self.anchors.snap(degrees[0], degrees[1]), labels)
