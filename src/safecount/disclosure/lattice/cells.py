"""Which cells there are: those that count the same records become one, and differences between releases are cells too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from safecount.disclosure.lattice.names import Names
from safecount.disclosure.lattice.relations import UNKNOWN, Relations
from safecount.disclosure.nested import PERIODS, Groups, Tabulated, parts_of
from safecount.disclosure.safe_table import ALL, MISSING
from safecount.disclosure.system import Flags, Whole


@dataclass(frozen=True)
class Lattice:
    """The cells of several tables and how they add up. n cells, m relations, z memberships.

    `counts` (n): `UNKNOWN` where not told. `depth` (n): how many dimensions are summed over, of those the cell's table has.
    `implicit` (n): no release prints the cell. `release` (n): the last release that prints it, from 0.
    `sizes`: how many cells there were once each release was in. `starts` (m + 1), `members` (z): as in `System`.
    `rows`: for each release, for each table, the cell of each of its rows. `places` (n, 1 + dimensions), of one release alone:
    what tells each cell, the kind of record and the number of each value, 0 for one that is not told; None of several.
    """

    counts: Whole
    depth: Whole
    implicit: Flags
    release: Whole
    sizes: tuple[int, ...]
    starts: Whole
    members: Whole
    rows: tuple[tuple[Whole, ...], ...]
    places: npt.NDArray[np.int32] | None = None

    @property
    def size(self) -> int:
        """The number of cells."""
        return len(self.counts)


def build_lattice(
    releases: Sequence[Sequence[Tabulated]],
    *,
    zeros_shown: bool = True,
    groups: Groups = MappingProxyType({}),
    near: int = 0,
    settled: bool = True,
) -> Lattice:
    """Return the lattice of all tables of all `releases`, in the order in which they were published.

    `groups` says of pairs of references, finer and coarser, which coarser value each finer one belongs to, where no table may
    say so itself. Releases that follow one another have a cell for each difference; other pairs of releases have one where the
    difference is known, not nought, and below `near`. Relations leave out cells that are nought where zeros are shown, since
    nothing about them is in doubt.
    `settled`: a hidden count of a period that was over is taken to have stood from release to release.
    """
    return _Builder(releases, (zeros_shown, near, settled), groups).build()


class _Builder:
    def __init__(
        self, releases: Sequence[Sequence[Tabulated]], terms: tuple[bool, int, bool], groups: Groups
    ) -> None:
        self._releases = releases
        _, self._near, self._settled = terms
        self._groups = groups
        self._names = Names(releases)
        self._relations = Relations(self._names, zeros_shown=terms[0])
        self._before: dict[bytes, int] = {}
        self._now: dict[bytes, int] = {}
        self._older: dict[bytes, list[int]] = {}
        self._counts: list[int] = []
        self._depth: list[int] = []
        self._release: list[int] = []
        self._implicit: list[bool] = []
        self._sizes: list[int] = []
        self._latest: dict[str, str] = {}

    def build(self) -> Lattice:
        rows = []
        for number, tables in enumerate(self._releases):
            rows.append(tuple(self._number(table, number) for table in tables))
            for name, cell in self._now.items():
                if self._before.get(name, cell) != cell:
                    self._older.setdefault(name, []).append(self._before[name])
            self._before |= self._now
            self._now = {}
            self._sizes.append(len(self._counts))
            self._note_latest(tables)
        for tables, cells in zip(self._releases, rows, strict=True):
            for table, of_table in zip(tables, cells, strict=True):
                self._relations.of_table(table, of_table)
            for pair, belongs in parts_of(tables, self._groups).items():
                self._relations.of_parts(tables, cells, pair, belongs)
        return Lattice(
            np.array(self._counts, np.int64),
            np.array(self._depth, np.int64),
            np.array(self._implicit, np.bool_),
            np.array(self._release, np.int64),
            tuple(self._sizes),
            np.array(self._relations.starts, np.int64),
            np.array(self._relations.members, np.int64),
            tuple(rows),
            self._places_of(rows[0]) if len(rows) == 1 else None,
        )

    def _places_of(self, rows: Sequence[Whole]) -> npt.NDArray[np.int32]:
        places = np.zeros((len(self._counts), 1 + len(self._names.references)), np.int32)
        for table, cells in zip(self._releases[0], rows, strict=True):
            places[cells, 0] = self._names.kinds.index(table.records)
            places[cells, 1:] = self._names.finest(table, self._names.coded(table))
        return places

    def _number(self, table: Tabulated, release: int) -> Whole:
        """Return the cell of each row, making those that are new."""
        coded = self._names.coded(table)
        finest = self._names.finest(table, coded)
        depth = sum(coded[:, self._names.places[d.reference]] == 0 for d in table.dimensions) + np.zeros(
            len(coded)
        )
        counts = table.cells.column("count").fill_null(UNKNOWN).to_numpy()
        timed = self._timed(table)
        numbers = np.empty(len(counts), np.int64)
        full = self._names.named(table, coded)
        for row, (key, alias, count) in enumerate(
            zip(self._names.named(table, finest), full, counts.tolist(), strict=True)
        ):
            cell = self._now.get(key)
            if cell is None:
                earlier = dict.fromkeys(self._before[name] for name in (key, alias) if name in self._before)
                place = (int(depth[row]), release)
                cell = self._cell(list(earlier), count, place, bool(timed[row]))
                if cell not in earlier and self._near:
                    self._differ_from_older(cell, (key, alias), place)
            if self._counts[cell] == UNKNOWN:
                self._counts[cell] = count
            self._now[key] = cell
            # The same records told in full: where a finer value no longer lies within a coarser, it is found by this.
            self._now.setdefault(alias, cell)
            self._release[cell] = release
            numbers[row] = cell
        return numbers

    def _cell(self, earlier: list[int], count: int, place: tuple[int, int], timed: bool) -> int:
        """Return the earlier cell that stood unchanged, or a new one with its difference to each that changed."""
        same = [cell for cell in earlier if self._same(cell, count, timed)]
        cell = same[0] if same else self._new(count, *place, implicit=False)
        for changed in earlier:
            if changed not in same:
                self._differ(changed, cell, place)
        return cell

    def _same(self, cell: int, count: int, timed: bool) -> bool:
        """Whether an earlier release's cell is this one: its count stood, or is taken to, since its period is over."""
        known = self._counts[cell]
        return known == count if UNKNOWN not in (known, count) else timed and self._settled

    def _new(self, count: int, depth: int, release: int, *, implicit: bool) -> int:
        self._counts.append(count)
        self._depth.append(depth)
        self._release.append(release)
        self._implicit.append(implicit)
        return len(self._counts) - 1

    def _differ(self, earlier: int, later: int, place: tuple[int, int]) -> None:
        """Make the cell for the difference between two that told the same records in two releases."""
        before, now = self._counts[earlier], self._counts[later]
        known = UNKNOWN not in (before, now)
        difference = self._new(abs(now - before) if known else UNKNOWN, *place, implicit=True)
        fell = known and now < before
        whole, part = (earlier, later) if fell else (later, earlier)
        self._relations.add(whole, part, difference)

    def _differ_from_older(self, cell: int, names: tuple[bytes, bytes], place: tuple[int, int]) -> None:
        """Make the cells for small differences to releases before the last: anybody can subtract these too."""
        older = dict.fromkeys(other for name in names for other in self._older.get(name, ()))
        for other in older:
            before, now = self._counts[other], self._counts[cell]
            if UNKNOWN not in (before, now) and 0 < abs(now - before) < self._near:
                self._differ(other, cell, place)

    def _timed(self, table: Tabulated) -> Flags:
        """Which rows name a period that was over in an earlier release, which had a later one of its kind (rows)."""
        timed = np.zeros(table.cells.num_rows, np.bool_)
        for dimension in table.dimensions:
            if dimension.reference in self._latest:
                column = table.cells.column(dimension.reference)
                over = pc.less(column, self._latest[dimension.reference])
                timed |= pc.and_(over, pc.not_equal(column, ALL)).to_numpy()
        return timed

    def _note_latest(self, tables: Sequence[Tabulated]) -> None:
        for reference in (d.reference for table in tables for d in table.dimensions):
            if reference.endswith(PERIODS):
                seen = [value for value in self._names.codes[reference] if value not in (ALL, MISSING)]
                self._latest[reference] = max(seen, default="")
