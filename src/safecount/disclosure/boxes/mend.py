"""Brings one cell to a goal by boxes, and mends by further boxes what stands where it may not.

All relations hold at every moment. What may be wrong is that a cell lies below what an attacker knows, or that one moved which is
not hidden. A box is chosen for one of the wrong cells, the box that makes the least new wrong, until nothing is wrong. Where more
may be hidden, the cheapest data set met on the way is taken in which only cells are wrong that may be hidden.
"""

from __future__ import annotations

import numba

from safecount.disclosure.boxes.board import FREE, HIDDEN, begin_chance, draw
from safecount.disclosure.boxes.cheapest import box_beside, cheapest_box

_MOST_WRONG, _MOST_HIDDEN = 40, 1_000
_MOST_FAILURES = 6
_ONE = 0.5
"""How often only one of a larger gap is mended."""


@numba.njit(cache=True)
def _moved(size, amount, board, count):  # type: ignore[no-untyped-def]
    """Move the corners of the best box. Return how many cells have been touched, -1 if a relation would break."""
    ties, corners, touched = board.ties, board.corners, board.touched
    sound = True
    for sign in (1, 0):
        for corner in range(size):
            cell = corners.best_cell[corner]
            for at in range(ties.cell_starts[cell], ties.cell_starts[cell + 1]):
                relation = ties.cell_relations[at]
                if sign:
                    ties.residual[relation] += ties.cell_signs[at] * corners.best_factor[corner]
                else:
                    sound = sound and ties.residual[relation] == 0
                    ties.residual[relation] = 0
    if not sound:
        return -1
    for corner in range(size):
        cell = corners.best_cell[corner]
        board.table.values[cell] += amount * corners.best_factor[corner]
        count = touch(cell, touched, count)
    return count


@numba.njit(cache=True)
def touch(cell, touched, count):  # type: ignore[no-untyped-def]
    """Note that a cell has moved; return how many have."""
    if touched.stamp[cell] != touched.mark[0]:
        touched.stamp[cell] = touched.mark[0]
        touched.cells[count] = cell
        count += 1
    return count


@numba.njit(cache=True)
def _gap(cell, table):  # type: ignore[no-untyped-def]
    """By how much a cell must move to stand where it may; nought if it does."""
    if table.movable[cell] == HIDDEN:
        return max(0, table.lower[cell] - table.values[cell])
    return table.truth[cell] - table.values[cell]


@numba.njit(cache=True)
def note_wrong(cell, board, count):  # type: ignore[no-untyped-def]
    """Keep the list of wrong cells after `cell` moved; return how many there are."""
    cells, place = board.wrong.cells, board.wrong.place
    wrong = _gap(cell, board.table) != 0
    if wrong and place[cell] < 0:
        cells[count] = cell
        place[cell] = count
        return count + 1
    if not wrong and place[cell] >= 0:
        count -= 1
        last = cells[count]
        cells[place[cell]] = last
        place[last] = place[cell]
        place[cell] = -1
    return count


@numba.njit(cache=True)
def _price(count, board):  # type: ignore[no-untyped-def]
    """What it would cost to hide all that is wrong; endless where that would not do."""
    total = 0.0
    for place in range(count):
        cell = board.wrong.cells[place]
        if board.table.movable[cell] != FREE or board.table.values[cell] < board.table.lower[cell]:
            return 1e18
        total += board.table.price[cell]
    return total


@numba.njit(cache=True)
def _keep(count, board):  # type: ignore[no-untyped-def]
    for place in range(count):
        cell = board.touched.cells[place]
        board.touched.kept_cells[place] = cell
        board.touched.kept_values[place] = board.table.values[cell]


@numba.njit(cache=True)
def _next(cell, goal, count, failures, board):  # type: ignore[no-untyped-def]
    """Which cell to move next, and by how much."""
    if cell >= 0 and board.table.values[cell] != goal:
        chosen, gap = cell, goal - board.table.values[cell]
        one = failures > 0
    else:
        chosen = board.wrong.cells[int(draw(board.chance) * count)]
        gap = _gap(chosen, board.table)
        one = draw(board.chance) < _ONE
    return chosen, (1 if gap > 0 else -1) if one else gap


@numba.njit(cache=True)
def mend(cell, goal, board, limits, start):  # type: ignore[no-untyped-def]
    """Search until `cell` (-1: none) is at its goal and nothing is wrong. Return how many cells are touched; -1 if not found.

    `start`: how many cells are touched and how many wrong already. What is found is left in `values`; where nothing is
    found they are what the touched cells are in truth.
    """
    count, wrong = start
    failures, best, kept = 0, 1e18, -1
    for _ in range(limits.boxes):
        there = cell < 0 or board.table.values[cell] == goal
        if there:
            price = _price(wrong, board) if limits.hide or wrong == 0 else 1e18
            if price < best:
                best, kept = price, count
                _keep(count, board)
            if wrong == 0:
                break
        chosen, by = _next(cell, goal, wrong, failures, board)
        if cell >= 0:
            board.table.held[cell] = chosen != cell
        board.touched.mark[1] += 1
        size = cheapest_box(chosen, by, board, limits, -1)
        moved = _moved(size, by, board, count) if size else -1
        if moved < 0 and limits.hide:
            size = box_beside(chosen, by, board, limits)
            moved = _moved(size, by, board, count) if size else -1
        if moved < 0:
            failures += 1
            if failures > _MOST_FAILURES:
                break
            continue
        count = moved
        for corner in range(size):
            if board.corners.best_cell[corner] != cell:
                wrong = note_wrong(board.corners.best_cell[corner], board, wrong)
        if wrong > (_MOST_HIDDEN if limits.hide else _MOST_WRONG):
            break
    return _end(cell, count, wrong, kept, board)


@numba.njit(cache=True)
def _end(cell, count, wrong, kept, board):  # type: ignore[no-untyped-def]
    """Put everything back, and then the best data set that was kept."""
    if cell >= 0:
        board.table.held[cell] = False
    for place in range(wrong):
        board.wrong.place[board.wrong.cells[place]] = -1
    for place in range(count):
        board.table.values[board.touched.cells[place]] = board.table.truth[board.touched.cells[place]]
    for place in range(kept):
        board.table.values[board.touched.kept_cells[place]] = board.touched.kept_values[place]
    return count if kept >= 0 else -1


@numba.njit(cache=True)
def mend_one(cell, goal, board, limits, seed):  # type: ignore[no-untyped-def]
    """Bring one cell from the truth to its goal; see `mend`."""
    begin_chance(board.chance, seed, cell)
    board.touched.mark[0] += 1
    return mend(cell, goal, board, limits, (0, 0))
