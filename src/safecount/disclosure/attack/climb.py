"""Brings hidden counts further and further, each from the data set in which it has been furthest so far.

A walk from one data set alone often cannot take a count all the way. A step at a time can, since each walk begins where the
last one, or that of a neighbour, has led: of 376 counts that no single walk settled on twelve releases, this left four.
"""

from __future__ import annotations

import numpy as np

from safecount.disclosure.attack.data_sets import walker_from
from safecount.disclosure.attack.puzzle import Puzzle
from safecount.disclosure.attack.report import Effort
from safecount.disclosure.attack.verdicts import Standing
from safecount.disclosure.system import Whole

_MOST_KEPT = 25_000_000
"""Values of data sets kept at a time, which are 200 MB."""

_PATIENCE = 3
"""Rounds without a step further after which a count is left alone, until another's data set takes it further."""


def climb(part: Puzzle, number: Whole, standing: Standing, cells: Whole, terms: tuple[Effort, int]) -> None:
    """Widen the ranges that `standing` has seen, for each of `cells` that waits.

    `number`: of each cell of `part`, its number in `standing`. `terms`: the effort, and the rounds, of which each tries all.
    """
    waiting = np.intersect1d(standing.waiting(), cells)
    effort, rounds = terms
    size = max(1, _MOST_KEPT // (2 * part.size))
    for first in range(0, len(waiting), size):
        _Climb(part, number, standing, waiting[first : first + size], effort).run(rounds)


class _Climb:
    """The climb of `cells`: for each the data set in which it is highest, and the one in which it is lowest."""

    def __init__(self, part: Puzzle, number: Whole, standing: Standing, cells: Whole, effort: Effort) -> None:
        self._standing = standing
        self._cells = cells
        self._places = np.searchsorted(number, cells)
        self._effort = effort
        base = standing.base()[number]
        self._highest = np.tile(base, (len(cells), 1))
        self._lowest = self._highest.copy()
        self._failures = np.zeros(len(cells), np.int64)
        low, high = standing.low[number], standing.high[number]
        self._walker = walker_from(part, base, low, high, effort.seed + 1)

    def run(self, rounds: int) -> None:
        for _ in range(rounds):
            waits = self._standing.waits()[self._cells] & (self._failures < _PATIENCE)
            if not waits.any():
                break
            for row in np.flatnonzero(waits).tolist():
                self._failures[row] += 1
                self._step(row)
        for row in np.flatnonzero(self._standing.waits()[self._cells]).tolist():
            self._standing.keep(int(self._cells[row]), self._highest[row], upward=True)
            self._standing.keep(int(self._cells[row]), self._lowest[row], upward=False)

    def _step(self, row: int) -> None:
        """Bring one count up, then down, if it still waits."""
        for upward in (True, False):
            if self._standing.is_waiting(int(self._cells[row])):
                self._bring(row, upward=upward)

    def _bring(self, row: int, *, upward: bool) -> None:
        cell, place = int(self._cells[row]), self._places[row]
        begin = (self._highest if upward else self._lowest)[row]
        here, way = int(begin[place]), 1 if upward else -1
        wanted = int(self._standing.goals(self._cells[row : row + 1], upward=upward)[0])
        for goal in dict.fromkeys((wanted, here + way)):
            if (goal - here) * way <= 0 or not self._standing.low[cell] <= goal <= self._standing.high[cell]:
                continue
            self._walker.reset()
            self._walker.values[:] = begin
            if self._walker.reach(np.array([place]), np.array([goal]), self._effort.search)[0]:
                self._take()
                return

    def _take(self) -> None:
        values = self._walker.values
        of = values[self._places]
        rows = np.arange(len(self._cells))
        up = of > self._highest[rows, self._places]
        down = of < self._lowest[rows, self._places]
        self._failures[up | down] = 0
        self._highest[up] = values
        self._lowest[down] = values
        self._standing.add(values)
