"""Goes through the cells that lack doubt, one by one, and finds for each a data set near the truth that gives it."""

from __future__ import annotations

import numba
import numpy as np

from safecount.disclosure.boxes.board import FREE, HIDDEN, Board, Wanted
from safecount.disclosure.boxes.cheapest import Limits
from safecount.disclosure.boxes.mend import mend_one
from safecount.disclosure.doubt import Witness
from safecount.disclosure.system import Whole

_WAYS = 4
_ENDLESS = 1e18
_APART = 77
_ROOM = 1 << 20
_MOST_MOVES = 1 << 12


def settle(
    cells: Whole, board: Board, wanted: Wanted, limits: tuple[Limits, ...], seed: int
) -> list[Witness]:
    """Try each of `limits` in turn for each of `cells`. Return the data sets found; `wanted` holds how far cells range now.

    Cells that must be hidden for a data set are hidden on the board.
    """
    room = _ROOM + 4 * len(board.table.values)
    starts, moved, values = (
        np.zeros(_MOST_MOVES, np.int64),
        np.zeros(room, np.int64),
        np.zeros(room, np.int64),
    )
    found: list[Witness] = []
    place = 0
    tried = np.array(limits, np.float64)
    while place < len(cells):
        place, made = _settle(cells, board, wanted, tried, (seed, place, starts, moved, values))
        for first, last in zip(starts[:made].tolist(), starts[1 : made + 1].tolist(), strict=True):
            order = np.argsort(moved[first:last])
            found.append(Witness(moved[first:last][order], values[first:last][order]))
    return found


@numba.njit(cache=True)
def is_open(cell, wanted):  # type: ignore[no-untyped-def]
    """Whether the range of a cell is not yet what is asked for."""
    high, low = wanted.high[cell], wanted.low[cell]
    return high < wanted.reach[cell] or high - low < wanted.width[cell] or low > wanted.floor[cell]


@numba.njit(cache=True)
def _goal(cell, way, board, wanted):  # type: ignore[no-untyped-def]
    """Where to bring a cell: to its threshold first; then as far as its range is too narrow, down or up, or one step."""
    high, low, lower = wanted.high[cell], wanted.low[cell], board.table.lower[cell]
    if high < wanted.reach[cell]:
        return wanted.reach[cell] if way == 0 else board.table.truth[cell]
    if low > wanted.floor[cell]:
        return lower if way == 0 else board.table.truth[cell]
    if way == 0 and high - wanted.width[cell] >= lower:
        return high - wanted.width[cell]
    if way == 1:
        return low + wanted.width[cell]
    if way == 2 and low - 1 >= lower:
        return low - 1
    return high + 1


@numba.njit(cache=True)
def _cost_and_back(count, board):  # type: ignore[no-untyped-def]
    """What it costs to hide all that the data set on the board moves. Puts the truth back, unless it costs nothing."""
    cost, table = 0.0, board.table
    for place in range(count):
        cell = board.touched.cells[place]
        if table.values[cell] != table.truth[cell] and table.movable[cell] == FREE:
            cost += table.price[cell]
    for place in range(count if cost > 0 else 0):
        cell = board.touched.cells[place]
        table.values[cell] = table.truth[cell]
    return cost


@numba.njit(cache=True)
def _search(cell, board, wanted, limits, seed):  # type: ignore[no-untyped-def]
    """Try each way to widen the range of a cell, and take the cheapest. Return how many cells are touched; -1 for none."""
    least, goal, chosen = _ENDLESS, board.table.truth[cell], 0
    for way in range(_WAYS):
        there = _goal(cell, way, board, wanted)
        if there == board.table.truth[cell] or (way > 1 and there == _goal(cell, way - 2, board, wanted)):
            continue
        for number in range(limits.tries):
            count = mend_one(cell, there, board, limits, seed + _APART * number)
            if count <= 0:
                continue
            cost = _cost_and_back(count, board)
            if cost == 0.0:
                return count
            if cost < least:
                least, goal, chosen = cost, there, number
    return mend_one(cell, goal, board, limits, seed + _APART * chosen) if least < _ENDLESS else -1


@numba.njit(cache=True)
def take(count, board, wanted, filled, room):  # type: ignore[no-untyped-def]
    """Write down the data set on the board, hide what it moves, and put the truth back. Return how much room is filled."""
    moved, values = room
    for place in range(count):
        cell = board.touched.cells[place]
        value = board.table.values[cell]
        if value == board.table.truth[cell]:
            continue
        moved[filled], values[filled] = cell, value
        filled += 1
        wanted.high[cell] = max(wanted.high[cell], value)
        wanted.low[cell] = min(wanted.low[cell], value)
        if board.table.movable[cell] == FREE:
            board.table.movable[cell] = HIDDEN
        board.table.values[cell] = board.table.truth[cell]
    return filled


@numba.njit(cache=True)
def _settle(cells, board, wanted, limits, state):  # type: ignore[no-untyped-def]
    """Go on with `cells` until they end or the room does. Return where to go on, and how many data sets were found."""
    seed, begin, starts, moved, values = state
    made, filled = 0, 0
    for place in range(begin, len(cells)):
        cell = cells[place]
        tries = 0
        while is_open(cell, wanted):
            if made + 2 >= len(starts) or filled + len(board.table.values) > len(moved):
                return place, made
            count = -1
            for row in limits:
                limit = Limits(int(row[0]), int(row[1]), row[2], row[3], row[4], row[5] > 0, int(row[6]))
                count = _search(cell, board, wanted, limit, seed + tries)
                if count > 0:
                    break
            if count <= 0:
                break
            tries += 1
            filled = take(count, board, wanted, filled, (moved, values))
            made += 1
            starts[made] = filled
    return len(cells), made
