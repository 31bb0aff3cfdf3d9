"""Data sets in one store that grows: which of them move a cell, and what is hidden only for the sake of a few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numba
import numpy as np

from safecount.disclosure.boxes.board import FREE, HIDDEN
from safecount.disclosure.doubt import Witness
from safecount.disclosure.system import Flags, Real, Whole

_ROOM = 200_000
_MORE = 10_000


class Pool(NamedTuple):
    """Entries (e) of data sets (d), one after the other, on cells (n).

    `cells`, `values`, `proves` (e): what a data set moves, where to, and whether it is needed for that; `owner` (e): its number;
    `older` (e) and `latest` (n): for each cell its latest entry, and from each entry the one before, -1 for none.
    `users` (n): how many data sets move a cell. `first`, `last` (d): where each stands; one that is no more has last = first.
    `top` (2): how many entries and how many data sets there are. `fixed` (n): hidden whatever the data sets do. `price` (n).
    """

    cells: Whole
    values: Whole
    proves: Flags
    owner: Whole
    older: Whole
    latest: Whole
    users: Whole
    first: Whole
    last: Whole
    top: Whole
    fixed: Flags
    price: Real


def pool_of(witnesses: Sequence[Witness], needed: Sequence[Whole], fixed: Flags, price: Real) -> Pool:
    """Return a pool of `witnesses`, each with the cells it is `needed` for, and as much room again."""
    room = 2 * sum(len(witness.cells) for witness in witnesses) + _ROOM
    most = 2 * len(witnesses) + _MORE
    numbers = [np.zeros(room, np.int64) for _ in range(4)]
    pool = Pool(
        numbers[0],
        numbers[1],
        np.zeros(room, np.bool_),
        numbers[2],
        numbers[3],
        np.full(len(fixed), -1, np.int64),
        np.zeros(len(fixed), np.int64),
        np.zeros(most, np.int64),
        np.zeros(most, np.int64),
        np.zeros(2, np.int64),
        fixed,
        price,
    )
    for witness, cells in zip(witnesses, needed, strict=True):
        proves = np.isin(witness.cells, cells, assume_unique=True)
        _fill(witness.cells.astype(np.int64), witness.values.astype(np.int64), proves, pool)
    return pool


def witnesses_in(pool: Pool) -> list[Witness]:
    """Return the data sets that are left."""
    ends = zip(pool.first[: pool.top[1]].tolist(), pool.last[: pool.top[1]].tolist(), strict=True)
    return [
        Witness(pool.cells[first:last].copy(), pool.values[first:last].copy())
        for first, last in ends
        if last > first
    ]


@numba.njit(cache=True)
def _enter(cell, value, proves, pool):  # type: ignore[no-untyped-def]
    """Add an entry to the data set at the top."""
    at = pool.top[0]
    pool.cells[at], pool.values[at], pool.proves[at] = cell, value, proves
    pool.owner[at] = pool.top[1]
    pool.older[at] = pool.latest[cell]
    pool.latest[cell] = at
    pool.users[cell] += 1
    pool.top[0] = at + 1


@numba.njit(cache=True)
def _fill(cells, values, proves, pool):  # type: ignore[no-untyped-def]
    pool.first[pool.top[1]] = pool.top[0]
    for place in range(len(cells)):
        _enter(cells[place], values[place], proves[place], pool)
    pool.last[pool.top[1]] = pool.top[0]
    pool.top[1] += 1


@numba.njit(cache=True)
def take_in(count, goals, board, pool):  # type: ignore[no-untyped-def]
    """Add the data set on the board, needed where it is at one of `goals`; hide what it moves, and put the truth back."""
    pool.first[pool.top[1]] = pool.top[0]
    board.touched.cells[:count].sort()
    for place in range(count):
        cell = board.touched.cells[place]
        value = board.table.values[cell]
        if value != board.table.truth[cell]:
            _enter(cell, value, goals[cell] == value, pool)
            board.table.values[cell] = board.table.truth[cell]
            if board.table.movable[cell] == FREE:
                board.table.movable[cell] = HIDDEN
    pool.last[pool.top[1]] = pool.top[0]
    pool.top[1] += 1


@numba.njit(cache=True)
def movers(cell, pool, found):  # type: ignore[no-untyped-def]
    """Write into `found` which data sets move a cell. Return how many; -1 if there is no room for all."""
    count, at = 0, pool.latest[cell]
    while at >= 0:
        number = pool.owner[at]
        if pool.first[number] <= at < pool.last[number]:
            if count == len(found):
                return -1
            found[count] = number
            count += 1
        at = pool.older[at]
    return count


@numba.njit(cache=True)
def lift(number, board, pool):  # type: ignore[no-untyped-def]
    """Count a data set out. Return what is saved by showing what nothing else moves."""
    saved = 0.0
    for at in range(pool.first[number], pool.last[number]):
        cell = pool.cells[at]
        pool.users[cell] -= 1
        if pool.users[cell] == 0 and not pool.fixed[cell]:
            board.table.movable[cell] = FREE
            saved += pool.price[cell]
    return saved


@numba.njit(cache=True)
def lay(number, board, pool):  # type: ignore[no-untyped-def]
    """Count a data set in again."""
    for at in range(pool.first[number], pool.last[number]):
        pool.users[pool.cells[at]] += 1
        board.table.movable[pool.cells[at]] = HIDDEN


@numba.njit(cache=True)
def forget(begin, board, pool):  # type: ignore[no-untyped-def]
    """Take out the data sets from number `begin` on."""
    while pool.top[1] > begin:
        number = pool.top[1] - 1
        lift(number, board, pool)
        for at in range(pool.last[number] - 1, pool.first[number] - 1, -1):
            pool.latest[pool.cells[at]] = pool.older[at]
        pool.top[0] = pool.first[number]
        pool.last[number] = pool.first[number]
        pool.top[1] = number
