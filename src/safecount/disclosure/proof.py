"""Checks a protection, apart from the code that made it: sums, comparisons, and nothing that searches."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import scipy.sparse

from safecount.disclosure.doubt import Protection
from safecount.disclosure.safe_table import Level
from safecount.disclosure.system import System, Whole
from safecount.problems import SafecountError


class ProofFailed(SafecountError):
    """The witnesses do not prove what was claimed. A fault of this program: nothing may be published."""


@dataclass(frozen=True)
class Proof:
    """What the check saw: how many witnesses, and the digest of all of them."""

    witnesses: int
    digest: str


def check_proof(system: System, level: Level, protection: Protection) -> Proof:
    """Return the proof if every small count is hidden and left in the doubt of `level`; raise ProofFailed otherwise.

    A witness must keep every relation, differ only in hidden cells, and never go below what an attacker knows.
    """
    equations = _equations(system)
    least = np.where(system.lower > 0, 1, 0)
    small = system.sensitive & (system.values >= least) & (system.values < system.threshold)
    if np.any(small & ~protection.hidden):
        raise ProofFailed("A small count is not hidden.")
    high, low = system.values.copy(), system.values.copy()
    total = hashlib.sha256()
    for witness in protection.witnesses:
        table = system.values.copy()
        table[witness.cells] = witness.values
        if np.any(equations @ table) or np.any(table[witness.cells] < system.lower[witness.cells]):
            raise ProofFailed("A witness does not add up.")
        if not np.all(protection.hidden[witness.cells]):
            raise ProofFailed("A witness differs from what is shown.")
        np.maximum(high, table, out=high)
        np.minimum(low, table, out=low)
        total.update(witness.cells.tobytes() + witness.values.tobytes())
    _check_ranges(system, level, (low[small], high[small]), small)
    return Proof(len(protection.witnesses), total.hexdigest())


def _check_ranges(system: System, level: Level, ranges: tuple[Whole, Whole], small: np.ndarray) -> None:
    low, high = ranges
    threshold = system.threshold[small]
    width = np.ones(len(low), np.int64) if level is Level.EXACT else np.maximum(2, threshold - 1)
    if np.any(high - low < width):
        raise ProofFailed("A small count is pinned too closely.")
    if level is not Level.EXACT and np.any(high < threshold):
        raise ProofFailed("A small count is provably small.")
    if level is Level.PRESENCE and np.any(low > 0):
        raise ProofFailed("A small count is provably not nought.")


def _equations(system: System) -> scipy.sparse.csr_matrix:
    """Return one row a relation: the sum of the children less the parent (m, n)."""
    signs = np.ones(len(system.members), np.int64)
    signs[system.starts[:-1]] = -1
    return scipy.sparse.csr_matrix(
        (signs, system.members, system.starts), shape=(system.relations, system.size)
    )
