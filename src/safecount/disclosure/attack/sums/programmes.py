"""Linear programmes over counts and sums together: how far each hidden sum can range, and which counts the sums limit."""

from __future__ import annotations

import highspy
import numpy as np
import scipy.sparse

from safecount.disclosure.attack.puzzle import ENDLESS, AttackError
from safecount.disclosure.attack.report import Effort
from safecount.disclosure.attack.sums.found import AttackedSums
from safecount.disclosure.attack.sums.system import ENDLESS_SUM, SumSystem
from safecount.disclosure.lattice import UNKNOWN
from safecount.disclosure.system import Real

_ROUNDS = 12
_FAR = 10.0
_EXACT = 1e-4
"""Of a unit: a range no wider than this says what a sum is."""


class SumAttack:
    def __init__(self, system: SumSystem, effort: Effort) -> None:
        self._system, self._effort = system, effort
        puzzle = system.puzzle
        known = puzzle.counts != UNKNOWN
        shown = [high for high in system.high if high < ENDLESS_SUM]
        # Far beyond all that is shown, and not so far that the solver would lose the decimals.
        far = _FAR * max(1.0, float(puzzle.counts.max(initial=0)), *shown)
        free = np.where(puzzle.lower <= -ENDLESS, -far, puzzle.lower.astype(float))
        self._low = np.concatenate([np.where(known, puzzle.counts, free), system.low])
        self._high = np.minimum(np.concatenate([np.where(known, puzzle.counts, far), system.high]), far)
        self._solver = _solver(system, self._low, self._high)
        self._least, self._most = np.full(len(self._low), np.inf), np.full(len(self._low), -np.inf)
        self._left = effort.programmes

    def run(self, records: str, measure: str) -> AttackedSums:
        """Settle every hidden sum, and every hidden count where contributions are limited."""
        size = self._system.puzzle.size
        hidden = np.flatnonzero(self._high[size:] > self._low[size:]) + size
        chance = np.random.default_rng(self._effort.seed)
        for _ in range(_ROUNDS):
            cost = np.zeros(len(self._low))
            cost[hidden] = chance.choice([-1.0, 1.0], len(hidden))
            self._solve(cost)
        known = []
        for column in hidden.tolist():
            low, high = self._ends(column)
            if high - low <= _EXACT:
                known.append((self._system.where[column - size], round((low + high) / 2, 4)))
        return AttackedSums(records, measure, len(hidden), tuple(known), tuple(self._small()), self._left > 0)

    def _ends(self, column: int) -> tuple[float, float]:
        """Return the range of one sum, or as much of it as shows that it is one."""
        for sign in (1.0, -1.0):
            if self._most[column] - self._least[column] <= _EXACT and self._left > 0:
                cost = np.zeros(len(self._low))
                cost[column] = sign
                self._solve(cost)
        if self._left <= 0:
            return float(self._low[column]), float(self._high[column])
        return float(self._least[column]), float(self._most[column])

    def _small(self) -> list[str]:
        """Return where a count stands that only the sums prove to be small; without limits they prove nothing."""
        measure, puzzle = self._system.measure, self._system.puzzle
        if measure.greatest is None and not measure.least:
            return []
        found = []
        for (_, cell), number in self._system.number.items():
            if puzzle.counts[cell] != UNKNOWN or self._most[cell] >= puzzle.threshold[cell]:
                continue
            cost = np.zeros(len(self._low))
            cost[cell] = -1.0
            self._solve(cost)
            if self._left > 0 and self._most[cell] < puzzle.threshold[cell] - _EXACT:
                found.append(self._system.where[number - puzzle.size])
        return found

    def _solve(self, cost: Real) -> None:
        """Take in one more set of counts and sums: the one that costs least."""
        if self._left <= 0:
            return
        self._left -= 1
        columns = np.arange(len(cost), dtype=np.int32)
        self._solver.changeColsCost(len(columns), columns, cost)
        self._solver.run()
        if self._solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            raise AttackError(
                "The released sums contradict each other. Check that the folders belong together; if values were put right "
                "between releases, say so with --revised."
            )
        values = np.array(self._solver.getSolution().col_value)
        np.minimum(self._least, values, out=self._least)
        np.maximum(self._most, values, out=self._most)


def _solver(system: SumSystem, low: Real, high: Real) -> highspy.Highs:
    puzzle = system.puzzle
    signs = np.ones(len(puzzle.members))
    signs[puzzle.starts[:-1]] = -1
    counts = scipy.sparse.csr_matrix(
        (signs, puzzle.members, puzzle.starts), shape=(len(puzzle.starts) - 1, len(low))
    )
    rows = [row for row, (line, _, _) in enumerate(system.lines) for _ in line]
    columns = [column for line, _, _ in system.lines for column in line]
    factors = [factor for line, _, _ in system.lines for factor in line.values()]
    sums = scipy.sparse.csr_matrix((factors, (rows, columns)), shape=(len(system.lines), len(low)))
    matrix = scipy.sparse.vstack([counts, sums]).tocsr()
    none = np.zeros(counts.shape[0])
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(low), matrix.shape[0]
    model.col_cost_ = np.zeros(len(low))
    model.col_lower_, model.col_upper_ = low, high
    model.row_lower_ = np.concatenate([none, [least for _, least, _ in system.lines]])
    model.row_upper_ = np.concatenate([none, [most for _, _, most in system.lines]])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = matrix.indptr
    model.a_matrix_.index_ = matrix.indices
    model.a_matrix_.value_ = matrix.data
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 1)):
        solver.setOptionValue(name, value)
    solver.passModel(model)
    return solver
