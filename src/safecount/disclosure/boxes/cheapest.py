"""The cheapest box that moves a cell: dimension after dimension, leaving each branch once it costs more than the best so far."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from safecount.disclosure.boxes.board import FREE, HIDDEN, cell_at, draw

_DEAR = 3.0
"""What it costs to move a cell that can never be hidden; it has to be moved back."""


class Limits(NamedTuple):
    """How hard to look for one cell: boxes in all, partners tried for each, the most that one box may cost.

    `room`: what it costs to take a hidden cell below what an attacker knows; the rest must then make up for it.
    `noise` is added to each cost, to choose between what costs the same; `hide`: whether more cells may be hidden in the end.
    `tries`: how often to look each way where that costs something, to take the cheapest.
    """

    boxes: int
    partners: int
    cost: float
    room: float
    noise: float
    hide: bool
    tries: int = 1


@numba.njit(cache=True)
def _order(cell, board):  # type: ignore[no-untyped-def]
    """The relations of a cell and its sign in each, those with the fewest members first."""
    ties = board.ties
    first, last = ties.cell_starts[cell], ties.cell_starts[cell + 1]
    relations, signs = ties.cell_relations[first:last].copy(), ties.cell_signs[first:last].copy()
    lengths = ties.starts[relations + 1] - ties.starts[relations]
    order = np.argsort(lengths, kind="mergesort")
    return relations[order], signs[order]


@numba.njit(cache=True)
def _cost(cell, by, table, chance, limits):  # type: ignore[no-untyped-def]
    """What it costs that a corner moves by `by`: nothing where it may stand there, or stood no better before."""
    value, truth = table.values[cell], table.truth[cell]
    after = value + by
    if table.movable[cell] == HIDDEN:
        wrong = after < table.lower[cell] and by < 0
        return limits.room + limits.noise * draw(chance) if wrong else 0.0
    if after == truth or abs(after - truth) < abs(value - truth):
        return 0.0
    if table.movable[cell] == FREE:
        price = table.price[cell] if limits.hide else 1.0
        return (price if value == truth else 0.0) + limits.noise * draw(chance)
    return _DEAR


@numba.njit(cache=True)
def _grow(level, partner, step, spent, cell_board, limits):  # type: ignore[no-untyped-def]
    """Double the box along one dimension. Return what it costs then, or more than is left if it cannot be."""
    cell, amount, most, board = cell_board
    corners, grid = board.corners, board.grid
    delta, mask = grid.codes[partner] - grid.codes[cell], grid.masks[partner] ^ grid.masks[cell]
    width = 1 << level
    for corner in range(width):
        code = corners.code[corner] + delta
        found = partner if corner == 0 else cell_at(code, grid.keys, grid.cells)
        told = corners.mask[corner] ^ mask
        corners.code[width + corner] = code
        corners.mask[width + corner] = told
        corners.factor[width + corner] = corners.factor[corner] * step
        corners.cell[width + corner] = found
        if found < 0:
            if grid.published[told]:
                return 1e18
            continue
        if board.table.held[found]:
            return 1e18
        spent += _cost(found, amount * corners.factor[corner] * step, board.table, board.chance, limits)
        if spent >= most:
            return 1e18
    return spent


@numba.njit(cache=True)
def _keep_best(width, corners):  # type: ignore[no-untyped-def]
    size = 0
    for corner in range(width):
        if corners.cell[corner] >= 0:
            corners.best_cell[size] = corners.cell[corner]
            corners.best_factor[size] = corners.factor[corner]
            size += 1
    return size


@numba.njit(cache=True)
def _shared(parent, child, ties):  # type: ignore[no-untyped-def]
    """The relation in which one cell is the parent of another."""
    for at in range(ties.cell_starts[child], ties.cell_starts[child + 1]):
        if ties.members[ties.starts[ties.cell_relations[at]]] == parent:
            return ties.cell_relations[at]
    return -1


@numba.njit(cache=True)
def cheapest_box(cell, amount, board, limits, child):  # type: ignore[no-untyped-def]
    """Find the cheapest box that moves `cell` by `amount`. Return how many corners it has; 0 if there is none.

    `child`: one of its children that must move with it, -1 for any. The box is left in `board.corners`.
    """
    ties, corners = board.ties, board.corners
    relations, signs = _order(cell, board)
    depth = len(relations)
    if depth == 0 or (1 << depth) > len(corners.cell):
        return 0
    corners.code[0], corners.mask[0] = board.grid.codes[cell], board.grid.masks[cell]
    corners.cell[0], corners.factor[0] = cell, 1
    forced = _shared(cell, child, ties) if child >= 0 else -1
    spent, tried = np.zeros(depth + 1), np.zeros(depth, np.int64)
    lengths = ties.starts[relations + 1] - ties.starts[relations]
    begin = np.empty(depth, np.int64)
    for level in range(depth):
        begin[level] = int(draw(board.chance) * lengths[level])
    best, size, level, seen = limits.cost, 0, 0, 0
    if child >= 0:
        spent[0] = _cost(cell, amount, board.table, board.chance, limits)
        if board.table.held[cell] or spent[0] >= best:
            return 0
    while level >= 0 and seen < limits.partners:
        if tried[level] >= lengths[level]:
            tried[level] = 0
            level -= 1
            continue
        place = ties.starts[relations[level]] + (begin[level] + tried[level]) % lengths[level]
        tried[level] += 1
        partner = ties.members[place]
        if partner == cell or (relations[level] == forced and partner != child):
            continue
        seen += 1
        step = -signs[level] * ties.signs[place]
        cost = _grow(level, partner, step, spent[level], (cell, amount, best, board), limits)
        if cost >= best:
            continue
        if level + 1 < depth:
            level += 1
            spent[level], tried[level] = cost, 0
            continue
        best, size = cost, _keep_best(1 << depth, corners)
        if best == 0.0:
            break
    return size


@numba.njit(cache=True)
def box_beside(cell, amount, board, limits):  # type: ignore[no-untyped-def]
    """Find a box that moves `cell` as a child of one of its parents, as linked tables may need; see `cheapest_box`."""
    ties = board.ties
    for at in range(ties.cell_starts[cell], ties.cell_starts[cell + 1]):
        parent = ties.members[ties.starts[ties.cell_relations[at]]]
        if parent != cell:
            size = cheapest_box(parent, amount, board, limits, cell)
            if size:
                return size
    return 0
