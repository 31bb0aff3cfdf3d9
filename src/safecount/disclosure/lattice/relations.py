"""How the cells of tables add up: each cell that sums over a dimension, and those that do not."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from safecount.disclosure.lattice.names import Names
from safecount.disclosure.nested import Belongs, Tabulated
from safecount.disclosure.system import Flags, Whole

UNKNOWN = -1
"""Stands for a count that is not told."""


class Relations:
    """The relations found so far: `starts` (m + 1) and `members` (z) as in `System`."""

    def __init__(self, names: Names, *, zeros_shown: bool) -> None:
        self.starts = [0]
        self.members: list[int] = []
        self._names = names
        self._zeros_shown = zeros_shown
        self._seen: set[bytes] = set()

    def add(self, whole: int, *parts: int) -> None:
        """Add the relation of one cell with its parts."""
        self.members += [whole, *parts]
        self.starts.append(len(self.members))

    def of_table(self, table: Tabulated, cells: Whole) -> None:
        """Add, for each dimension, the relation of each cell that sums over it with those that do not."""
        coded = self._names.coded(table)
        row_of = {row.tobytes(): index for index, row in enumerate(coded)}
        zero = self._zero(table)
        for dimension in table.dimensions:
            place = self._names.places[dimension.reference]
            child = (coded[:, place] != 0) & ~zero
            for other in table.dimensions:
                if other.within == dimension.reference:
                    child &= coded[:, self._names.places[other.reference]] == 0
            children = np.flatnonzero(child)
            above = coded[children].copy()
            above[:, place] = 0
            parents = np.array([row_of.get(row.tobytes(), -1) for row in above], np.int64)
            known = parents >= 0
            self._add_sums(cells[parents[known]], cells[children[known]])

    def of_parts(
        self, tables: Sequence[Tabulated], cells: Sequence[Whole], pair: tuple[str, str], belongs: Belongs
    ) -> None:
        """Add the relations of coarser cells of one table with finer ones of another.

        Left out where a finer value belongs nowhere: what was not recorded may lie within any.
        """
        finer, coarser = (self._names.places[reference] + 1 for reference in pair)
        meaning = np.full(len(self._names.codes[pair[0]]), -1, np.int32)
        for value, code in self._names.codes[pair[0]].items():
            meaning[code] = self._names.codes[pair[1]].get(belongs.get(value, ""), -1)
        cell_of: dict[bytes, int] = {}
        wholes: dict[bytes, bytes] = {}
        incomplete: set[bytes] = set()
        for table, of_table in zip(tables, cells, strict=True):
            finest = self._names.finest(table, self._names.coded(table))
            names = self._names.named(table, finest)
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
        self._add_sums(pairs[:, 0], pairs[:, 1])

    def _zero(self, table: Tabulated) -> Flags:
        counts = table.cells.column("count").fill_null(UNKNOWN).to_numpy()
        return np.asarray((counts == 0) & self._zeros_shown, np.bool_)

    @staticmethod
    def _without(name: bytes, place: int) -> bytes:
        return name[: 4 * place] + name[4 * place + 4 :]

    def _add_sums(self, parents: Whole, children: Whole) -> None:
        """Add one relation for each of `parents` (p) with those of `children` (p) that stand beside it."""
        order = np.lexsort((children, parents))
        parents, children = parents[order], children[order]
        bounds = np.flatnonzero(np.diff(parents, prepend=-1, append=-1)).tolist() if len(parents) else []
        for first, last in itertools.pairwise(bounds):
            members = np.concatenate([parents[first : first + 1], children[first:last]])
            if (last - first == 1 and members[0] == members[1]) or members.tobytes() in self._seen:
                continue
            self._seen.add(members.tobytes())
            self.add(*members.tolist())
