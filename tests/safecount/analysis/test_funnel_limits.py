"""Funnel limits: tails by their definition, coverage counted over every outcome, dispersion of made-up districts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from safecount.analysis.compare import Cell
from safecount.analysis.funnel_limits import binomial_limit, exact_limits, overdispersion, widened_limits


@given(st.floats(0.01, 0.99), st.integers(1, 3000), st.sampled_from([0.001, 0.025, 0.975, 0.999]))
def test_the_limit_lies_where_the_tail_is_reached(target: float, of: int, tail: float) -> None:
    """Interpolated between the whole numbers on either side of the quantile (Spiegelhalter 2005, A.1.1)."""
    limit = binomial_limit(target, of, tail) * of
    quantile = stats.binom.ppf(tail, of, target)
    assert max(quantile - 1, 0) - 1e-6 <= limit <= quantile + 1e-6
    assert stats.binom.cdf(quantile, of, target) >= tail - 1e-12


@pytest.mark.parametrize("of", [40, 200, 1500])
def test_limits_hold_about_as_often_as_they_say(of: int) -> None:
    limits = exact_limits(0.15, of)
    shares = np.arange(of + 1) / of
    chances = stats.binom.pmf(range(of + 1), of, 0.15)
    inner = chances[(shares >= limits.inner_low) & (shares <= limits.inner_high)].sum()
    outer = chances[(shares >= limits.outer_low) & (shares <= limits.outer_high)].sum()
    assert 0.90 <= inner <= 0.985
    assert 0.994 <= outer <= 1.0


def test_large_districts_have_normal_limits() -> None:
    exact, wide = exact_limits(0.3, 200_000), widened_limits(0.3, 200_000, 1.0)
    assert exact.inner_low == pytest.approx(wide.inner_low, abs=1e-4)
    assert exact.outer_high == pytest.approx(wide.outer_high, abs=1e-4)
    assert widened_limits(0.3, 100, 4.0).inner_high - 0.3 == pytest.approx(
        2 * (widened_limits(0.3, 100, 1.0).inner_high - 0.3)
    )


def _districts(random: np.random.Generator, spread: float) -> list[Cell]:
    chances = np.clip(random.normal(0.2, spread, 40), 0.01, 0.9)
    return [Cell(str(i), (), int(random.binomial(400, p)), 400) for i, p in enumerate(chances)]


def test_dispersion_of_districts_alike_and_unlike() -> None:
    random = np.random.default_rng(2)
    alike = [overdispersion(_districts(random, 0.0), 0.2) for _ in range(40)]
    unlike = [overdispersion(_districts(random, 0.08), 0.2) for _ in range(10)]
    assert np.mean([value for value, _ in alike]) < 1.05
    assert sum(chance < 0.05 for _, chance in alike) <= 4
    assert all(value > 4 and chance < 0.001 for value, chance in unlike)
