"""What arithmetic alone gives away: lower and upper bounds carried from relation to relation until nothing moves.

Dandekar and Cox call this peeling where a relation has one unknown; with bounds it also finds counts that are proved small.
"""

from __future__ import annotations

import numba
import numpy as np

from safecount.disclosure.attack.puzzle import ENDLESS, Contradiction, Puzzle
from safecount.disclosure.lattice import UNKNOWN
from safecount.disclosure.system import Whole


def propagated(puzzle: Puzzle, sweeps: int) -> tuple[Whole, Whole]:
    """Return the lower and upper bound of each cell (n each) that follow from the relations one by one.

    At most `sweeps` passes; stopping early leaves bounds wider, never wrong. Raises Contradiction if counts cannot all be right.
    """
    known = puzzle.counts != UNKNOWN
    low = np.where(known, puzzle.counts, puzzle.lower)
    high = np.where(known, puzzle.counts, ENDLESS)
    tighten(puzzle, low, high, sweeps)
    return low, high


def tighten(puzzle: Puzzle, low: Whole, high: Whole, sweeps: int) -> None:
    """Tighten `low` and `high` (n each) in place. Raises Contradiction if some cell is left no value."""
    _sweep(puzzle.starts, puzzle.members, low, high, sweeps)
    if np.any(low > high):
        raise Contradiction(
            "The released counts contradict each other, or some were withdrawn between releases. "
            "Check that the folders belong together; if records were withdrawn, say so with --revised."
        )


@numba.njit(cache=True)
def _relax(first, last, members, low, high, endless):  # type: ignore[no-untyped-def]
    """Tighten one relation; True if something moved. Sums that are endless bound nothing."""
    parent = members[first]
    least = most = 0
    endless_up = endless_down = 0
    for place in range(first + 1, last):
        cell = members[place]
        if low[cell] <= -endless:
            endless_down += 1
        else:
            least += low[cell]
        if high[cell] >= endless:
            endless_up += 1
        else:
            most += high[cell]
    moved = False
    if endless_down == 0 and least > low[parent]:
        low[parent] = least
        moved = True
    if endless_up == 0 and most < high[parent]:
        high[parent] = most
        moved = True
    for place in range(first + 1, last):
        cell = members[place]
        alone_down = endless_down - (low[cell] <= -endless)
        alone_up = endless_up - (high[cell] >= endless)
        others_least = least - (0 if low[cell] <= -endless else low[cell])
        others_most = most - (0 if high[cell] >= endless else high[cell])
        new_high, new_low = high[cell], low[cell]
        if alone_down == 0 and high[parent] < endless:
            new_high = min(new_high, high[parent] - others_least)
        if alone_up == 0 and low[parent] > -endless:
            new_low = max(new_low, low[parent] - others_most)
        if new_high < high[cell]:
            if high[cell] >= endless:
                endless_up -= 1
                most += new_high
            else:
                most += new_high - high[cell]
            high[cell] = new_high
            moved = True
        if new_low > low[cell]:
            if low[cell] <= -endless:
                endless_down -= 1
                least += new_low
            else:
                least += new_low - low[cell]
            low[cell] = new_low
            moved = True
    return moved


@numba.njit(cache=True)
def _sweep(starts, members, low, high, sweeps):  # type: ignore[no-untyped-def]
    for _ in range(sweeps):
        moved = False
        for relation in range(len(starts) - 1):
            if _relax(starts[relation], starts[relation + 1], members, low, high, ENDLESS):
                moved = True
        if not moved or np.any(low > high):
            return
