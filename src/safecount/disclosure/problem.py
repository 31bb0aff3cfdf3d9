"""The lattice of all releases as a system to protect: what is small, what was said before, and what hiding costs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from safecount.disclosure.doubt import Protection, Witness
from safecount.disclosure.lattice import Lattice, Tabulated
from safecount.disclosure.safe_table import ALL, Level, Status
from safecount.disclosure.system import Flags, State, System, Whole
from safecount.disclosure.terms import Terms, thresholds_of

GRAND_TOTAL_PRICE = 50.0
"""A total of everything is hidden only where nothing else helps."""

MARGIN_PRICE = 0.3
"""What each dimension that a cell sums over adds to its price: totals are read more than details."""


class Problem:
    """The lattice of all releases as a system to protect: known zeros left out, states set by what was said before."""

    def __init__(
        self, lattice: Lattice, releases: Sequence[Sequence[Tabulated]], terms: Terms, current: int
    ) -> None:
        self._lattice = lattice
        zeros_shown = terms.level is not Level.PRESENCE
        self._kept = np.flatnonzero(lattice.counts > 0) if zeros_shown else np.arange(lattice.size)
        place = np.full(lattice.size, -1)
        place[self._kept] = np.arange(len(self._kept))
        price = np.asarray(1.0 + MARGIN_PRICE * lattice.depth, np.float64)
        threshold = np.full(lattice.size, terms.threshold)
        state = np.full(lattice.size, State.FREE, np.int8)
        for number, tables in enumerate(releases):
            for table, cells in zip(tables, lattice.rows[number], strict=True):
                np.maximum.at(threshold, cells, thresholds_of(table, terms))
                price[cells[_sums_over_all(table)]] = GRAND_TOTAL_PRICE
                if number < current:
                    said = np.array(table.cells.column("status").to_pylist())
                    state[cells[said == Status.HIDDEN]] = State.HIDDEN
                    state[cells[said == Status.SHOWN]] = State.SHOWN
        state[lattice.implicit] = State.HIDDEN
        threshold = self._inherit(threshold)
        self._note_known(state)
        starts, members = self._relations(place)
        kept = self._kept
        self.system = System(
            values=lattice.counts[kept],
            lower=np.where(lattice.implicit[kept] | (not zeros_shown), 0, 1).astype(np.int64),
            threshold=threshold[kept].astype(np.int64),
            price=price[kept],
            state=state[kept],
            # What an earlier release showed is known, whatever is promised now.
            sensitive=np.asarray(state[kept] != State.SHOWN, np.bool_),
            starts=starts,
            members=members,
            places=None if lattice.places is None else lattice.places[kept],
        )

    def _inherit(self, threshold: Whole) -> Whole:
        """A difference between two releases of a cell is as sensitive as the cell."""
        lattice = self._lattice
        first, last = lattice.starts[:-1], lattice.starts[1:]
        for start, end in zip(first.tolist(), last.tolist(), strict=True):
            if end - start == 3 and lattice.implicit[lattice.members[end - 1]]:
                threshold[lattice.members[end - 1]] = threshold[lattice.members[start]]
        return threshold

    def _note_known(self, state: npt.NDArray[np.int8]) -> None:
        """The difference of two counts that are out is out too, whatever is promised now."""
        lattice = self._lattice
        first = lattice.starts[:-1][np.diff(lattice.starts) == 3]
        triples = lattice.members[first[:, None] + np.arange(3)]
        known = lattice.implicit[triples[:, 2]] & (state[triples[:, :2]] == State.SHOWN).all(axis=1)
        state[triples[known, 2]] = State.SHOWN

    def _relations(self, place: Whole) -> tuple[Whole, Whole]:
        """Return the relations among the cells kept; those of a parent that is left out tie nothing."""
        lattice = self._lattice
        relation = np.repeat(np.arange(len(lattice.starts) - 1), np.diff(lattice.starts))
        parent_kept = (
            place[lattice.members[lattice.starts[:-1]]] >= 0 if len(lattice.starts) > 1 else np.zeros(0, bool)
        )
        kept = (place[lattice.members] >= 0) & parent_kept[relation]
        lengths = np.bincount(relation[kept], minlength=len(lattice.starts) - 1)
        starts = np.concatenate([[0], np.cumsum(lengths[lengths > 0])])
        return starts.astype(np.int64), place[lattice.members[kept]].astype(np.int64)

    def on_system(self, values: Whole) -> Whole:
        """Return what the data set `values`, one value for every cell of the lattice, holds for the cells kept."""
        return values[self._kept]

    def witnesses_on_lattice(self, protection: Protection) -> tuple[Witness, ...]:
        """Return the witnesses with cells numbered as in the lattice."""
        return tuple(Witness(self._kept[witness.cells], witness.values) for witness in protection.witnesses)

    def on_lattice(self, hidden: Flags) -> Flags:
        """Return `hidden` for every cell of the lattice."""
        result = np.zeros(self._lattice.size, np.bool_)
        result[self._kept] = hidden
        return result


def _sums_over_all(table: Tabulated) -> Flags:
    whole = np.ones(table.cells.num_rows, np.bool_)
    for dimension in table.dimensions:
        whole &= np.array(table.cells.column(dimension.reference).to_pylist(), object) == ALL
    return whole
