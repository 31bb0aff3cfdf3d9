"""Cells and what ties them: every published number of a dataset as one system of equations.

A relation says that a parent is the sum of its children. Cells that count the same records are one cell, so that linked
tables share it. Unpublished differences between nested record sets (the increment between two releases) are cells too:
never shown, and to be protected like any other. The attacker knows every relation and every shown value.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class State(IntEnum):
    """What may still be decided about a cell."""

    FREE = 0
    """May be shown or hidden."""
    SHOWN = 1
    """Must be shown, or was shown in an earlier release."""
    HIDDEN = 2
    """Must stay hidden: it was hidden before, or it is an implicit cell that no release prints."""


@dataclass(frozen=True)
class System:
    """All cells of all tables and releases of one dataset. n cells, m relations, z memberships.

    `values` (n): true counts. `lower` (n): what an attacker knows a hidden cell to be at least (1 where zeros are shown).
    `threshold` (n): k;
    counts from 1 (nought where zeros are hidden) to k - 1 must be hidden. `price` (n): what hiding the cell costs a reader.
    `state` (n): a `State`. `sensitive` (n): whether the rule applies; False for a cell that no record set stands behind.
    `starts` (m + 1), `members` (z): relation r ties members[starts[r]:starts[r + 1]]; the first is the parent, the others
    are its children. Cells that are nought and shown need not be listed. `places` (n, 1 + dimensions), if cells are told apart
    by what they name: the kind of record, and for each dimension the number of its value, 0 where it is summed over.
    """

    values: Whole
    lower: Whole
    threshold: Whole
    price: Real
    state: npt.NDArray[np.int8]
    sensitive: Flags
    starts: Whole
    members: Whole
    places: npt.NDArray[np.int32] | None = None

    @property
    def size(self) -> int:
        """The number of cells."""
        return len(self.values)

    @property
    def relations(self) -> int:
        """The number of relations."""
        return len(self.starts) - 1

    def residuals(self, values: Whole) -> Whole:
        """Return, for each relation, the sum of its children less its parent (m); all nought in a consistent data set."""
        if not self.relations:
            return np.zeros(0, np.int64)
        sums = np.add.reduceat(values[self.members], self.starts[:-1])
        return np.asarray(sums - 2 * values[self.members[self.starts[:-1]]], np.int64)

    def memberships(self) -> tuple[Whole, Whole]:
        """Return `starts` (n + 1) and relations (z): which relations each cell stands in."""
        relation = np.repeat(np.arange(self.relations), np.diff(self.starts))
        order = np.argsort(self.members, kind="stable")
        counts = np.bincount(self.members, minlength=self.size)
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), relation[order].astype(np.int64)


def primary(system: System) -> Flags:
    """Return which cells must be hidden because they are small (n): at least `lower`, at least 1 or hidden zeros, below k."""
    least = np.minimum(system.lower, 1)
    return np.asarray(
        system.sensitive & (system.values >= least) & (system.values < system.threshold), np.bool_
    )
