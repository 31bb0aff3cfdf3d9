"""What the search by boxes works on: the cells as arrays, and how to find a cell by the values it names."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from safecount.disclosure.doubt import Doubt
from safecount.disclosure.system import Flags, Real, State, System, Whole

SHOWN, HIDDEN, FREE = 0, 1, 2
"""What the search may do with a cell: leave it at the truth, move it, or move it at the price of hiding it."""

_MOST_DIMENSIONS = 16
_MOST_CODES = 1 << 62


class Ties(NamedTuple):
    """The relations, by relation and by cell: `signs` is 1 for a child and -1 for a parent."""

    starts: Whole
    members: Whole
    signs: Whole
    cell_starts: Whole
    cell_relations: Whole
    cell_signs: Whole
    residual: Whole


class Grid(NamedTuple):
    """Each cell as one number, such that to change a dimension is to add; and where to find the cell of a number.

    `masks` (n) tell which dimensions a cell names, `published` whether any cell names just these. `keys` and `cells` are a
    hash table with open addresses.
    """

    codes: Whole
    masks: Whole
    published: Flags
    keys: Whole
    cells: Whole


class Corners(NamedTuple):
    """Room for the corners of the box that is tried, and of the best one."""

    code: Whole
    cell: Whole
    factor: Whole
    mask: Whole
    best_cell: Whole
    best_factor: Whole


class Touched(NamedTuple):
    """Which cells the search at hand has moved, and the best data set it has met.

    `mark` (2): the number of the search at hand, and how many boxes have been looked for in all.
    """

    cells: Whole
    stamp: Whole
    mark: Whole
    kept_cells: Whole
    kept_values: Whole


class Wrong(NamedTuple):
    """The cells that stand where they may not, and the place of each cell in that list (-1 for none)."""

    cells: Whole
    place: Whole


class Cells(NamedTuple):
    """What is known of each cell (n each). Between searches `values` are the truth."""

    values: Whole
    truth: Whole
    lower: Whole
    movable: np.ndarray[tuple[int], np.dtype[np.int8]]
    held: Flags
    price: Real


class Board(NamedTuple):
    """All that a search reads and changes."""

    table: Cells
    ties: Ties
    grid: Grid
    corners: Corners
    touched: Touched
    wrong: Wrong
    chance: np.ndarray[tuple[int], np.dtype[np.uint64]]


class Wanted(NamedTuple):
    """What is asked for each cell (n each), and how far it is known to range so far."""

    reach: Whole
    width: Whole
    floor: Whole
    high: Whole
    low: Whole


def wanted(doubt: Doubt, truth: Whole) -> Wanted:
    """Return what `doubt` asks for, with no range known but the truth."""
    return Wanted(doubt.reach, doubt.width, doubt.floor, truth.copy(), truth.copy())


def grid_of(system: System) -> Grid | None:
    """Return the grid of a system whose cells are told apart by the values they name, or None."""
    if system.places is None or not system.size or system.places.shape[1] - 1 > _MOST_DIMENSIONS:
        return None
    sizes = system.places.max(axis=0).astype(object) + 1
    steps = np.cumprod(np.concatenate([[1], sizes]).astype(object))
    if steps[-1] >= _MOST_CODES:
        return None
    codes = np.asarray(system.places @ steps[:-1].astype(np.int64), np.int64)
    if len(np.unique(codes)) < len(codes):
        return None
    bits = 1 << np.arange(system.places.shape[1] - 1)
    masks = ((system.places[:, 1:] > 0) @ bits + (system.places[:, 0].astype(np.int64) << len(bits))).astype(
        np.int64
    )
    published = np.zeros(int(sizes[0]) << len(bits), np.bool_)
    published[masks] = True
    keys = np.full(1 << int(2 * len(codes)).bit_length(), -1, np.int64)
    cells = np.full(len(keys), -1, np.int64)
    _fill(codes, keys, cells)
    return Grid(codes, masks, published, keys, cells)


def board_of(system: System, grid: Grid, hidden: Flags, price: Real) -> Board:
    """Return a board with the true values, on which `hidden` cells move freely and others at their `price` (n)."""
    size = system.size
    movable = np.where((system.state == State.FREE) & (system.values > 0), FREE, SHOWN).astype(np.int8)
    movable[hidden] = HIDDEN
    signs = np.ones(len(system.members), np.int64)
    signs[system.starts[:-1]] = -1
    cell_starts, cell_relations = system.memberships()
    order = np.argsort(system.members, kind="stable")
    widest = 1 << int(np.diff(cell_starts).max(initial=0))
    ties = Ties(
        system.starts,
        system.members,
        signs,
        cell_starts,
        cell_relations,
        signs[order],
        np.zeros(system.relations, np.int64),
    )
    return Board(
        Cells(system.values.copy(), system.values, system.lower, movable, np.zeros(size, np.bool_), price),
        ties,
        grid,
        Corners(*(np.zeros(min(widest, 1 << 8), np.int64) for _ in range(6))),
        Touched(*(np.zeros(length, np.int64) for length in (size, size, 2, size, size))),
        Wrong(np.zeros(size, np.int64), np.full(size, -1, np.int64)),
        np.ones(1, np.uint64),
    )


@numba.njit(cache=True)
def _fill(codes, keys, cells):  # type: ignore[no-untyped-def]
    for cell in range(len(codes)):
        at = _place(codes[cell], len(keys))
        while keys[at] != -1:
            at = (at + 1) & (len(keys) - 1)
        keys[at] = codes[cell]
        cells[at] = cell


@numba.njit(cache=True)
def _place(code, length):  # type: ignore[no-untyped-def]
    return np.int64((np.uint64(code) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)) & (length - 1)


@numba.njit(cache=True)
def cell_at(code, keys, cells):  # type: ignore[no-untyped-def]
    """The cell of a number, -1 if there is none."""
    at = _place(code, len(keys))
    while keys[at] != code:
        if keys[at] == -1:
            return -1
        at = (at + 1) & (len(keys) - 1)
    return cells[at]


@numba.njit(cache=True)
def begin_chance(chance, seed, cell):  # type: ignore[no-untyped-def]
    """Set chance by a seed and a cell, so that what is found does not hang on what was searched before (splitmix)."""
    state = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(cell) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    chance[0] = (state ^ (state >> np.uint64(31))) | np.uint64(1)


@numba.njit(cache=True)
def draw(chance):  # type: ignore[no-untyped-def]
    """A real number from 0 to below 1 (xorshift*)."""
    state = chance[0]
    state ^= state >> np.uint64(12)
    state ^= state << np.uint64(25)
    state ^= state >> np.uint64(27)
    chance[0] = state
    return np.float64((state * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0
