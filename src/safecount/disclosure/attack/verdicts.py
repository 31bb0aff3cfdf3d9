"""How things stand for each hidden count: proved bounds on one side, data sets met on the other, and what follows."""

from __future__ import annotations

import numpy as np

from safecount.disclosure.attack.data_sets import Seen, agrees
from safecount.disclosure.attack.puzzle import Puzzle
from safecount.disclosure.attack.report import Verdict
from safecount.disclosure.safe_table import Level
from safecount.disclosure.system import Flags, Whole

_NO_GOAL = np.iinfo(np.int64).max // 4


class Standing:
    """`low` and `high` (n): no data set goes beyond. `seen`: the ranges that data sets were seen to reach."""

    def __init__(self, puzzle: Puzzle, low: Whole, high: Whole) -> None:
        self._puzzle = puzzle
        self.low, self.high = low, high
        self._first: tuple[Whole, Whole] = (low.copy(), high.copy())
        self._seen: Seen | None = None
        self._base = low
        self._furthest: dict[tuple[int, bool], Whole] = {}
        level = puzzle.level
        self._reach = np.full(puzzle.size, -_NO_GOAL) if level is Level.EXACT else puzzle.threshold
        self._floor = np.full(puzzle.size, 0 if level is Level.PRESENCE else _NO_GOAL)

    @property
    def seen(self) -> Seen | None:
        """The data sets met, if any was."""
        return self._seen

    @seen.setter
    def seen(self, seen: Seen | None) -> None:
        self._seen = seen
        if seen:
            self._base = seen.low.copy()

    def base(self) -> Whole:
        """Return the first data set met (n)."""
        return self._base.copy()

    def keep(self, cell: int, values: Whole, *, upward: bool) -> None:
        """Remember the data set, by its core, in which one cell was furthest up or down."""
        self._furthest[cell, upward] = values[: self._puzzle.core].copy()

    def furthest(self, cell: int, *, upward: bool) -> Whole:
        """Return the data set remembered for a cell (n), the first one if there is none."""
        kept = self._furthest.get((cell, upward))
        return self.base() if kept is None else self._puzzle.completed(kept)

    def add(self, values: Whole) -> None:
        """Take in a data set by its core if it is one: it must agree with what the relations said at first."""
        whole = self._puzzle.completed(values[: self._puzzle.core])
        if self._seen and agrees(self._puzzle, whole, *self._first):
            self._seen.add(whole)

    def add_part(self, cells: Whole, values: Whole, base: Whole | None = None) -> None:
        """Take in a data set of one block; elsewhere `base` (n) stands, the first one if not given."""
        if self._seen:
            whole = self.base() if base is None else base.copy()
            whole[cells] = values
            self.add(whole)

    def _in_doubt(self) -> Flags:
        """Which counts were seen to be in the doubt that the level promises (n)."""
        if self._seen is None:
            return np.zeros(self._puzzle.size, np.bool_)
        return np.asarray(~self._seen.wanting(self._reach, self._puzzle.width, self._floor), np.bool_)

    def _closed(self) -> Flags:
        """About which counts the bounds prove all there is to ask (n)."""
        low, high, k = self.low, self.high, self._puzzle.threshold
        known = (low == high) | (low >= k) | self._nothing()
        if self._puzzle.level is Level.EXACT:
            return np.asarray(known, np.bool_)
        ranges = np.zeros(len(low), np.bool_) if self._seen is None else self._seen.high > self._seen.low
        small = (high < k) & ranges
        pinned = (high >= k) & (high - low < self._puzzle.width)
        present = (
            (low > 0) & (high >= k) if self._puzzle.level is Level.PRESENCE else np.zeros(len(low), np.bool_)
        )
        return np.asarray(known | small | pinned | present, np.bool_)

    def _nothing(self) -> Flags:
        """Which are provably nought where noughts are shown (n)."""
        return np.asarray((self.high <= 0) & (self._puzzle.level is not Level.PRESENCE), np.bool_)

    def waits(self) -> Flags:
        """Which hidden counts are not settled (n)."""
        return np.asarray(self._puzzle.secret & ~self._in_doubt() & ~self._closed(), np.bool_)

    def waiting(self) -> Whole:
        """Return the cells that are not settled."""
        return np.flatnonzero(self.waits())

    def is_waiting(self, cell: int) -> bool:
        """Whether one cell is not settled."""
        return bool(self.waits()[cell])

    def goals(self, cells: Whole, *, upward: bool = False) -> Whole:
        """Return where to bring each of `cells` next: to its threshold, then as far as its range is too narrow."""
        seen = self._seen or Seen(self._base)
        high, low = seen.high[cells], seen.low[cells]
        reach, width, floor = self._reach[cells], self._puzzle.width[cells], self._floor[cells]
        down = np.minimum(high - width, floor)
        wider = np.where((down >= self.low[cells]) & (not upward), down, low + width)
        goal = np.where(high < reach, reach, np.where(low > floor, self.low[cells], wider))
        return np.asarray(np.clip(goal, self.low[cells], self.high[cells]), np.int64)

    def enough(self, cell: int) -> int:
        """Return a value of one cell that would settle it, whatever its least is: some totals have no upper bound."""
        least = int(self._seen.low[cell]) if self._seen else max(int(self.low[cell]), 0)
        return least + int(self._puzzle.width[cell]) + int(self._puzzle.threshold[cell])

    def verdicts(self) -> list[Verdict]:
        """Return the verdict of each cell (n); of cells that are shown it means nothing."""
        low, high, k = self.low, self.high, self._puzzle.threshold
        level = self._puzzle.level
        # By number: numpy would turn members of a StrEnum into plain text.
        of, members = {verdict: number for number, verdict in enumerate(Verdict)}, list(Verdict)
        result = np.full(self._puzzle.size, of[Verdict.UNSETTLED])
        result[self._in_doubt()] = of[Verdict.OPEN]
        if level is not Level.EXACT:
            result[high - low < self._puzzle.width] = of[Verdict.PINNED]
            if level is Level.PRESENCE:
                result[(low > 0) & (high >= k)] = of[Verdict.PRESENT]
            result[high < k] = of[Verdict.SMALL]
            if level is not Level.PRESENCE:
                result[(high < k) & (low <= 0)] = of[Verdict.FEW]
        result[(high < k) & (low == high)] = of[Verdict.EXACT]
        result[(low >= k) | self._nothing()] = of[Verdict.HARMLESS]
        return [members[number] for number in result.tolist()]
