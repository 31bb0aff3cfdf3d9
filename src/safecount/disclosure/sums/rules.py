"""Which sums are sensitive by themselves: a total of minutes or dollars that is nearly one person's tells that person's.

A sum is sensitive by the (n, k) rule, if its n largest values make more than k % of it; by the p % rule, if what remains
without the two largest is less than p % of the largest, since the second could then work the largest out that closely; and
if fewer than the threshold of records have a value.

Sources: Hundepool et al. 2012, Statistical Disclosure Control, Wiley, sections 4.2.1 (rules) and 4.2.2 (protection levels);
tau-ARGUS manual 4.1, section 2.3; Cox 1981, Journal of Statistical Planning and Inference 5, 153-164.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from safecount.problems import SafecountError

Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Figures = tuple[Real, Real, Real, Real]
"""Of each sum: how many records have a value, the sum, and the two largest values."""

_CLOSE = 1e-6
"""Of a sum: what adding decimals may leave over."""


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


def figures_of(sums: pa.Table) -> Figures:
    """Return `records`, `sum`, `largest` and `second` of each row (n each).

    Raises SafecountError where values below nought show: rules of dominance hold for parts of a whole.
    """
    records, total, first, second = (
        sums.column(name).fill_null(0).to_numpy().astype(np.float64)
        for name in ("records", "sum", "largest", "second")
    )
    slack = _CLOSE * np.maximum(1.0, np.abs(total))
    if (first < 0).any() or (second < 0).any() or (first + second > total + slack).any():
        raise SafecountError(
            "Some value of the measure is below nought, and rules of dominance do not hold then. "
            "Set its minimum to 0, or sum up gains and losses apart."
        )
    return records, total, first, second


def sensitive_sums(sums: pa.Table, rule: SumRule, thresholds: Real | None = None) -> Flags:
    """Return which rows of `sums` (`records`, `sum`, `largest`, `second`) are sensitive by themselves (n).

    `thresholds` (n) are stricter ones than the rule's, row by row. Raises SafecountError for values below nought.
    """
    return sensitive(figures_of(sums), rule, thresholds)


def sensitive(figures: Figures, rule: SumRule, thresholds: Real | None = None) -> Flags:
    """As `sensitive_sums`, of figures that were checked."""
    records, total, first, second = figures
    least = rule.threshold if thresholds is None else np.maximum(rule.threshold, thresholds)
    rest = total - first - second
    some = records > 0
    primary = some & (records < least)
    primary |= some & (rest < rule.percent / 100 * first)
    if rule.largest:
        top = first if rule.largest == 1 else first + second
        primary |= some & (top > rule.dominance / 100 * total)
    return np.asarray(primary, np.bool_)


def protection_levels(sums: pa.Table, rule: SumRule, thresholds: Real | None = None) -> Real:
    """Return how far a reader must be left in doubt on either side of each sum, if it is sensitive (n, nought otherwise).

    p %: p/100 x1 - (X - x1 - x2); (n, k): 100/k (x1 + … + xn) - X; the larger counts. A sum hidden for few records alone
    has no level of its own: p % of it is taken.
    """
    return levels(figures_of(sums), rule, thresholds)


def levels(figures: Figures, rule: SumRule, thresholds: Real | None = None) -> Real:
    """As `protection_levels`, of figures that were checked."""
    _, total, first, second = figures
    reach = rule.percent / 100 * first - (total - first - second)
    if rule.largest:
        top = first if rule.largest == 1 else first + second
        reach = np.maximum(reach, 100 / rule.dominance * top - total)
    least = rule.percent / 100 * total
    wanted = np.maximum(np.where(reach > 0, reach, least), 0.0)
    return np.asarray(np.where(sensitive(figures, rule, thresholds), wanted, 0.0), np.float64)
