"""Decides which sums are hidden, and finds the data sets that prove it: sums beside the true counts, and beside every witness.

A sum is hidden where its count is, where a rule makes it sensitive, and where it would otherwise give one of these away. For
each sensitive sum two sets of sums are found, beside the true counts, in which it lies as far off on either side as the rule
asks (or as far as the stated least and greatest contributions let anyone think). And for each witness of the counts, sums are
found that go with it: so nothing in the sums takes a doubt about a count away. Each is one linear programme, the cheapest
change of what is shown; what it changes is hidden, and it is the proof of that. Solver: HiGHS (Huangfu and Hall 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse

from safecount.disclosure.doubt import CannotProtect
from safecount.disclosure.sums.rules import Flags, Real
from safecount.disclosure.sums.system import CLOSE, SumSystem
from safecount.disclosure.system import State, Whole

_SEED = 1
_HIDDEN_PRICE = 0.001
"""Above nought, so that no more moves than must."""


@dataclass(frozen=True)
class ProtectedSums:
    """Which sums are hidden (n), the sets of sums that stand beside the true counts (n each), and those that complete a witness
    of the counts, in the order of the witnesses (n each).
    """

    hidden: Flags
    witnesses: tuple[Real, ...]
    completions: tuple[Real, ...]


def wanted_range(system: SumSystem, counts: Whole) -> tuple[Real, Real]:
    """Return from where to where each sum must at least range for a reader (n each), beside the true `counts`.

    Where the least and greatest contributions alone tell more, no release could leave more.
    """
    low, high = system.between(counts)
    values, reach = system.values, system.reach
    down = np.where(reach > 0, np.maximum(values - reach, low), values)
    return down, np.where(reach > 0, np.minimum(values + reach, high), values)


def protect_sums(system: SumSystem, counts: Whole, witnesses: Sequence[Whole]) -> ProtectedSums:
    """Return what to hide; `counts` are the true counts and `witnesses` other ones, each one a cell of the lattice.

    Raises CannotProtect where sums that an earlier release showed stand against it.
    """
    search = _Search(system)
    search.widen(counts)
    completions = tuple(search.completed(values) for values in witnesses)
    return ProtectedSums(search.hidden, tuple(search.found), completions)


class _Search:
    def __init__(self, system: SumSystem) -> None:
        self._system = system
        self.hidden: Flags = system.must_hide | (system.state == State.HIDDEN)
        self.found: list[Real] = []
        self._low, self._high = system.values.copy(), system.values.copy()
        self._chance = np.random.default_rng(_SEED)
        self._programme = _Programme(system)
        self._programme.set_prices(np.where(self.hidden, _HIDDEN_PRICE, system.price))

    def widen(self, counts: Whole) -> None:
        """Leave every sensitive sum its range."""
        system = self._system
        bounds = system.between(counts)
        down, up = wanted_range(system, counts)
        while True:
            self._many_at_once(bounds, (down, up))
            lacks_up, lacks_down = self._lacking((down, up))
            far = np.where(lacks_up | lacks_down, system.reach, -1.0)
            number = int(far.argmax()) if len(far) else 0
            if not len(far) or far[number] < 0:
                return
            goal = up[number] if lacks_up[number] else down[number]
            self._take(self._moved(bounds, number, float(goal)))

    def _lacking(self, goals: tuple[Real, Real]) -> tuple[Flags, Flags]:
        """Return which sums were not yet seen at the upper end of their range, and which not at the lower."""
        slack = CLOSE * np.maximum(1.0, self._system.reach)
        return goals[1] > self._high + slack, goals[0] < self._low - slack

    def _take(self, values: Real) -> None:
        self.found.append(values)
        np.maximum(self._high, values, out=self._high)
        np.minimum(self._low, values, out=self._low)

    def _many_at_once(self, bounds: tuple[Real, Real], goals: tuple[Real, Real]) -> None:
        """Bring as many sums as will go to an end of their range together, inside what is hidden, by chance up or down."""
        system = self._system
        while True:
            lacks_up, lacks_down = self._lacking(goals)
            upward = np.where(lacks_up & lacks_down, self._chance.random(system.size) < 0.5, lacks_up)
            distance = np.where(upward, goals[1], goals[0]) - system.values
            change = self._programme.farthest(
                bounds, self.hidden, np.where(lacks_up | lacks_down, distance, 0.0)
            )
            if change is not None:
                values = system.values + np.where(self.hidden & (np.abs(change) > CLOSE), change, 0.0)
                slack = CLOSE * np.maximum(1.0, system.reach)
                gained = (lacks_up & (values >= goals[1] - slack)) | (
                    lacks_down & (values <= goals[0] + slack)
                )
                if gained.any():
                    self._take(values)
                    continue
            self._programme.set_prices(np.where(self.hidden, _HIDDEN_PRICE, system.price))
            return

    def completed(self, counts: Whole) -> Real:
        """Return sums that go with other `counts` than the true ones."""
        low, high = self._system.between(counts)
        values = self._system.values
        if (values >= low - CLOSE).all() and (values <= high + CLOSE).all():
            return values
        return self._moved((low, high))

    def _moved(self, bounds: tuple[Real, Real], number: int = -1, goal: float = 0.0) -> Real:
        """Return the sums nearest to the truth that keep `bounds` and bring one sum to its goal; hide what moves."""
        change = self._programme.cheapest(bounds, number, goal)
        if change is None:
            raise CannotProtect(
                f"The sums of {self._system.measure.name} cannot be protected beside what was released before. "
                "Leave the measure out, or begin a new dataset with a store of its own."
            )
        moved = np.abs(change) > CLOSE
        if (new := moved & ~self.hidden).any():
            self.hidden |= new
            self._programme.set_prices(np.where(self.hidden, _HIDDEN_PRICE, self._system.price))
        return self._system.values + np.where(moved, change, 0.0)


class _Programme:
    """One column for each sum's rise and one for its fall, one row for each relation; kept between questions."""

    def __init__(self, system: SumSystem) -> None:
        self._system = system
        size, rows = system.size, len(system.starts) - 1
        signs = np.ones(len(system.members))
        signs[system.starts[:-1]] = -1
        whole = scipy.sparse.csr_matrix((signs, system.members, system.starts), shape=(rows, size))
        matrix = scipy.sparse.hstack([whole, -whole]).tocsc()
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = 2 * size, rows
        model.col_cost_ = np.zeros(2 * size)
        model.col_lower_ = model.col_upper_ = np.zeros(2 * size)
        model.row_lower_ = model.row_upper_ = np.zeros(rows)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = matrix.indptr
        model.a_matrix_.index_ = matrix.indices
        model.a_matrix_.value_ = matrix.data
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 1)):
            self._solver.setOptionValue(name, value)
        self._solver.passModel(model)
        self._columns = np.arange(2 * size, dtype=np.int32)

    def set_prices(self, price: Real) -> None:
        """Set what moving each sum by one costs (n)."""
        self._solver.changeColsCost(len(self._columns), self._columns, np.concatenate([price, price]))

    def cheapest(self, bounds: tuple[Real, Real], number: int, goal: float) -> Real | None:
        """Return the cheapest change (n) into `bounds` that brings sum `number`, if it is one, to its goal; None for none."""
        system = self._system
        fixed = system.state == State.SHOWN
        low = np.where(fixed, 0.0, bounds[0] - system.values)
        high = np.where(fixed, 0.0, bounds[1] - system.values)
        if np.any(fixed & ((bounds[0] > system.values + CLOSE) | (bounds[1] < system.values - CLOSE))):
            return None
        if number >= 0:
            low[number] = high[number] = goal - system.values[number]
        return self._solved(low, high)

    def farthest(self, bounds: tuple[Real, Real], hidden: Flags, far: Real) -> Real | None:
        """Return the change (n) of `hidden` sums within `bounds` that brings most of them by `far` (n, nought for no wish)."""
        system = self._system
        free = hidden & (system.state != State.SHOWN)
        low = np.where(free, bounds[0] - system.values, 0.0)
        high = np.where(free, bounds[1] - system.values, 0.0)
        low = np.where(far > 0, 0.0, np.where(far < 0, np.maximum(low, far), low))
        high = np.where(far < 0, 0.0, np.where(far > 0, np.minimum(high, far), high))
        price = np.full(2 * system.size, _HIDDEN_PRICE)
        wish = np.flatnonzero(far)
        price[np.where(far[wish] > 0, wish, wish + system.size)] = -1 / np.abs(far[wish])
        self._solver.changeColsCost(len(self._columns), self._columns, price)
        return self._solved(low, high)

    def _solved(self, low: Real, high: Real) -> Real | None:
        system = self._system
        lower = np.concatenate([np.maximum(low, 0.0), np.maximum(-high, 0.0)])
        upper = np.concatenate([np.maximum(high, 0.0), np.maximum(-low, 0.0)])
        self._solver.changeColsBounds(len(self._columns), self._columns, lower, upper)
        # From the beginning: the solver then leaves out what cannot move, which is most of it.
        self._solver.clearSolver()
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        columns = np.array(self._solver.getSolution().col_value)
        change = columns[: system.size] - columns[system.size :]
        return np.asarray(change, np.float64)
