"""Turns tables, of one release or of several, into one system: cells that count the same records become one.

A cell is known by what it says of its records: the values of its finest dimensions. Between releases a cell whose count did not
change is the same cell; where it changed, the difference is a cell of its own that nobody prints and everybody can subtract.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from safecount.disclosure.safe_table import ALL, MISSING, Dimension
from safecount.disclosure.system import Flags, Whole

UNKNOWN = -1
"""Stands for a count that is not told."""


class Tabulated(Protocol):
    """A table with its dimensions and cells, counted or released."""

    @property
    def name(self) -> str:
        """The name of the table."""
        ...

    @property
    def records(self) -> str:
        """The kind of record that is counted."""
        ...

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The dimensions, each the name of a column of `cells`."""
        ...

    @property
    def cells(self) -> pa.Table:
        """One text column a dimension, `count`, and `status` if released."""
        ...


@dataclass(frozen=True)
class Lattice:
    """The cells of several tables and how they add up. n cells, m relations, z memberships.

    `counts` (n): `UNKNOWN` where not told. `depth` (n): how many dimensions are summed over, of those the cell's table has.
    `implicit` (n): no release prints the cell. `release` (n): the last release that prints it, from 0.
    `starts` (m + 1), `members` (z): as in `System`. `rows`: for each release, for each table, the cell of each of its rows.
    """

    counts: Whole
    depth: Whole
    implicit: Flags
    release: Whole
    starts: Whole
    members: Whole
    rows: tuple[tuple[Whole, ...], ...]

    @property
    def size(self) -> int:
        """The number of cells."""
        return len(self.counts)


def build_lattice(releases: Sequence[Sequence[Tabulated]], *, zeros_shown: bool = True) -> Lattice:
    """Return the lattice of all tables of all `releases`, in the order in which they were published.

    Relations leave out cells that are nought where zeros are shown, since nothing about them is in doubt."""
    return _Builder(releases, zeros_shown).build()


class _Builder:
    def __init__(self, releases: Sequence[Sequence[Tabulated]], zeros_shown: bool) -> None:
        self._releases = releases
        self._zeros_shown = zeros_shown
        self._codes: dict[str, dict[str, int]] = {}
        self._references = sorted(
            {d.reference for tables in releases for table in tables for d in table.dimensions}
        )
        self._kinds = sorted({table.records for tables in releases for table in tables})
        self._known: dict[bytes, int] = {}
        self._counts: list[int] = []
        self._depth: list[int] = []
        self._release: list[int] = []
        self._implicit: list[bool] = []
        self._starts = [0]
        self._members: list[int] = []

    def build(self) -> Lattice:
        rows = []
        for number, tables in enumerate(self._releases):
            before = dict(self._known)
            rows.append(tuple(self._number(table, number, before) for table in tables))
        seen: set[bytes] = set()
        for tables, cells in zip(self._releases, rows, strict=True):
            for table, of_table in zip(tables, cells, strict=True):
                self._relate(table, of_table, seen)
        return Lattice(
            np.array(self._counts, np.int64),
            np.array(self._depth, np.int64),
            np.array(self._implicit, np.bool_),
            np.array(self._release, np.int64),
            np.array(self._starts, np.int64),
            np.array(self._members, np.int64),
            tuple(rows),
        )

    def _number(self, table: Tabulated, release: int, before: dict[bytes, int]) -> Whole:
        """Return the cell of each row, making those that are new."""
        keys, depth = self._keys(table)
        counts = table.cells.column("count").fill_null(UNKNOWN).to_numpy()
        timed = self._timed(table)
        numbers = np.empty(len(counts), np.int64)
        for row, (key, count) in enumerate(zip(keys, counts.tolist(), strict=True)):
            cell = self._known.get(key)
            if cell is None:
                cell = self._new(count, int(depth[row]), release, implicit=False)
            elif key in before and before[key] == cell and not self._same(cell, count, bool(timed[row])):
                cell = self._changed(cell, count, int(depth[row]), release)
            if self._counts[cell] == UNKNOWN:
                self._counts[cell] = count
            self._known[key] = cell
            self._release[cell] = release
            numbers[row] = cell
        return numbers

    def _same(self, cell: int, count: int, timed: bool) -> bool:
        """Whether an earlier release's cell is this one: its count stood, or is taken to, since its period is over."""
        known = self._counts[cell]
        return known == count if UNKNOWN not in (known, count) else timed

    def _new(self, count: int, depth: int, release: int, *, implicit: bool) -> int:
        self._counts.append(count)
        self._depth.append(depth)
        self._release.append(release)
        self._implicit.append(implicit)
        return len(self._counts) - 1

    def _changed(self, earlier: int, count: int, depth: int, release: int) -> int:
        """Make the new cell, and the one for the difference between the two."""
        cell = self._new(count, depth, release, implicit=False)
        known = UNKNOWN not in (count, self._counts[earlier])
        difference = self._new(
            abs(count - self._counts[earlier]) if known else UNKNOWN, depth, release, implicit=True
        )
        fell = known and count < self._counts[earlier]
        self._members += [earlier, cell, difference] if fell else [cell, earlier, difference]
        self._starts.append(len(self._members))
        return cell

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

    def _keys(self, table: Tabulated) -> tuple[list[bytes], Whole]:
        """Return what tells each row's records (rows), and over how many dimensions it sums (rows)."""
        coded = self._coded(table)
        places = {reference: place for place, reference in enumerate(self._references)}
        depth = np.zeros(len(coded), np.int64)
        finest = coded.copy()
        for dimension in table.dimensions:
            values = coded[:, places[dimension.reference]]
            depth += values == 0
        for dimension in table.dimensions:
            self._drop_coarser(dimension, table, coded, finest, places)
        kind = np.full((len(coded), 1), self._kinds.index(table.records), np.int32)
        matrix = np.ascontiguousarray(np.hstack([kind, finest]))
        return [row.tobytes() for row in matrix], depth

    def _drop_coarser(
        self, dimension: Dimension, table: Tabulated, coded: Whole, finest: Whole, places: dict[str, int]
    ) -> None:
        """What a finer value tells is not told twice: `*` takes the place of all that it lies within.

        A finer value that says only that nothing was recorded tells nothing of the coarser.
        """
        within = {item.reference: item.within for item in table.dimensions}
        values = coded[:, places[dimension.reference]]
        tells = (values != 0) & (values != self._codes[dimension.reference].get(MISSING, -1))
        coarser = within[dimension.reference]
        while coarser:
            finest[tells, places[coarser]] = 0
            coarser = within[coarser]

    def _timed(self, table: Tabulated) -> Flags:
        timed = np.zeros(table.cells.num_rows, np.bool_)
        for dimension in table.dimensions:
            if dimension.reference.endswith((".month", ".quarter", ".year")):
                timed |= pc.not_equal(table.cells.column(dimension.reference), ALL).to_numpy()
        return timed

    def _relate(self, table: Tabulated, cells: Whole, seen: set[bytes]) -> None:
        """Add, for each dimension, the relation of each cell that sums over it with those that do not."""
        coded = self._coded(table)
        places = {reference: place for place, reference in enumerate(self._references)}
        row_of = {row.tobytes(): index for index, row in enumerate(coded)}
        finer = {
            d.reference: [o.reference for o in table.dimensions if o.within == d.reference]
            for d in table.dimensions
        }
        zero = (table.cells.column("count").fill_null(UNKNOWN).to_numpy() == 0) & self._zeros_shown
        for dimension in table.dimensions:
            place = places[dimension.reference]
            child = (coded[:, place] != 0) & ~zero
            for reference in finer[dimension.reference]:
                child &= coded[:, places[reference]] == 0
            children = np.flatnonzero(child)
            above = coded[children].copy()
            above[:, place] = 0
            parents = np.array([row_of.get(row.tobytes(), -1) for row in above], np.int64)
            self._add_relations(cells[parents], cells[children], parents >= 0, seen)

    def _add_relations(self, parents: Whole, children: Whole, known: Flags, seen: set[bytes]) -> None:
        order = np.argsort(parents[known], kind="stable")
        parents, children = parents[known][order], children[known][order]
        if not len(parents):
            return
        bounds = np.flatnonzero(np.diff(parents)) + 1
        for group in np.split(np.arange(len(parents)), bounds):
            parent = int(parents[group[0]])
            members = np.concatenate([[parent], np.sort(children[group])])
            if members[1:].tolist() == [parent] or members.tobytes() in seen:
                continue
            seen.add(members.tobytes())
            self._members += members.tolist()
            self._starts.append(len(self._members))
