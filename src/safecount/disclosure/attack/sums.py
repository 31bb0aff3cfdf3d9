"""What the sums of a measure give away: each other, and the counts beside them. By linear programmes over both together.

Known are the shown sums, that they add up as their counts do, and that one record adds at least the least and at most the
greatest contribution that release.json states. Counts are not held to whole numbers here, which leaves the attacker a
little less: what is found is proved, what is not found may still be so.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import highspy
import numpy as np
import pyarrow as pa
import scipy.sparse

from safecount.disclosure.attack.puzzle import ENDLESS, AttackError, Puzzle, Rules, puzzle_from
from safecount.disclosure.attack.report import STANDARD, Effort
from safecount.disclosure.lattice import UNKNOWN, build_lattice
from safecount.disclosure.safe_table import ALL, Dimension, Level, Measure, Status
from safecount.disclosure.system import Real, Whole

_ROUNDS = 12
_FAR = 10.0
_ENDLESS = 1e18
_EXACT = 1e-4
"""Of a unit: a range no wider than this says what a sum is."""


class Summed(Protocol):
    """A released table, with a measure or without."""

    @property
    def name(self) -> str: ...
    @property
    def records(self) -> str: ...
    @property
    def dimensions(self) -> tuple[Dimension, ...]: ...
    @property
    def cells(self) -> pa.Table: ...
    @property
    def measure(self) -> Measure | None: ...


@dataclass(frozen=True)
class AttackedSums:
    """What the sums of one measure give away.

    `hidden` sums; `known`: where a hidden one stands, and what it must be; `small`: where a hidden count stands that the sums
    prove to be below the threshold. `finished`: whether every hidden sum was settled.
    """

    records: str
    measure: str
    hidden: int
    known: tuple[tuple[str, float], ...]
    small: tuple[str, ...]
    finished: bool

    @property
    def given_away(self) -> bool:
        """Whether anything is proved that a release hides."""
        return bool(self.known or self.small)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        known = [{"where": where, "sum": value} for where, value in self.known]
        return {
            "records": self.records,
            "measure": self.measure,
            "hidden": self.hidden,
            "known": known,
            "small": list(self.small),
            "finished": self.finished,
        }

    def __str__(self) -> str:
        lines = [f"{self.measure} of {self.records}: {self.hidden:,} hidden sums."]
        lines += [f"  {where}: the hidden sum is {value:g}." for where, value in self.known[:20]]
        lines += [f"  {where}: the sums prove the count to be small." for where in self.small[:20]]
        if not self.given_away:
            lines.append("None of them can be worked out, and they prove no hidden count to be small.")
        if not self.finished:
            lines.append("The attack on the sums was not finished. Give it more effort.")
        return "\n".join(lines)


def attack_sums(
    releases: Sequence[Sequence[Summed]],
    rules: Sequence[Rules],
    effort: Effort = STANDARD,
    *,
    growing: bool = True,
) -> tuple[AttackedSums, ...]:
    """Return what the sums of each measure in `releases`, oldest first, give away under their `rules` (one each).

    Raises AttackError where sums contradict each other.
    """
    kinds = sorted(
        {(table.records, table.measure.name) for tables in releases for table in tables if table.measure}
    )
    if not kinds:
        return ()
    puzzle, _ = puzzle_from(releases, rules, growing=growing)
    rows = build_lattice(releases, zeros_shown=all(rule.level is not Level.PRESENCE for rule in rules)).rows
    found = []
    for kind in kinds:
        system = _System(puzzle, growing)
        for number, tables in enumerate(releases):
            own = [
                (table, cells)
                for table, cells in zip(tables, rows[number], strict=True)
                if table.measure and (table.records, table.measure.name) == kind
            ]
            system.take(number, own)
        found.append(_Attack(system, effort).run(*kind))
    return tuple(found)


class _System:
    """Counts (n, as in the puzzle) and after them sums: bounds of each, and equations and inequalities between them."""

    def __init__(self, puzzle: Puzzle, growing: bool) -> None:
        self.puzzle = puzzle
        self._growing = growing
        self.number: dict[tuple[int, int], int] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self.where: list[str] = []
        self.lines: list[tuple[Mapping[int, float], float, float]] = []
        self.measure = Measure("")

    def take(self, release: int, tables: Sequence[tuple[Summed, Whole]]) -> None:
        """Take in what the tables of one release say of a measure."""
        if not tables:
            return
        self.measure = tables[0][0].measure or self.measure
        local = build_lattice([[table for table, _ in tables]])
        sum_of = np.full(local.size, -1)
        for (table, cells), own in zip(tables, local.rows[0], strict=True):
            said = zip(table.cells.to_pylist(), cells.tolist(), own.tolist(), strict=True)
            for row, cell, place in said:
                sum_of[place] = self._sum(release, cell, row, table)
        for first, last in itertools.pairwise(local.starts.tolist()):
            parent, *children = sum_of[local.members[first:last]].tolist()
            self.lines.append(({parent: -1.0, **dict.fromkeys(children, 1.0)}, 0.0, 0.0))

    def _sum(self, release: int, cell: int, row: Mapping[str, Any], table: Summed) -> int:
        known = row["sum"]
        number = self.number.get((release, cell))
        if number is None:
            number = self.number[release, cell] = self.puzzle.size + len(self.low)
            self.low.append(0.0)
            self.high.append(_ENDLESS)
            named = [f"{d.reference} {row[d.reference]}" for d in table.dimensions if row[d.reference] != ALL]
            self.where.append(f"release {release + 1}, {table.name}, {', '.join(named) or 'the total'}")
            self._box({number: 1.0}, cell)
            self._link(release, cell, number)
        if row["sum_status"] != Status.HIDDEN and known is not None:
            self.low[number - self.puzzle.size] = self.high[number - self.puzzle.size] = float(known)
        return number

    def _box(self, sums: dict[int, float], cell: int) -> None:
        """A sum lies between its count times the least and the greatest contribution."""
        self.lines.append(({**sums, cell: -self.measure.least}, 0.0, np.inf))
        if self.measure.greatest is not None:
            self.lines.append(({**sums, cell: -self.measure.greatest}, -np.inf, 0.0))

    def _link(self, release: int, cell: int, number: int) -> None:
        """What was added since an earlier release lies between the same bounds; where nothing was, the sum stands."""
        if not self._growing:
            return
        for earlier in range(release):
            same = self.number.get((earlier, cell))
            if same is not None:
                self.lines.append(({number: 1.0, same: -1.0}, 0.0, 0.0))
            for before, difference in self._grown.get(cell, []):
                part = self.number.get((earlier, before))
                if part is not None:
                    self._box({number: 1.0, part: -1.0}, difference)

    @property
    def _grown(self) -> dict[int, list[tuple[int, int]]]:
        """Which cells each cell of a later release grew from, and the cell of the difference."""
        if not hasattr(self, "_found"):
            puzzle, found = self.puzzle, dict[int, list[tuple[int, int]]]()
            first = puzzle.starts[:-1][np.diff(puzzle.starts) == 3]
            for whole, part, change in puzzle.members[first[:, None] + np.arange(3)].tolist():
                if puzzle.implicit[change]:
                    found.setdefault(whole, []).append((part, change))
            self._found = found
        return self._found


class _Attack:
    def __init__(self, system: _System, effort: Effort) -> None:
        self._system, self._effort = system, effort
        puzzle = system.puzzle
        known = puzzle.counts != UNKNOWN
        shown = [high for high in system.high if high < _ENDLESS]
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


def _solver(system: _System, low: Real, high: Real) -> highspy.Highs:
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
