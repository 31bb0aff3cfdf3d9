"""Shows again what need not be hidden: a cell that every witness can do without is shown, the dearest first.

In each witness where the cell differs from the truth it is put back and the rest is mended round it, while the cells that the
witness was made for are held. If that works in every witness, the proof stands with the cell shown.
"""

from __future__ import annotations

import numpy as np

from safecount.disclosure.doubt import Doubt, Effort, Witness
from safecount.disclosure.system import Flags, State, System, Whole, primary
from safecount.disclosure.walk import FIXED, OPEN, Walker


def prune(system: System, doubt: Doubt, hidden: Flags, witnesses: list[Witness], effort: Effort) -> None:
    """Take out of `hidden` (n) what need not be hidden, and change `witnesses` to fit; both in place."""
    kept = system.state == State.HIDDEN
    spare = np.flatnonzero(hidden & ~primary(system) & ~kept)
    tables = [_full(system, witness) for witness in witnesses]
    needed = _needed(system, doubt, tables)
    movable = np.where(hidden, OPEN, FIXED).astype(np.int8)
    walker = Walker(system, movable, effort.seed + 2)
    left = effort.prune_most
    for cell in spare[np.argsort(-system.price[spare], kind="stable")]:
        changed = [index for index, table in enumerate(tables) if table[cell] != system.values[cell]]
        left -= len(changed) * effort.prune // 4
        if left >= 0 and _can_do_without(int(cell), changed, tables, needed, walker, effort.prune):
            hidden[cell] = False
            movable[cell] = FIXED
    for index, table in enumerate(tables):
        moved = np.flatnonzero(table != system.values)
        witnesses[index] = Witness(moved, table[moved])


def _full(system: System, witness: Witness) -> Whole:
    table = system.values.copy()
    table[witness.cells] = witness.values
    return table


def _needed(system: System, doubt: Doubt, tables: list[Whole]) -> list[Whole]:
    """Which cells each witness is needed for: the widest range of each small cell is held by one or two of them."""
    low, high = system.values.copy(), system.values.copy()
    lowest, highest = np.full(system.size, -1), np.full(system.size, -1)
    for index, table in enumerate(tables):
        highest[table > high] = index
        lowest[table < low] = index
        high, low = np.maximum(high, table), np.minimum(low, table)
    small = primary(system)
    # One side is enough where the truth is the other.
    upward = small & ~doubt.open(high, system.values)
    lowest[upward] = -1
    return [np.flatnonzero(small & ((highest == index) | (lowest == index))) for index in range(len(tables))]


def _can_do_without(
    cell: int, changed: list[int], tables: list[Whole], needed: list[Whole], walker: Walker, steps: int
) -> bool:
    one, truth = np.array([cell]), walker.system.values[cell : cell + 1]
    for index in changed:
        walker.values[:] = tables[index]
        walker.held[:] = False
        walker.held[needed[index]] = True
        if not walker.reach(one, truth, steps)[0]:
            return False
        tables[index] = walker.values.copy()
    return True
