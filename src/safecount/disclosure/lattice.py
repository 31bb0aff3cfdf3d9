"""Turns tables, of one release or of several, into one system: cells that count the same records become one.

A cell is known by what it says of its records: the values of its finest dimensions. Between releases a cell whose count did not
change is the same cell; where it changed, the difference is a cell of its own that nobody prints and everybody can subtract.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from safecount.disclosure.nested import PERIODS, Belongs, Groups, Tabulated, parts_of
from safecount.disclosure.safe_table import ALL, MISSING
from safecount.disclosure.system import Flags, Whole

__all__ = ["UNKNOWN", "Lattice", "Tabulated", "build_lattice"]

UNKNOWN = -1
"""Stands for a count that is not told."""


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
        self._zeros_shown, self._near, self._settled = terms
        self._groups = groups
        self._codes: dict[str, dict[str, int]] = {}
        self._references = sorted(
            {d.reference for tables in releases for table in tables for d in table.dimensions}
        )
        self._places = {reference: place for place, reference in enumerate(self._references)}
        self._kinds = sorted({table.records for tables in releases for table in tables})
        self._before: dict[bytes, int] = {}
        self._now: dict[bytes, int] = {}
        self._older: dict[bytes, list[int]] = {}
        self._counts: list[int] = []
        self._depth: list[int] = []
        self._release: list[int] = []
        self._implicit: list[bool] = []
        self._starts = [0]
        self._members: list[int] = []
        self._seen: set[bytes] = set()
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
                self._relate(table, of_table)
            for pair, belongs in parts_of(tables, self._groups).items():
                self._relate_parts(tables, cells, pair, belongs)
        return Lattice(
            np.array(self._counts, np.int64),
            np.array(self._depth, np.int64),
            np.array(self._implicit, np.bool_),
            np.array(self._release, np.int64),
            tuple(self._sizes),
            np.array(self._starts, np.int64),
            np.array(self._members, np.int64),
            tuple(rows),
            self._places_of(rows[0]) if len(rows) == 1 else None,
        )

    def _places_of(self, rows: Sequence[Whole]) -> npt.NDArray[np.int32]:
        places = np.zeros((len(self._counts), 1 + len(self._references)), np.int32)
        for table, cells in zip(self._releases[0], rows, strict=True):
            places[cells, 0] = self._kinds.index(table.records)
            places[cells, 1:] = self._finest(table, self._coded(table))
        return places

    def _number(self, table: Tabulated, release: int) -> Whole:
        """Return the cell of each row, making those that are new."""
        coded = self._coded(table)
        finest = self._finest(table, coded)
        depth = sum(coded[:, self._places[d.reference]] == 0 for d in table.dimensions) + np.zeros(len(coded))
        counts = table.cells.column("count").fill_null(UNKNOWN).to_numpy()
        timed = self._timed(table)
        numbers = np.empty(len(counts), np.int64)
        full = self._named(table, coded)
        for row, (key, alias, count) in enumerate(
            zip(self._named(table, finest), full, counts.tolist(), strict=True)
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
        self._members += [earlier, later, difference] if fell else [later, earlier, difference]
        self._starts.append(len(self._members))

    def _differ_from_older(self, cell: int, names: tuple[bytes, bytes], place: tuple[int, int]) -> None:
        """Make the cells for small differences to releases before the last: anybody can subtract these too."""
        older = dict.fromkeys(other for name in names for other in self._older.get(name, ()))
        for other in older:
            before, now = self._counts[other], self._counts[cell]
            if UNKNOWN not in (before, now) and 0 < abs(now - before) < self._near:
                self._differ(other, cell, place)

    def _coded(self, table: Tabulated) -> Whole:
        """Return one column a reference of any table (rows, references): 0 for `*`, and a number for each value."""
        coded = np.zeros((table.cells.num_rows, len(self._references)), np.int32)
        for dimension in table.dimensions:
            codes = self._codes.setdefault(dimension.reference, {ALL: 0})
            column = table.cells.column(dimension.reference).combine_chunks().dictionary_encode()
            meaning = np.array(
                [codes.setdefault(value, len(codes)) for value in column.dictionary.to_pylist()], np.int32
            )
            if len(meaning):
                coded[:, self._references.index(dimension.reference)] = meaning[column.indices.to_numpy()]
        return coded

    def _finest(self, table: Tabulated, coded: Whole) -> Whole:
        """Return `coded` without what a finer value tells already: `*` takes the place of all that it lies within.

        A finer value that says only that nothing was recorded tells nothing of the coarser.
        """
        finest = coded.copy()
        within = {item.reference: item.within for item in table.dimensions}
        for reference, coarser in within.items():
            values = coded[:, self._places[reference]]
            tells = (values != 0) & (values != self._codes[reference].get(MISSING, -1))
            while coarser:
                finest[tells, self._places[coarser]] = 0
                coarser = within[coarser]
        return finest

    def _named(self, table: Tabulated, coded: Whole) -> list[bytes]:
        """Return what tells the records of each row from all others (rows)."""
        kind = np.full((len(coded), 1), self._kinds.index(table.records), np.int32)
        return [row.tobytes() for row in np.ascontiguousarray(np.hstack([kind, coded]), np.int32)]

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
                seen = [value for value in self._codes[reference] if value not in (ALL, MISSING)]
                self._latest[reference] = max(seen, default="")

    def _relate(self, table: Tabulated, cells: Whole) -> None:
        """Add, for each dimension, the relation of each cell that sums over it with those that do not."""
        coded = self._coded(table)
        row_of = {row.tobytes(): index for index, row in enumerate(coded)}
        zero = self._zero(table)
        for dimension in table.dimensions:
            place = self._places[dimension.reference]
            child = (coded[:, place] != 0) & ~zero
            for other in table.dimensions:
                if other.within == dimension.reference:
                    child &= coded[:, self._places[other.reference]] == 0
            children = np.flatnonzero(child)
            above = coded[children].copy()
            above[:, place] = 0
            parents = np.array([row_of.get(row.tobytes(), -1) for row in above], np.int64)
            known = parents >= 0
            self._add_relations(cells[parents[known]], cells[children[known]])

    def _zero(self, table: Tabulated) -> Flags:
        counts = table.cells.column("count").fill_null(UNKNOWN).to_numpy()
        return np.asarray((counts == 0) & self._zeros_shown, np.bool_)

    def _relate_parts(
        self, tables: Sequence[Tabulated], cells: Sequence[Whole], pair: tuple[str, str], belongs: Belongs
    ) -> None:
        """Add the relations of coarser cells of one table with finer ones of another.

        Left out where a finer value belongs nowhere: what was not recorded may lie within any.
        """
        finer, coarser = (self._places[reference] + 1 for reference in pair)
        meaning = np.full(len(self._codes[pair[0]]), -1, np.int32)
        for value, code in self._codes[pair[0]].items():
            meaning[code] = self._codes[pair[1]].get(belongs.get(value, ""), -1)
        cell_of: dict[bytes, int] = {}
        wholes: dict[bytes, bytes] = {}
        incomplete: set[bytes] = set()
        for table, of_table in zip(tables, cells, strict=True):
            finest = self._finest(table, self._coded(table))
            names = self._named(table, finest)
            cell_of |= zip(names, of_table.tolist(), strict=True)
            codes = finest[:, finer - 1]
            parts = ~self._zero(table) & (codes != 0) & ((finest[:, coarser - 1] == 0) | (meaning[codes] < 0))
            for row in np.flatnonzero(parts).tolist():
                name = np.frombuffer(names[row], np.int32).copy()
                name[coarser], name[finer] = meaning[name[finer]], 0
                wholes[names[row]] = name.tobytes()
                if name[coarser] < 0:
                    incomplete.add(self._without(wholes[names[row]], coarser))
        found = [
            (cell_of[whole], cell_of[part])
            for part, whole in wholes.items()
            if whole in cell_of and self._without(whole, coarser) not in incomplete
        ]
        pairs = np.array(found, np.int64).reshape(-1, 2)
        self._add_relations(pairs[:, 0], pairs[:, 1])

    @staticmethod
    def _without(name: bytes, place: int) -> bytes:
        return name[: 4 * place] + name[4 * place + 4 :]

    def _add_relations(self, parents: Whole, children: Whole) -> None:
        """Add one relation for each of `parents` (p) with those of `children` (p) that stand beside it."""
        order = np.lexsort((children, parents))
        parents, children = parents[order], children[order]
        bounds = np.flatnonzero(np.diff(parents, prepend=-1, append=-1)).tolist() if len(parents) else []
        for first, last in itertools.pairwise(bounds):
            members = np.concatenate([parents[first : first + 1], children[first:last]])
            if (last - first == 1 and members[0] == members[1]) or members.tobytes() in self._seen:
                continue
            self._seen.add(members.tobytes())
            self._members += members.tolist()
            self._starts.append(len(self._members))
