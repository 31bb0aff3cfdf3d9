"""Carries the proof of one release over to the next, where most of it still holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from safecount.disclosure.doubt import Witness
from safecount.disclosure.lattice import Lattice
from safecount.disclosure.system import Whole


def carry_over(lattice: Lattice, witnesses: Sequence[Witness]) -> list[Whole]:
    """Return the `witnesses` of the release before the last as data sets of all cells (n each): what was added stays as it was.

    A data set may be no witness any more, where an earlier count was put right: who uses it checks it.
    """
    before = lattice.sizes[-2] if len(lattice.sizes) > 1 else 0
    lengths = np.diff(lattice.starts)
    triples = lattice.members[lattice.starts[:-1][lengths == 3][:, None] + np.arange(3)]
    changes = triples[lattice.implicit[triples[:, 2]] & (triples[:, 2] >= before)].tolist()
    found = []
    for witness in witnesses:
        values = lattice.counts.copy()
        values[witness.cells] = witness.values
        settled: set[int] = set()
        for whole, part, difference in changes:
            later = max(whole, part)
            if later < before or later in settled:
                values[difference] = values[whole] - values[part]
            elif later == whole:
                values[whole] = values[part] + values[difference]
            else:
                values[part] = values[whole] - values[difference]
            settled.add(later)
        found.append(values)
    return found
