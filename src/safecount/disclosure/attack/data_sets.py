"""Finds whole data sets that agree with everything released, starting from public numbers alone.

A solution of a linear programme, rounded, breaks some relations by a little. Each such relation is given a part of its own
that makes up for it, and a walk brings these parts to nought one after the other. From the data set found, further walks bring
hidden counts to where they are not small. What a walk finds is believed only after it was added up.
"""

from __future__ import annotations

import numpy as np

from safecount.disclosure.attack.puzzle import Puzzle
from safecount.disclosure.system import Flags, State, System, Whole
from safecount.disclosure.walk import FIXED, OPEN, Walker

_MEND_SEEDS = 2
_MEND_FAILURES = 3


def agrees(puzzle: Puzzle, values: Whole, low: Whole, high: Whole) -> bool:
    """Whether `values` (n) adds up and keeps within the bounds (n each)."""
    return bool(np.all(values >= low) and np.all(values <= high) and not np.any(puzzle.residuals(values)))


def mended(puzzle: Puzzle, start: Whole, low: Whole, high: Whole, steps: int) -> Whole | None:
    """Return a data set near `start` (n), which is within the bounds but need not add up; None if no walk finds one."""
    broken = puzzle.residuals(start)
    if not np.any(broken):
        return start if agrees(puzzle, start, low, high) else None
    for seed in range(1, _MEND_SEEDS + 1):
        values = _mend(puzzle, start, (low, high), steps * seed, seed)
        if values is not None and agrees(puzzle, values, low, high):
            return values
    return None


def _mend(puzzle: Puzzle, start: Whole, bounds: tuple[Whole, Whole], steps: int, seed: int) -> Whole | None:
    low, high = bounds
    broken = puzzle.residuals(start)
    lines = np.flatnonzero(broken)
    parts = np.arange(puzzle.size, puzzle.size + len(lines))
    members = np.insert(puzzle.members, puzzle.starts[1:][lines], parts)
    lengths = np.diff(puzzle.starts) + (broken != 0)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    values = np.concatenate([start, -broken[lines]])
    lowest = np.concatenate([low, np.full(len(lines), -(1 << 50))])
    movable = np.concatenate([np.where(low < high, OPEN, FIXED), np.full(len(lines), FIXED)]).astype(np.int8)
    walker = Walker(_system(values, lowest, starts, members), movable, seed)
    order = np.argsort(-np.abs(broken[lines]), kind="stable")
    reached = walker.reach(parts[order], np.zeros(len(lines), np.int64), steps, _MEND_FAILURES)
    return walker.values[: puzzle.size].copy() if bool(reached.all()) else None


def walker_from(puzzle: Puzzle, base: Whole, low: Whole, high: Whole, seed: int) -> Walker:
    """Return a walker that starts from `base`, a data set (n), and moves what the bounds leave open."""
    movable = np.where(low < high, OPEN, FIXED).astype(np.int8)
    return Walker(_system(base, low, puzzle.starts, puzzle.members), movable, seed)


def _system(values: Whole, lower: Whole, starts: Whole, members: Whole) -> System:
    size = len(values)
    return System(
        values=values.astype(np.int64),
        lower=lower.astype(np.int64),
        threshold=np.zeros(size, np.int64),
        price=np.zeros(size),
        state=np.full(size, State.FREE, np.int8),
        sensitive=np.zeros(size, np.bool_),
        starts=starts,
        members=members,
    )


class Seen:
    """The range over which each count was seen in data sets that agree with everything released (n each)."""

    def __init__(self, base: Whole) -> None:
        self.high = base.copy()
        self.low = base.copy()
        self.data_sets = 1

    def add(self, values: Whole) -> None:
        """Take in another data set (n)."""
        np.maximum(self.high, values, out=self.high)
        np.minimum(self.low, values, out=self.low)
        self.data_sets += 1

    def wanting(self, reach: Whole, width: Whole, floor: Whole) -> Flags:
        """Return which counts were not yet seen to be in doubt (n)."""
        return np.asarray((self.high < reach) | (self.high - self.low < width) | (self.low > floor), np.bool_)
