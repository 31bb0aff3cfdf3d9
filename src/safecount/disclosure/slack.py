"""The first guess of what to hide beside the small cells: every relation gets room enough for its hidden cells to be large.

Slack greedy: a relation whose parent is shown and that has one hidden child gives it away; one whose hidden children could
not make room for a small one to reach k proves it small. The cheapest cell that helps is hidden, and its own relations are
looked at again. A guess only: what it misses, the witnesses find, and `repair` mends.
"""

from __future__ import annotations

import numba
import numpy as np

from safecount.disclosure.system import Flags, State, System, Whole

_AMPLE = 1 << 20
_HELP, _LACK = 0.3, 0.5
"""How much a relation that has one hidden cell already lowers the price, and a lack of room raises it."""


def widen(system: System, hidden: Flags, need: Whole) -> Flags:
    """Return `hidden` (n) with the cells added that give each hidden cell room to rise by `need` (n)."""
    result = hidden.copy()
    may = (system.state == State.FREE) & (system.values > 0)
    ties = (system.starts, system.members, *system.memberships())
    _widen(ties, (system.values - system.lower, need, system.price, may), result)
    return result


@numba.njit(cache=True)
def _shortage(first, last, members, cells, hidden):  # type: ignore[no-untyped-def]
    """How much room the hidden cells of one relation lack; nought if it gives nothing away."""
    room, need = cells[0], cells[1]
    count, total = 0, 0
    for place in range(first + 1, last):
        if hidden[members[place]]:
            count += 1
            total += room[members[place]]
    if hidden[members[first]]:
        return 0 if count else 1
    worst = 1 if count == 1 else 0
    for place in range(first + 1, last):
        cell = members[place]
        if hidden[cell]:
            worst = max(worst, need[cell] - (total - room[cell]))
    return worst


@numba.njit(cache=True)
def _neighbours(cell, ties, hidden):  # type: ignore[no-untyped-def]
    """How many relations of `cell` hold nothing hidden yet, and how many hold one."""
    starts, members, cell_starts, cell_relations = ties
    none, one = 0, 0
    for at in range(cell_starts[cell], cell_starts[cell + 1]):
        relation = cell_relations[at]
        count = 0
        for place in range(starts[relation], starts[relation + 1]):
            count += hidden[members[place]]
        none += count == 0
        one += count == 1
    return none, one


@numba.njit(cache=True)
def _cheapest(relation, ties, cells, hidden, shortage):  # type: ignore[no-untyped-def]
    """The cell of a relation that is best hidden next: cheap, roomy, and opening no relation; -1 if there is none."""
    starts, members = ties[0], ties[1]
    room, _, price, may = cells
    best, least = -1, 1e18
    for place in range(starts[relation], starts[relation + 1]):
        cell = members[place]
        if hidden[cell] or not may[cell]:
            continue
        opened, helped = _neighbours(cell, ties, hidden)
        slack = _AMPLE if place == starts[relation] else room[cell]
        cost = price[cell] * (1.0 + opened - _HELP * helped) + _LACK * max(0, shortage - slack)
        if cost < least:
            best, least = cell, cost
    return best


@numba.njit(cache=True)
def _widen(ties, cells, hidden):  # type: ignore[no-untyped-def]
    starts, members, cell_starts, cell_relations = ties
    count = len(starts) - 1
    waiting = np.arange(count)[::-1].copy()
    waiting_now = np.ones(count, np.bool_)
    while count > 0:
        count -= 1
        relation = waiting[count]
        waiting_now[relation] = False
        shortage = _shortage(starts[relation], starts[relation + 1], members, cells, hidden)
        if shortage <= 0:
            continue
        cell = _cheapest(relation, ties, cells, hidden, shortage)
        if cell < 0:
            continue
        hidden[cell] = True
        for at in range(cell_starts[cell], cell_starts[cell + 1]):
            other = cell_relations[at]
            if not waiting_now[other]:
                waiting_now[other] = True
                waiting[count] = other
                count += 1
