"""What each level asks for, what proves it, and how hard to look: the terms in which protection speaks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safecount.disclosure.safe_table import Level
from safecount.disclosure.system import Flags, System, Whole, primary
from safecount.problems import SafecountError


class CannotProtect(SafecountError):
    """Some small count cannot be left in doubt whatever is hidden now; the sentence says what may be done."""


@dataclass(frozen=True)
class Effort:
    """How hard to look, in steps, so that the same input gives the same result on any machine.

    `first` steps for each walk along a chain, of which `failures` in a row end it; `search` steps to reach one cell inside
    what is hidden; `repair` steps at each of `levies`, the factors on prices, dearest first, then `last` steps at
    each of a few; `prune` steps to do without a
    cell in one witness, `prune_most` in all; `seed` of all chance. Where boxes can be used: at most `boxes` to repair one cell
    and about `boxes_most` for all that need it, `spare` to do without a cell in one witness and about `spare_most` in all;
    `trades` rounds at most in which hidden cells are traded for fewer, `again` boxes for each data set at first and
    about `trade_most` in all.
    """

    first: int = 5_000
    failures: int = 3
    search: int = 30_000
    repair: int = 30_000
    last: int = 1_000_000
    prune: int = 5_000
    prune_most: int = 40_000_000
    boxes: int = 300
    boxes_most: int = 150_000
    spare: int = 20
    spare_most: int = 20_000
    trades: int = 8
    again: int = 20
    trade_most: int = 150_000
    levies: tuple[float, ...] = (8.0, 6.0, 4.0, 3.0, 2.0, 1.0, 0.5, 0.0)
    seed: int = 1


DEFAULT_EFFORT = Effort()


@dataclass(frozen=True)
class Doubt:
    """What a level asks for: how far a hidden count must be able to rise, and how wide its range must be (n each)."""

    reach: Whole
    width: Whole
    floor: Whole

    def open(self, high: Whole, low: Whole) -> Flags:
        """Return which cells lack it when their range is from `low` to `high` (n)."""
        return np.asarray((high < self.reach) | (high - low < self.width) | (low > self.floor), np.bool_)


@dataclass(frozen=True)
class Witness:
    """A data set that agrees with all that is shown: the cells that differ from the truth, and their values there."""

    cells: Whole
    values: Whole


@dataclass(frozen=True)
class Protection:
    """What is hidden (n), and the witnesses that prove it safe."""

    hidden: Flags
    witnesses: tuple[Witness, ...]


def doubt_of(system: System, level: Level) -> Doubt:
    """Return what `level` asks for each cell of `system`; cells that are not small are asked for nothing.

    Raises SafecountError for L3 where an attacker knows hidden cells to be at least 1.
    """
    if level is Level.PRESENCE and system.lower.any():
        raise SafecountError(
            "Level L3 hides zeros, so that a hidden cell may be nought: `lower` must be 0 everywhere."
        )
    small = primary(system)
    nothing = np.full(system.size, np.iinfo(np.int64).min // 4)
    anything = np.full(system.size, np.iinfo(np.int64).max // 4)
    narrow = np.ones(system.size, np.int64) if level is Level.EXACT else np.maximum(2, system.threshold - 1)
    reach = nothing if level is Level.EXACT else np.where(small, system.threshold, nothing)
    floor = np.where(small, np.minimum(system.lower, 0), anything) if level is Level.PRESENCE else anything
    return Doubt(reach, np.where(small, narrow, nothing), floor)
