"""The limits of a funnel plot, and how much more than chance districts differ (Spiegelhalter 2005)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from safecount.analysis.compare import Cell

TAILS = (0.025, 0.001)
"""The chance, on either side, of lying outside the inner (95 %) and outer (99.8 %) limits."""


@dataclass(frozen=True)
class Limits:
    """Lower and upper limits of a share, inner (95 %) and outer (99.8 %)."""

    outer_low: float
    inner_low: float
    inner_high: float
    outer_high: float


def exact_limits(target: float, of: int) -> Limits:
    """Return the limits of events / of when every record has the event with chance `target`."""
    inner, outer = TAILS
    tails = (outer, inner, 1 - inner, 1 - outer)
    return Limits(*(binomial_limit(target, of, tail) for tail in tails))


def binomial_limit(target: float, of: int, tail: float) -> float:
    """Return the interpolated binomial quantile divided by `of` (Spiegelhalter 2005, appendix A.1.1)."""
    quantile = stats.binom.ppf(tail, of, target)
    upto, below = stats.binom.cdf(quantile, of, target), stats.binom.cdf(quantile - 1, of, target)
    inside = (upto - tail) / (upto - below)
    return float(min(max((quantile - inside) / of, 0.0), 1.0))


def widened_limits(target: float, of: int, dispersion: float) -> Limits:
    """Return normal limits with the variance multiplied by `dispersion`, at least 1; within 0 and 1."""
    deviation = math.sqrt(max(dispersion, 1.0) * target * (1 - target) / of)
    inner, outer = (float(stats.norm.isf(tail)) for tail in TAILS)
    ends = (target + sign * deviation for sign in (-outer, -inner, inner, outer))
    return Limits(*(min(max(end, 0.0), 1.0) for end in ends))


def overdispersion(cells: list[Cell], target: float) -> tuple[float, float]:
    """Return the winsorised variance ratio and the chance of one as large when districts differ by chance only.

    Spiegelhalter 2005, section 4.2 and appendix A.3: squared z-scores averaged after the lowest and highest tenth are
    drawn in to the tenth and ninetieth percentile; compared with chi-square on one fewer than the districts.
    """
    z = np.array(
        [(cell.events / cell.of - target) / math.sqrt(target * (1 - target) / cell.of) for cell in cells]
    )
    drawn_in = np.clip(z, *np.quantile(z, [0.1, 0.9]))
    ratio_of_variances = float(np.mean(drawn_in**2))
    return ratio_of_variances, float(stats.chi2.sf(len(cells) * ratio_of_variances, len(cells) - 1))
