"""Trades one hidden cell for fewer or cheaper ones: whatever data sets move it are made anew without it, hiding more if need be.

All data sets that move the cell are lifted at once, and with them what is hidden for their sake alone. Each is then mended with
the cell shown, or, where that costs too much, begun again for each cell that it proves. The trade stands if less is hidden after
it, or as much in other places, from which the next may go on; else all is put back.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from safecount.disclosure.boxes.board import FREE, HIDDEN, SHOWN, Board, begin_chance
from safecount.disclosure.boxes.cheapest import Limits
from safecount.disclosure.boxes.mend import mend, note_wrong, touch
from safecount.disclosure.boxes.pool import Pool, forget, lay, lift, movers, pool_of, take_in, witnesses_in
from safecount.disclosure.doubt import Effort, Witness
from safecount.disclosure.system import Flags, Real, State, System, Whole

_ANY_PRICE = 1e9
_ENDLESS = 1e18
_LEAST = 1e-9
_MOST_MOVERS = 400
_ROOM_FOR_ONE = 40_000
_LENGTHS = 20
"""How much longer than the data set it replaces all that is made for it may be."""


class Trade(NamedTuple):
    """What a round of trades works with: the pool, room for numbers, the goals of proofs (n, -1 for none), how hard to look.

    `gain`: the least that a trade must save. `seed` of the round.
    """

    pool: Pool
    movers: Whole
    goals: Whole
    again: Limits
    afresh: Limits
    gain: float
    seed: int


def trade_round(
    system: System,
    fixed: Flags,
    found: tuple[list[Witness], list[Whole]],
    board: Board,
    effort: Effort,
    turn: int,
) -> list[Witness]:
    """Return data sets that prove the same and hide no more than `found`, after one trade for each cell not `fixed` (n).

    What is hidden on the board changes with them.
    """
    pool = pool_of(*found, fixed, system.price)
    movable = board.table.movable
    movable[(system.state == State.FREE) & (system.values > 0)] = FREE
    movable[fixed | (pool.users > 0)] = HIDDEN
    trade = Trade(
        pool,
        np.zeros(_MOST_MOVERS, np.int64),
        np.full(system.size, -1, np.int64),
        Limits(effort.again, 2_000, _ANY_PRICE, 1.0, 0.5, hide=True),
        Limits(2 * effort.again, 2_000, _ANY_PRICE, 1.0, 0.5, hide=True),
        # In every other round a cell may be traded for another of the same price, which opens new ways.
        _LEAST if turn % 2 == 0 else 0.0,
        effort.seed + 7_919 * turn,
    )
    until = int(board.touched.mark[1]) + effort.trade_most
    _round(_order(pool, fixed, system.price, trade.seed if turn % 2 else None), board, trade, until)
    return witnesses_in(pool)


def _order(pool: Pool, fixed: Flags, price: Real, seed: int | None) -> Whole:
    """What few data sets move comes first; in even rounds the dear before the cheap, in odd ones by chance."""
    cells = np.flatnonzero((pool.users > 0) & ~fixed)
    if seed is None:
        return cells[np.lexsort((cells, pool.users[cells] / price[cells]))]
    return cells[np.lexsort((np.random.default_rng(seed).random(len(cells)), pool.users[cells]))]


@numba.njit(cache=True)
def _mended(number, cell, board, trade):  # type: ignore[no-untyped-def]
    """Mend a data set so that it moves only what is hidden or worth its price; see `mend`."""
    pool = trade.pool
    begin_chance(board.chance, trade.seed, cell)
    board.touched.mark[0] += 1
    count, wrong = 0, 0
    for at in range(pool.first[number], pool.last[number]):
        moved = pool.cells[at]
        board.table.values[moved] = pool.values[at]
        board.table.held[moved] = pool.proves[at]
        count = touch(moved, board.touched, count)
    for at in range(pool.first[number], pool.last[number]):
        wrong = note_wrong(pool.cells[at], board, wrong)
    count = mend(-1, 0, board, trade.again, (count, wrong))
    for at in range(pool.first[number], pool.last[number]):
        board.table.held[pool.cells[at]] = False
    return count


@numba.njit(cache=True)
def _taken(count, left, board, trade):  # type: ignore[no-untyped-def]
    """Take in what is on the board if it costs no more than is left. Return its cost, endless if it is not taken."""
    table = board.table
    cost = 0.0 if count > 0 else _ENDLESS
    for place in range(count):
        cell = board.touched.cells[place]
        if table.values[cell] != table.truth[cell] and table.movable[cell] == FREE:
            cost += trade.pool.price[cell]
    if cost <= left:
        take_in(count, trade.goals, board, trade.pool)
        return cost
    for place in range(count):
        cell = board.touched.cells[place]
        table.values[cell] = table.truth[cell]
    return _ENDLESS


@numba.njit(cache=True)
def _afresh(number, cell, left, board, trade):  # type: ignore[no-untyped-def]
    """Make a data set from the truth for each cell that one proves. Return the cost of all, endless if it cannot be."""
    pool, spent = trade.pool, 0.0
    for at in range(pool.first[number], pool.last[number]):
        if pool.proves[at]:
            begin_chance(board.chance, trade.seed + cell, pool.cells[at])
            board.touched.mark[0] += 1
            count = mend(pool.cells[at], pool.values[at], board, trade.afresh, (0, 0))
            spent += _taken(count, left - spent, board, trade)
            if spent > left:
                return _ENDLESS
    return spent


@numba.njit(cache=True)
def _replaced(number, cell, left, board, trade):  # type: ignore[no-untyped-def]
    """Make anew what one data set proves. Return what that costs, endless if it cannot be for what is left."""
    pool, goals = trade.pool, trade.goals
    first, last = pool.first[number], pool.last[number]
    room = pool.top[0] + _LENGTHS * (last - first) + _ROOM_FOR_ONE < len(pool.cells)
    if not room or pool.top[1] + last - first >= len(pool.first):
        return _ENDLESS
    for at in range(first, last):
        goals[pool.cells[at]] = pool.values[at] if pool.proves[at] else -1
    cost = _taken(_mended(number, cell, board, trade), left, board, trade)
    if cost == _ENDLESS:
        cost = _afresh(number, cell, left, board, trade)
    for at in range(first, last):
        goals[pool.cells[at]] = -1
    return cost


@numba.njit(cache=True)
def _done_without(cell, board, trade):  # type: ignore[no-untyped-def]
    """Try to show one cell; put everything back if that saves too little."""
    pool = trade.pool
    count = movers(cell, pool, trade.movers)
    left = -trade.gain
    for place in range(count):
        left += lift(trade.movers[place], board, pool)
    board.table.movable[cell] = SHOWN
    begin = pool.top[1]
    for place in range(count):
        left -= _replaced(trade.movers[place], cell, left, board, trade)
        if left < 0:
            break
    if left < 0:
        forget(begin, board, pool)
        for place in range(count):
            lay(trade.movers[place], board, pool)
        return
    for place in range(count):
        pool.last[trade.movers[place]] = pool.first[trade.movers[place]]
    board.table.movable[cell] = FREE


@numba.njit(cache=True)
def _round(cells, board, trade, until):  # type: ignore[no-untyped-def]
    for cell in cells:
        if board.touched.mark[1] > until:
            return
        if trade.pool.users[cell] > 0 and movers(cell, trade.pool, trade.movers) > 0:
            _done_without(cell, board, trade)
