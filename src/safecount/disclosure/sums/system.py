"""All sums of one measure, of one release or of several, as one system beside that of the counts.

A sum is known by the cell of counts that it goes with and by its value: where both stood from one release to the next it is the
same sum. Where its count changed, what was added between two releases is a sum of its own that nobody prints and everybody
can subtract. What a count and a sum tell of one another: each record adds at least the least and at most the greatest
contribution that the definition states.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from safecount.disclosure.lattice import Lattice, Tabulated, build_lattice
from safecount.disclosure.nested import Groups
from safecount.disclosure.safe_table import Measure
from safecount.disclosure.sums.rules import Flags, Real, SumRule, figures_of, levels
from safecount.disclosure.system import State, Whole

CLOSE = 1e-6
"""Sums are exact to millionths; what adding leaves beyond that is no difference."""

_GRAND_TOTAL_PRICE = 50.0
_MARGIN_PRICE = 0.3


@dataclass(frozen=True)
class SumTable:
    """One table with its measure, in one release. `table.cells` and `sums` have a row each a cell.

    `cells`: the cell of each row in the lattice of all counts. `sums`: `records`, `sum`, `largest` and `second`. `thresholds`:
    k of each row. `hidden`: whether its count is hidden in this release. `said`: in an earlier release, whether each sum is
    hidden; None in this one.
    """

    table: Tabulated
    cells: Whole
    sums: pa.Table
    thresholds: Whole
    hidden: Flags
    said: Flags | None = None


@dataclass(frozen=True)
class SumSystem:
    """n sums, m relations, z memberships; all in the unit of the measure.

    `values` (n): the truth. `cells` (n): the cell of counts each goes with. `reach` (n): how far on either side a reader must
    be left in doubt, nought for no doubt. `must_hide` (n): whether it is sensitive, or its count is hidden. `state` (n): a
    `State`; an implicit sum, which lies between two releases, is `HIDDEN`. `price` (n): what hiding costs a reader. `unbound`
    (n): the truth is not between least and greatest for its count, as after a correction: then nobody can argue from these.
    `starts`, `members`: as in `System`. `rows`: for each release, for each table, the sum of each row.
    """

    measure: Measure
    values: Real
    cells: Whole
    reach: Real
    must_hide: Flags
    state: Whole
    price: Real
    unbound: Flags
    starts: Whole
    members: Whole
    rows: tuple[tuple[Whole, ...], ...]

    @property
    def size(self) -> int:
        """The number of sums."""
        return len(self.values)

    def between(self, counts: Whole) -> tuple[Real, Real]:
        """Return the least and the greatest that each sum may be (n each) beside `counts`, one for each cell of the lattice."""
        records = counts[self.cells].astype(np.float64)
        most = np.inf if self.measure.greatest is None else self.measure.greatest
        with np.errstate(invalid="ignore"):
            high = np.where(records > 0, records * most, 0.0)
        low = self.measure.least * records
        return np.where(self.unbound, -np.inf, low), np.where(self.unbound, np.inf, high)

    def residuals(self, values: Real) -> Real:
        """Return, for each relation, the sum of its children less its parent (m)."""
        if len(self.starts) < 2:
            return np.zeros(0)
        sums = np.add.reduceat(values[self.members], self.starts[:-1])
        return np.asarray(sums - 2 * values[self.members[self.starts[:-1]]], np.float64)


def sum_system(
    releases: Sequence[Sequence[SumTable]],
    lattice: Lattice,
    measure: Measure,
    rule: SumRule,
    ties: tuple[Groups, bool],
) -> SumSystem:
    """Return the system of all sums of one measure in `releases`, oldest first; `ties` are `groups` and `zeros_shown`.

    Raises SafecountError for values below nought.
    """
    builder = _Builder(lattice, measure, rule)
    for tables in releases:
        builder.take(tables, ties)
    return builder.build()


class _Builder:
    def __init__(self, lattice: Lattice, measure: Measure, rule: SumRule) -> None:
        self._lattice, self._measure, self._rule = lattice, measure, rule
        self._number: dict[tuple[int, float], int] = {}
        self._values: list[float] = []
        self._cells: list[int] = []
        self._reach: list[float] = []
        self._must: list[bool] = []
        self._state: list[int] = []
        self._price: list[float] = []
        self._top: list[tuple[float, float, float]] = []
        self._relations: list[list[int]] = []
        self._loose: list[int] = []
        self._seen: set[tuple[int, ...]] = set()
        self._rows: list[tuple[Whole, ...]] = []

    def take(self, tables: Sequence[SumTable], ties: tuple[Groups, bool]) -> None:
        """Take in the tables of the next release."""
        rows = tuple(self._numbered(table) for table in tables)
        self._rows.append(rows)
        if not tables:
            return
        local = build_lattice([[table.table for table in tables]], zeros_shown=ties[1], groups=ties[0])
        sum_of = np.full(local.size, -1)
        for cells, numbers in zip(local.rows[0], rows, strict=True):
            sum_of[cells] = numbers
        for first, last in itertools.pairwise(local.starts.tolist()):
            self._relate(sum_of[local.members[first:last]].tolist())

    def _relate(self, relation: list[int]) -> None:
        parent, children = relation[0], sorted(relation[1:])
        if (parent, *children) not in self._seen and children != [parent]:
            self._seen.add((parent, *children))
            self._relations.append([parent, *children])

    def _numbered(self, table: SumTable) -> Whole:
        """Return the sum of each row, making those that are new."""
        figures = figures_of(table.sums)
        reach = levels(figures, self._rule, table.thresholds.astype(np.float64))
        depth = sum(
            np.array(table.table.cells.column(d.reference).to_pylist(), object) == "*"
            for d in table.table.dimensions
        ) + np.zeros(len(reach))
        whole = depth == len(table.table.dimensions)
        price = np.where(whole, _GRAND_TOTAL_PRICE, 1.0 + _MARGIN_PRICE * depth)
        found = np.empty(len(reach), np.int64)
        for row, (cell, value) in enumerate(zip(table.cells.tolist(), figures[1].tolist(), strict=True)):
            top = (figures[2][row], figures[3][row], float(table.thresholds[row]))
            number = self._number.get((cell, round(value, 6)))
            if number is None:
                number = self._number[cell, round(value, 6)] = self._new(value, cell, top, float(price[row]))
            self._reach[number] = max(self._reach[number], float(reach[row]))
            self._judge(number, table, row, bool(reach[row] > 0))
            found[row] = number
        return found

    def _new(self, value: float, cell: int, top: tuple[float, float, float], price: float) -> int:
        self._values.append(value)
        self._cells.append(cell)
        self._top.append(top)
        self._price.append(price)
        self._reach.append(0.0)
        self._must.append(False)
        self._state.append(State.FREE)
        return len(self._values) - 1

    def _judge(self, number: int, table: SumTable, row: int, is_sensitive: bool) -> None:
        if table.said is None:
            self._must[number] |= is_sensitive or bool(table.hidden[row])
        elif not table.said[row]:
            # What an earlier release showed is known for good.
            self._state[number] = State.SHOWN
        elif self._state[number] != State.SHOWN:
            self._state[number] = State.HIDDEN

    def _differences(self) -> None:
        """Make the sum of what was added between two releases, for each count that changed."""
        at: dict[int, list[int]] = {}
        for number, cell in enumerate(self._cells):
            at.setdefault(cell, []).append(number)
        lattice = self._lattice
        first = lattice.starts[:-1][np.diff(lattice.starts) == 3]
        tied: dict[int, set[int]] = {}
        for whole, part, change in lattice.members[first[:, None] + np.arange(3)].tolist():
            if lattice.implicit[change]:
                tied.setdefault(whole, set()).add(part)
                tied.setdefault(part, set()).add(whole)
                for later, earlier in itertools.product(at.get(whole, []), at.get(part, [])):
                    self._differ(later, earlier, change)
        for cell, other in _further(tied):
            for one, two in itertools.product(at.get(cell, []), at.get(other, [])):
                self._differ(one, two, -1)

    def _differ(self, whole: int, part: int, change: int) -> None:
        """Make the sum between two; without a cell of counts (-1) it has no bounds, and is made only if it is sensitive."""
        value = self._values[whole] - self._values[part]
        tops = [self._top[whole], self._top[part]]
        # The largest values among what was added are not known, but no larger than the largest there ever were.
        first = min(abs(value), max(top[0] for top in tops))
        second = min(abs(value) - first, max(top[1] for top in tops))
        counts = self._lattice.counts
        records = float(
            counts[change] if change >= 0 else abs(counts[self._cells[whole]] - counts[self._cells[part]])
        )
        figures = tuple(np.array([figure]) for figure in (records, abs(value), first, second))
        known = State.SHOWN == self._state[whole] == self._state[part]
        reach = 0.0 if known else float(levels(figures, self._rule, np.array([tops[0][2]]))[0])  # type: ignore[arg-type]
        if change < 0 and not reach:
            return
        number = self._new(value, max(change, 0), (first, second, tops[0][2]), 1.0)
        self._state[number] = State.HIDDEN
        self._reach[number] = reach
        if change < 0:
            self._loose.append(number)
        self._relations.append([whole, part, number])

    def build(self) -> SumSystem:
        self._differences()
        values, state = np.array(self._values), np.array(self._state, np.int64)
        lengths = np.array([len(relation) for relation in self._relations], np.int64)
        system = SumSystem(
            measure=self._measure,
            values=values,
            cells=np.array(self._cells, np.int64),
            reach=np.where(state == State.SHOWN, 0.0, np.array(self._reach)),
            must_hide=np.array(self._must, np.bool_) & (state != State.SHOWN),
            state=state,
            price=np.array(self._price),
            unbound=np.zeros(len(values), np.bool_),
            starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            members=np.array([member for relation in self._relations for member in relation], np.int64),
            rows=tuple(self._rows),
        )
        system.unbound[self._loose] = True
        low, high = system.between(self._lattice.counts)
        system.unbound[(values < low - CLOSE) | (values > high + CLOSE)] = True
        return system


def _further(tied: dict[int, set[int]]) -> list[tuple[int, int]]:
    """Return the pairs of cells that count the same in releases that do not follow one another, the later cell first."""
    found: list[tuple[int, int]] = []
    seen: set[int] = set()
    for start in sorted(tied):
        if start in seen:
            continue
        group, waiting = {start}, [start]
        while waiting:
            new = tied[waiting.pop()] - group
            group |= new
            waiting += sorted(new)
        seen |= group
        found += [(b, a) for a, b in itertools.combinations(sorted(group), 2) if b not in tied[a]]
    return found
