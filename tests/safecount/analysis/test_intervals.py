"""Intervals against figures printed in the papers they come from, and against their own definitions by brute force."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import optimize, stats

from safecount.analysis.intervals import (
    directly_standardised,
    poisson_count,
    rate,
    rate_ratio,
    share,
    share_difference,
    share_ratio,
)
from safecount.analysis.pooled import Stratum, pooled_odds_ratio


@pytest.mark.parametrize(
    ("events", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_in_newcombe_1998(events: int, of: int, low: float, high: float) -> None:
    """Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3."""
    found = share(events, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_differences_as_in_newcombe_1998(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10."""
    found = share_difference(first, second)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("events", "low", "high"), [(0, 0.0, 3.69), (1, 0.025, 5.57), (5, 1.62, 11.67), (10, 4.80, 18.39)]
)
def test_poisson_as_in_the_tables(events: int, low: float, high: float) -> None:
    """The exact interval of a Poisson mean, as tabled since Garwood 1936 (such as Pearson & Hartley, table 40)."""
    found = poisson_count(events)
    assert found == pytest.approx((low, high), abs=0.006)


def test_fay_and_feuer_on_downs_syndrome() -> None:
    """Births of Michigan 1950-1964, birth order five or more (Stark & Mantel 1966; Fleiss 1981, table 14.4).

    The figures are those printed by R's dsrTest 1.0.0 in its vignette, method gamma: 75.52901 (67.70212 to 188.30017).
    """
    cases = [0, 8, 63, 112, 262, 295]
    births = [327.0, 30666.0, 123419.0, 149919.0, 104088.0, 34392.0]
    standard = [319933.0, 931318.0, 786511.0, 488235.0, 237863.0, 61313.0]
    found = directly_standardised(cases, births, standard)
    assert [1e5 * value for value in (found.value, found.low, found.high)] == pytest.approx(
        [75.52901, 67.70212, 188.30017], abs=1e-4
    )


def test_fay_and_feuer_is_exact_with_one_stratum() -> None:
    found = directly_standardised([7], [200.0], [50.0])
    low, high = poisson_count(7)
    assert (found.value, found.low, found.high) == pytest.approx((7 / 200, low / 200, high / 200))
    assert directly_standardised([0], [200.0], [50.0]).low == 0.0


def test_ratio_of_rates_by_its_definition() -> None:
    """Each end is the ratio at which the conditional binomial gives the observed count a tail of 2.5 %."""
    found = rate_ratio((15, 1000.0), (9, 1500.0))
    assert found.value == pytest.approx(15 / 1000 / (9 / 1500))
    share_at = lambda ratio: ratio * 1000 / (ratio * 1000 + 1500)  # noqa: E731
    assert stats.binom.sf(14, 24, share_at(found.low)) == pytest.approx(0.025)
    assert stats.binom.cdf(15, 24, share_at(found.high)) == pytest.approx(0.025)


def _score(ratio: float, first: tuple[int, int], second: tuple[int, int]) -> float:
    """Miettinen and Nurminen's chi-square at `ratio`, with the restricted estimate found numerically."""
    (x1, n1), (x2, n2) = first, second

    def loss(p2: float) -> float:
        return -(stats.binom.logpmf(x1, n1, ratio * p2) + stats.binom.logpmf(x2, n2, p2))

    p2 = optimize.minimize_scalar(loss, bounds=(1e-9, min(1, 1 / ratio) - 1e-9), method="bounded").x
    p1 = ratio * p2
    variance = (p1 * (1 - p1) / n1 + ratio**2 * p2 * (1 - p2) / n2) * (n1 + n2) / (n1 + n2 - 1)
    return float((x1 / n1 - ratio * x2 / n2) ** 2 / variance)


@pytest.mark.parametrize(
    ("first", "second"), [((12, 100), (20, 150)), ((40, 60), (25, 80)), ((3, 30), (9, 25))]
)
def test_ratio_of_shares_by_its_definition(first: tuple[int, int], second: tuple[int, int]) -> None:
    found = share_ratio(first, second)
    edge = stats.chi2.ppf(0.95, 1)
    assert _score(found.low, first, second) == pytest.approx(edge, rel=0.02)
    assert _score(found.high, first, second) == pytest.approx(edge, rel=0.02)


def test_edges_are_said_not_guessed() -> None:
    assert math.isnan(share(0, 0).value)
    assert math.isnan(rate(3, 0).value)
    assert math.isnan(share_ratio((0, 10), (0, 20)).value)
    assert math.isnan(rate_ratio((0, 10.0), (0, 20.0)).value)
    assert share_ratio((5, 10), (0, 20)).high == math.inf
    assert rate_ratio((5, 10.0), (0, 20.0)).high == math.inf
    assert share_ratio((0, 50), (5, 60)).low == 0.0
    assert rate_ratio((0, 10.0), (4, 20.0)).low == 0.0
    assert not share_ratio((0, 10), (0, 20)).excludes(1)


@pytest.mark.parametrize("chance", [0.05, 0.2, 0.5])
def test_wilson_covers_about_nominally(chance: float) -> None:
    """Counted over every possible outcome, not simulated."""
    of = 60
    held = [share(x, of).low <= chance <= share(x, of).high for x in range(of + 1)]
    assert 0.925 <= float(np.dot(stats.binom.pmf(range(of + 1), of, chance), held)) <= 0.985


@pytest.mark.parametrize("mean", [0.7, 3.0, 12.0])
def test_poisson_covers_at_least_nominally(mean: float) -> None:
    held = [poisson_count(x)[0] <= mean <= poisson_count(x)[1] for x in range(80)]
    assert float(np.dot(stats.poisson.pmf(range(80), mean), held)) >= 0.95


def test_ratios_cover_about_nominally() -> None:
    """Six hundred seeded draws of each with a true ratio of 1.5."""
    random = np.random.default_rng(7)
    shares, rates = 0, 0
    draws = list(zip(random.binomial(80, 0.3, 600), random.binomial(120, 0.2, 600), strict=True))
    counts = list(zip(random.poisson(18, 600), random.poisson(16, 600), strict=True))
    for first, second in draws:
        found = share_ratio((int(first), 80), (int(second), 120))
        shares += found.low <= 1.5 <= found.high
    for first, second in counts:
        found = rate_ratio((int(first), 120.0), (int(second), 160.0))
        rates += found.low <= 1.5 <= found.high
    assert 0.93 <= shares / 600 <= 0.975
    assert 0.93 <= rates / 600 <= 0.995


def test_direct_standardisation_covers_at_least_nominally() -> None:
    random = np.random.default_rng(11)
    sizes, standard, rates = [400.0, 900.0, 250.0], [30.0, 40.0, 30.0], [0.01, 0.02, 0.05]
    truth = sum(weight / 100 * value for weight, value in zip(standard, rates, strict=True))
    held = 0
    for _ in range(800):
        events = [int(random.poisson(size * value)) for size, value in zip(sizes, rates, strict=True)]
        found = directly_standardised(events, sizes, standard)
        held += found.low <= truth <= found.high
    assert held / 800 >= 0.945


def test_mantel_and_haenszel_by_their_formula() -> None:
    strata = [Stratum(10, 40, 12, 90), Stratum(8, 20, 15, 60), Stratum(0, 0, 3, 9)]
    above = 10 * 78 / 130 + 8 * 45 / 80
    below = 30 * 12 / 130 + 12 * 15 / 80
    found = pooled_odds_ratio(strata)
    assert found.value == pytest.approx(above / below)
    assert found.low < found.value < found.high
    assert math.isnan(pooled_odds_ratio([Stratum(0, 5, 0, 9)]).value)
