"""Whether several groups share one rate: the test that fits the size of the counts."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats


def independence(table: list[tuple[int, int]]) -> tuple[float, str]:
    """Return p and the name of the test that all rows (hits, misses) share one hit rate.

    Pearson's chi-square where every expected count is at least 5 (Cochran 1954); else Fisher's exact test for two
    groups, and a permutation test of the chi-square (9,999 seeded tables with the same margins) for more.
    """
    observed = np.array([row for row in table if sum(row)])
    if len(observed) < 2 or not observed.sum(axis=0).all():
        return math.nan, "not tested: every search, or none, found something"
    expected = stats.contingency.expected_freq(observed)
    if expected.min() >= 5:
        found = stats.chi2_contingency(observed, correction=False)
        return float(found.pvalue), f"chi-square {found.statistic:.2f} on {found.dof} degrees of freedom"
    if len(observed) == 2:
        return float(stats.fisher_exact(observed).pvalue), "Fisher's exact test"
    statistic = float(((observed - expected) ** 2 / expected).sum())
    sampler = stats.random_table(observed.sum(axis=1), observed.sum(axis=0), seed=1)
    tables = sampler.rvs(9_999, random_state=1)
    reached = (((tables - expected) ** 2 / expected).sum(axis=(1, 2)) >= statistic - 1e-9).sum()
    return (float(reached) + 1) / 10_000, "permutation test of the chi-square"
