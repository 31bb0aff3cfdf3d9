"""Checks protected sums, apart from the code that protected them: adds and compares, and searches nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from safecount.disclosure.proof import ProofFailed
from safecount.disclosure.sums.protect import ProtectedSums
from safecount.disclosure.sums.rules import Flags, Real
from safecount.disclosure.sums.system import SumSystem
from safecount.disclosure.system import State, Whole

_TOLERANCE = 1e-5
"""Of the largest change in a set of sums: what a solver leaves over."""


def check_sums(
    system: SumSystem, protected: ProtectedSums, counts: Whole, witnesses: Sequence[Whole]
) -> None:
    """Raise ProofFailed unless every sensitive sum is hidden and in doubt, and every witness of the counts has its sums.

    `counts` are the true counts, `witnesses` those of the count's own proof, one a cell of the lattice each.
    """
    if np.any((system.must_hide | (system.reach > 0)) & ~protected.hidden):
        raise ProofFailed("A sum is shown that its count or a rule hides.")
    may_move = protected.hidden & (system.state != State.SHOWN)
    low, high = system.values.copy(), system.values.copy()
    for values in protected.witnesses:
        _check_one(system, may_move, values, counts)
        low, high = np.minimum(low, values), np.maximum(high, values)
    _check_ranges(system, (low, high), counts)
    if len(protected.completions) != len(witnesses):
        raise ProofFailed("A witness of the counts has no sums.")
    for values, others in zip(protected.completions, witnesses, strict=True):
        _check_one(system, may_move, values, others)


def _check_one(system: SumSystem, may_move: Flags, values: Real, counts: Whole) -> None:
    change = values - system.values
    slack = _TOLERANCE * max(1.0, float(np.abs(change).max(initial=0.0)))
    if np.any((change != 0) & ~may_move):
        raise ProofFailed("A set of sums differs from what is shown.")
    if np.any(np.abs(system.residuals(change)) > slack):
        raise ProofFailed("A set of sums does not add up.")
    low, high = system.between(counts)
    if np.any(values < low - slack) or np.any(values > high + slack):
        raise ProofFailed("A set of sums does not go with its counts.")


def _check_ranges(system: SumSystem, seen: tuple[Real, Real], counts: Whole) -> None:
    least, most = system.between(counts)
    asked = system.reach > 0
    slack = _TOLERANCE * np.maximum(1.0, system.reach)
    up = np.minimum(system.values + system.reach, most)
    down = np.maximum(system.values - system.reach, least)
    if np.any(asked & (seen[1] < up - slack)) or np.any(asked & (seen[0] > down + slack)):
        raise ProofFailed("A sensitive sum is pinned too closely.")
