"""Finds other data sets that agree with everything released: whole numbers, every relation kept.

A walk sets one cell to the value wanted, which breaks the relations it stands in, and mends them one step at a time: it
takes a broken relation, changes by one the cell that leaves the least broken, and never goes below what the attacker knows.
Cells just changed rest a while, so that it does not turn in circles. When nothing is broken, a consistent data set has been
found. The method is local search as in satisfiability solvers (Selman, Kautz and Cohen 1994; Glover 1989 for the resting
list); what it finds is a proof, since checking it is an addition; what it does not find is settled by `programmes`.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from safecount.disclosure.system import Flags, System, Whole

FIXED, OPEN, PRICED = 0, 1, 2
"""May a cell move: not at all, freely since it is hidden, or at its price since it would have to be hidden."""

_REST = 8
_NOISE = 1.5
_WHOLE = 0.5


class Walker:
    """One data set that is changed step by step and stays consistent between calls. Deterministic for a given seed."""

    def __init__(self, system: System, movable: np.ndarray[Any, np.dtype[np.int8]], seed: int) -> None:
        self.system = system
        self.values = system.values.copy()
        self.held = np.zeros(system.size, np.bool_)
        starts, relations = system.memberships()
        self._ties = (system.starts, system.members, starts, relations, system.lower, system.price)
        self._movable = movable
        self._rest = np.zeros(system.size, np.int64)
        self._broken = (
            np.zeros(system.relations, np.int64),
            np.zeros(system.relations, np.int64),
            np.full(system.relations, -1, np.int64),
            np.zeros(1, np.int64),
        )
        _seed(seed)

    def reset(self) -> None:
        """Go back to the true values and hold nothing."""
        self.values[:] = self.system.values
        self.held[:] = False

    def reach(
        self, cells: Whole, goals: Whole, steps: int, most_failures: int = 1 << 40, levy: float = 1.0
    ) -> Flags:
        """Try to bring each of `cells` to its goal, one after the other, holding those that got there.

        Return which did (as long as `cells`). `steps` limits each walk; after `most_failures` failures in a row it stops;
        `levy` is the factor on the prices of cells that would have to be hidden.
        """
        board = (self.values, self.system.values, self._movable, self.held, self._rest)
        limits = (steps, most_failures, levy)
        return np.asarray(_reach(cells, goals, board, self._ties, self._broken, limits), np.bool_)


@numba.njit(cache=True)
def _seed(seed):  # type: ignore[no-untyped-def]
    np.random.seed(seed)


@numba.njit(cache=True)
def _change(cell, by, values, ties, broken, count):  # type: ignore[no-untyped-def]
    """Change one cell, and keep the list of broken relations. Return how many are broken."""
    starts, members, cell_starts, cell_relations = ties[0], ties[1], ties[2], ties[3]
    residual, listed, place, _ = broken
    values[cell] += by
    for at in range(cell_starts[cell], cell_starts[cell + 1]):
        relation = cell_relations[at]
        before = residual[relation]
        after = before - by if members[starts[relation]] == cell else before + by
        residual[relation] = after
        if before == 0 and after != 0:
            listed[count] = relation
            place[relation] = count
            count += 1
        elif before != 0 and after == 0:
            count -= 1
            last = listed[count]
            listed[place[relation]] = last
            place[last] = place[relation]
            place[relation] = -1
    return count


@numba.njit(cache=True)
def _harm(cell, by, ties, residual):  # type: ignore[no-untyped-def]
    """How much more is broken, for each step of one, if `cell` changes by `by`."""
    starts, members, cell_starts, cell_relations = ties[0], ties[1], ties[2], ties[3]
    harm = 0.0
    for at in range(cell_starts[cell], cell_starts[cell + 1]):
        other = cell_relations[at]
        change = -by if members[starts[other]] == cell else by
        harm += abs(residual[other] + change) - abs(residual[other])
    return harm / abs(by)


@numba.njit(cache=True)
def _best_step(relation, board, ties, broken, levy):  # type: ignore[no-untyped-def]
    """The cell of a broken relation whose change leaves the least broken, and the change; -1 if none may move."""
    values, truth, movable, held, rest = board
    starts, members, lower, price = ties[0], ties[1], ties[4], ties[5]
    residual, clock = broken[0], broken[3]
    best, step, least = -1, 0, 1e18
    # Half of the steps mend the whole relation at once: one by one a large gap would take too many.
    size = abs(residual[relation]) if np.random.random() < _WHOLE else 1
    for place in range(starts[relation], starts[relation + 1]):
        cell = members[place]
        if movable[cell] == FIXED or held[cell] or rest[cell] > clock[0]:
            continue
        sign = -1 if place == starts[relation] else 1
        by = -size if residual[relation] * sign > 0 else size
        by = max(by, lower[cell] - values[cell])
        if by == 0:
            continue
        score = _harm(cell, by, ties, residual) + np.random.random() * _NOISE
        if movable[cell] == PRICED:
            if values[cell] == truth[cell]:
                score += price[cell] * levy
            elif values[cell] + by == truth[cell]:
                score -= price[cell] * levy
        if score < least:
            best, step, least = cell, by, score
    return best, step


@numba.njit(cache=True)
def _walk(cell, goal, board, ties, broken, limits):  # type: ignore[no-untyped-def]
    """Set a cell to its goal and mend what that breaks; undo everything and return False if the steps do not do."""
    values, held, rest = board[0], board[3], board[4]
    clock = broken[3]
    steps, levy = limits[0], limits[2]
    log_cells, log_changes = np.empty(steps + 1, np.int64), np.empty(steps + 1, np.int64)
    log_cells[0], log_changes[0] = cell, goal - values[cell]
    count = _change(cell, goal - values[cell], values, ties, broken, 0)
    done = 1
    was_held = held[cell]
    held[cell] = True
    for _ in range(steps):
        if count == 0:
            return True
        clock[0] += 1
        chosen, by = _best_step(broken[1][np.random.randint(count)], board, ties, broken, levy)
        if chosen < 0:
            continue
        rest[chosen] = clock[0] + 1 + np.random.randint(_REST)
        count = _change(chosen, by, values, ties, broken, count)
        log_cells[done], log_changes[done] = chosen, by
        done += 1
    if count == 0:
        return True
    for back in range(done - 1, -1, -1):
        count = _change(log_cells[back], -log_changes[back], values, ties, broken, count)
    held[cell] = was_held
    return False


@numba.njit(cache=True)
def _reach(cells, goals, board, ties, broken, limits):  # type: ignore[no-untyped-def]
    values, truth, held = board[0], board[1], board[3]
    reached = np.zeros(len(cells), np.bool_)
    failures = 0
    for index in range(len(cells)):
        cell, goal = cells[index], goals[index]
        if held[cell]:
            continue
        if (goal > truth[cell] and values[cell] >= goal) or (goal < truth[cell] and values[cell] <= goal):
            held[cell] = True
            reached[index] = True
        elif _walk(cell, goal, board, ties, broken, limits):
            reached[index] = True
            failures = 0
        else:
            failures += 1
            if failures >= limits[1]:
                break
    return reached
