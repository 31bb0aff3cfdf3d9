"""Intervals for counts, rates, shares and their ratios, all at 95 % unless told otherwise, with their sources.

Exact where an exact one is common use (Poisson), score intervals where it is known to be needlessly wide (binomial):
Agresti & Coull 1998, The American Statistician 52, 119-126; Newcombe 1998, Statistics in Medicine 17, 857-890.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import stats
from scipy.optimize import brentq
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A figure with the interval around it. `nan` is not known, `inf` an interval without end."""

    value: float
    low: float
    high: float

    def excludes(self, neutral: float) -> bool:
        """Return whether the interval lies wholly to one side of `neutral`; false where it is not known."""
        return self.low > neutral or self.high < neutral


UNKNOWN = Estimate(math.nan, math.nan, math.nan)


def share(events: int, of: int, level: float = LEVEL) -> Estimate:
    """Return events / of with Wilson's score interval (Wilson 1927, JASA 22, 209-212). Not known where of is 0."""
    if of == 0:
        return UNKNOWN
    low, high = proportion_confint(events, of, alpha=1 - level, method="wilson")
    return Estimate(events / of, float(low), float(high))


def poisson_count(events: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the exact interval of a Poisson mean (Garwood 1936, Biometrika 28, 437-442)."""
    tail = (1 - level) / 2
    low = stats.chi2.ppf(tail, 2 * events) / 2 if events else 0.0
    return float(low), float(stats.chi2.ppf(1 - tail, 2 * events + 2) / 2)


def rate(events: int, size: float, level: float = LEVEL) -> Estimate:
    """Return events / size with the exact Poisson interval; `size` is taken as known. Not known where size is 0."""
    if size <= 0:
        return UNKNOWN
    low, high = poisson_count(events, level)
    return Estimate(events / size, low / size, high / size)


def rate_ratio(first: tuple[int, float], second: tuple[int, float], level: float = LEVEL) -> Estimate:
    """Return the ratio of two Poisson rates, each (events, size), with its exact conditional interval.

    Given the events of both, those of the first are binomial (Przyborowski & Wilenski 1940, Biometrika 31, 313-323);
    Clopper and Pearson's interval of that share gives the interval of the ratio.
    """
    (events, size), (others, other_size) = first, second
    if events + others == 0 or size <= 0 or other_size <= 0:
        return UNKNOWN
    low, high = proportion_confint(events, events + others, alpha=1 - level, method="beta")
    scale = other_size / size
    value = events / others * scale if others else math.inf
    ends = [float(end) / (1 - float(end)) * scale if end < 1 else math.inf for end in (low, high)]
    return Estimate(value, ends[0] if events else 0.0, ends[1] if others else math.inf)


def share_difference(first: tuple[int, int], second: tuple[int, int]) -> Estimate:
    """Return the first share less the second, each (events, of), with Newcombe's hybrid score interval (1998)."""
    (events, of), (others, other_of) = first, second
    if of == 0 or other_of == 0:
        return UNKNOWN
    low, high = confint_proportions_2indep(
        events, of, others, other_of, compare="diff", method="newcomb", alpha=1 - LEVEL
    )
    return Estimate(events / of - others / other_of, float(low), float(high))


def share_ratio(first: tuple[int, int], second: tuple[int, int]) -> Estimate:
    """Return the first share divided by the second, with the score interval (Miettinen & Nurminen 1985).

    Statistics in Medicine 4, 213-226. Not known where neither has an event. The ends are found by root search: the
    library's closed form leaves the real numbers where a share is nought or one.
    """
    (events, of), (others, other_of) = first, second
    if of == 0 or other_of == 0 or events + others == 0:
        return UNKNOWN
    value = (events / of) / (others / other_of) if others else math.inf
    low = _ratio_end(first, second, 1) if events else 0.0
    return Estimate(value, low, _ratio_end(first, second, -1) if others else math.inf)


def _ratio_end(first: tuple[int, int], second: tuple[int, int], sign: int) -> float:
    """Return the ratio at which the score reaches the edge: the lower end for 1, the upper for -1."""
    edge = sign * float(stats.norm.ppf((1 + LEVEL) / 2))
    # The score falls as the ratio grows; beyond these ends lies nothing that a count of people could show.
    return math.exp(
        brentq(lambda log: _ratio_score(math.exp(log), first, second) - edge, -30, 30, xtol=1e-10)
    )


def _ratio_score(ratio: float, first: tuple[int, int], second: tuple[int, int]) -> float:
    """Return the signed root of Miettinen and Nurminen's chi-square for a ratio of shares (their formula 10)."""
    (events, of), (others, other_of) = first, second
    a, b, c = (of + other_of) * ratio, of * ratio + events + other_of + others * ratio, events + others
    base = (b - math.sqrt(max(b * b - 4 * a * c, 0.0))) / (2 * a)
    shared = ratio * base
    variance = shared * (1 - shared) / of + ratio**2 * base * (1 - base) / other_of
    variance *= (of + other_of) / (of + other_of - 1)
    gap = events / of - ratio * others / other_of
    return gap / math.sqrt(variance) if variance > 0 else math.copysign(math.inf, gap) if gap else 0.0


def directly_standardised(
    events: list[int], sizes: list[float], standard: list[float], level: float = LEVEL
) -> Estimate:
    """Return a directly standardised rate with the gamma interval of Fay and Feuer.

    Three lists of equal length, one entry a stratum: events, size, and the standard's size. Every size must be above
    nought where the standard's is. Fay & Feuer 1997, Statistics in Medicine 16, 791-801.
    """
    total = sum(standard)
    kept = [
        (x, weight / total / size)
        for x, size, weight in zip(events, sizes, standard, strict=True)
        if weight > 0
    ]
    value = sum(x * w for x, w in kept)
    variance = sum(x * w * w for x, w in kept)
    widest = max(w for _, w in kept)
    tail = (1 - level) / 2
    low = variance / (2 * value) * float(stats.chi2.ppf(tail, 2 * value * value / variance)) if value else 0.0
    above, spread = value + widest, variance + widest * widest
    high = spread / (2 * above) * float(stats.chi2.ppf(1 - tail, 2 * above * above / spread))
    return Estimate(value, low, high)
