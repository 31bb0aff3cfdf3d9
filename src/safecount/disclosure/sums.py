"""Which sums must be hidden: a total of minutes or dollars that is nearly one person's tells that person's.

A sum is sensitive by the (n, k) rule, if its n largest values make more than k % of it; by the p % rule, if what remains
without the two largest is less than p % of the largest, since the second could then work the largest out that closely; and
if fewer than the threshold of records have a value. It is hidden too where its count is hidden, or the sum would
bring the count back. Then enough other sums are hidden that nobody can work a sensitive one out more closely than the
rule itself allows: its possible range must reach as far on either side as the rule's protection level, given all shown
sums and that no value is below nought.

Sources: Hundepool et al. 2012, Statistical Disclosure Control, Wiley, sections 4.2.1 (rules) and 4.2.2 (protection levels);
tau-ARGUS manual 4.1, section 2.3; Cox 1981, Journal of Statistical Planning and Inference 5, 153-164.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.optimize import linprog
from scipy.sparse import csr_array

from safecount.cubes.table import CountedTable
from safecount.disclosure.lattice import build_lattice
from safecount.problems import SafecountError

Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_CLOSE = 1e-6
"""Of the largest sum: what a linear programme cannot tell from nought."""


@dataclass(frozen=True)
class SumRule:
    """What makes a sum sensitive. `percent`: p of the p % rule. `largest`: n of the (n, k) rule, 1 or 2, 0 for none;
    `dominance`: its k in percent. `threshold`: records with a value, at least.
    """

    percent: float = 10.0
    largest: int = 1
    dominance: float = 75.0
    threshold: int = 11

    def __post_init__(self) -> None:
        """Refuse rules that protect nothing, or that two largest values cannot answer."""
        if not (0 < self.percent <= 100 and self.largest in (0, 1, 2) and 0 < self.dominance < 100):
            raise SafecountError(
                "p and k are percentages above 0 and up to 100, and n is 1 or 2, or 0 for no such rule."
            )
        if self.threshold < 2:
            raise SafecountError("A sum of one record is that record's value: the threshold is at least 2.")


@dataclass(frozen=True)
class HiddenSums:
    """Of each row of a table's `sums` (n): whether it is sensitive, whether it is hidden, and how far the range that a
    reader can work out must reach from it on either side (in units of the measure, nought where not sensitive).
    """

    primary: Flags
    hidden: Flags
    reach: Real


def sensitive_sums(sums: pa.Table, rule: SumRule) -> Flags:
    """Return which rows of `sums` (`records`, `sum`, `largest`, `second`) are sensitive by themselves (n).

    Raises SafecountError where values below nought show: rules of dominance hold for parts of a whole.
    """
    records, total, first, second = _figures(sums)
    rest = total - first - second
    some = records > 0
    primary = some & (records < rule.threshold)
    primary |= some & (rest < rule.percent / 100 * first)
    if rule.largest:
        top = first if rule.largest == 1 else first + second
        primary |= some & (top > rule.dominance / 100 * total)
    return np.asarray(primary, np.bool_)


def protection_levels(sums: pa.Table, rule: SumRule) -> Real:
    """Return how far a reader must be left in doubt on either side of each sum, if it is sensitive (n, nought otherwise).

    p %: p/100 x1 - (X - x1 - x2); (n, k): 100/k (x1 + … + xn) - X; the larger counts. A sum hidden for few records alone,
    or for its count, has no level of its own: p % of it is taken.
    """
    _, total, first, second = _figures(sums)
    reach = rule.percent / 100 * first - (total - first - second)
    if rule.largest:
        top = first if rule.largest == 1 else first + second
        reach = np.maximum(reach, 100 / rule.dominance * top - total)
    least = rule.percent / 100 * total
    return np.where(sensitive_sums(sums, rule), np.maximum(np.where(reach > 0, reach, least), 0.0), 0.0)


def hidden_sums(table: CountedTable, counts_hidden: Sequence[bool] | Flags, rule: SumRule) -> HiddenSums:
    """Return which sums of `table` must be hidden, given which of its counts are (n, in the order of its rows).

    Asks two linear programmes for each hidden sum: some thousands of them take minutes.

    Raises SafecountError for a table without a measure, flags that do not fit it, or values below nought.
    """
    if table.sums is None:
        raise SafecountError(f"{table.name} sums nothing up. Give its release a measure.")
    given = np.asarray(counts_hidden, np.bool_)
    if len(given) != table.sums.num_rows:
        raise SafecountError(f"{table.name} has {table.sums.num_rows} rows, and {len(given)} were judged.")
    total = _figures(table.sums)[1]
    primary = sensitive_sums(table.sums, rule)
    # What has no records with a value is nought for all to see; hiding it would hide nothing.
    reach = np.where(given & ~primary, rule.percent / 100 * total, protection_levels(table.sums, rule))
    system, cell = _system_of(table)
    start = np.zeros(system.size, np.bool_)
    np.logical_or.at(start, cell, primary | given)
    far = np.zeros(system.size)
    np.maximum.at(far, cell, reach)
    return HiddenSums(primary, system.widened(start, far)[cell], reach)


def possible_sums(table: CountedTable, hidden: Flags) -> tuple[Real, Real]:
    """Return the least and the greatest that each sum may be for a reader who sees the others (n each): the attack."""
    system, cell = _system_of(table)
    unseen = np.zeros(system.size, np.bool_)
    np.logical_or.at(unseen, cell, np.asarray(hidden, np.bool_))
    ends = np.array([system.range_of(number, unseen) for number in range(system.size)]).reshape(-1, 2)
    return ends[cell, 0], ends[cell, 1]


def _system_of(table: CountedTable) -> tuple[_System, npt.NDArray[np.int64]]:
    """Return the system of a table's sums, and the cell of each of its rows."""
    if table.sums is None:
        raise SafecountError(f"{table.name} sums nothing up. Give its release a measure.")
    lattice = build_lattice([[table]])
    cell = lattice.rows[0][0]
    found, row = np.unique(cell, return_index=True)
    values = np.zeros(lattice.size)
    values[found] = _figures(table.sums)[1][row]
    relations = [lattice.members[a:b] for a, b in itertools.pairwise(lattice.starts)]
    return _System(values, _relations(relations, lattice.size)), cell


def _figures(sums: pa.Table) -> tuple[Real, Real, Real, Real]:
    columns = [
        sums.column(name).fill_null(0).to_numpy().astype(np.float64)
        for name in ("records", "sum", "largest", "second")
    ]
    records, total, first, second = columns
    slack = _CLOSE * np.maximum(1.0, np.abs(total))
    if (first < 0).any() or (second < 0).any() or (first + second > total + slack).any():
        raise SafecountError(
            "Some value of the measure is below nought, and rules of dominance do not hold then. "
            "Set its minimum to 0, or sum up gains and losses apart."
        )
    return records, total, first, second


def _relations(members: Sequence[npt.NDArray[np.int64]], size: int) -> csr_array:
    """Return one row a relation: 1 for the sum, -1 for each of its parts."""
    rows = np.repeat(np.arange(len(members)), [len(one) for one in members])
    signs = np.concatenate([[1.0] + [-1.0] * (len(one) - 1) for one in members]) if members else np.zeros(0)
    cells = np.concatenate(members) if members else np.zeros(0, np.int64)
    return csr_array((signs, (rows, cells)), shape=(len(members), size))


class _System:
    """The sums of a table and how they add up."""

    def __init__(self, values: Real, relations: csr_array) -> None:
        self._values = values
        self._relations = relations

    @property
    def size(self) -> int:
        """The number of cells."""
        return len(self._values)

    def range_of(self, cell: int, hidden: Flags) -> tuple[float, float]:
        """Return the least and the greatest value a cell may have for a reader who sees what is not hidden."""
        if not hidden[cell]:
            return float(self._values[cell]), float(self._values[cell])
        columns = np.flatnonzero(hidden)
        matrix = self._relations[:, columns]
        used = np.diff(matrix.indptr) > 0
        known = matrix @ self._values[columns]
        place = int(np.searchsorted(columns, cell))
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(columns))
            cost[place] = sign
            found = linprog(cost, A_eq=matrix[used], b_eq=known[used], bounds=(0, None), method="highs")
            # Unbounded: there is no greatest.
            ends.append(sign * found.fun if found.status == 0 else sign * -np.inf)
        return ends[0], ends[1]

    def widened(self, start: Flags, reach: Real) -> Flags:
        """Return `start` with the sums added that leave every cell its reach; the smallest sums that help come first."""
        hidden = start.copy()
        for cell in np.argsort(-reach, kind="stable"):
            while hidden[cell] and reach[cell] > 0 and not self._safe(int(cell), hidden, float(reach[cell])):
                more = self._nearest(int(cell), hidden)
                if more < 0:
                    raise SafecountError("A sum cannot be protected beside the others. Release counts alone.")
                hidden[more] = True
        return hidden

    def _safe(self, cell: int, hidden: Flags, reach: float) -> bool:
        low, high = self.range_of(cell, hidden)
        value = float(self._values[cell])
        slack = _CLOSE * max(1.0, float(self._values.max(initial=0.0)))
        # Below nought there is nothing: a sum less than its reach may be anything down to nought.
        return high >= value + reach - slack and low <= max(0.0, value - reach) + slack

    def _nearest(self, cell: int, hidden: Flags) -> int:
        """Return the smallest shown sum above nought beside `cell` or beside what is hidden with it; -1 for none."""
        reached = np.zeros(len(hidden), np.bool_)
        reached[cell] = True
        graph = abs(self._relations)
        while True:
            beside = (graph.T @ ((graph @ (reached & hidden).astype(np.float64)) > 0).astype(np.float64)) > 0
            free = np.flatnonzero(beside & ~hidden & (self._values > 0))
            if len(free):
                return int(free[np.lexsort((free, self._values[free]))[0]])
            grown = reached | (beside & hidden)
            if (grown == reached).all():
                return -1
            reached = grown
