"""Odds ratios pooled over strata: the comparison of two groups made within each place, then put together."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np
from statsmodels.stats.contingency_tables import StratifiedTable

from safecount.analysis.intervals import UNKNOWN, Estimate


@dataclass(frozen=True)
class Stratum:
    """One place: events and records of the group, events and records of the reference."""

    events: int
    of: int
    reference_events: int
    reference_of: int


def pooled_odds_ratio(strata: list[Stratum]) -> Estimate:
    """Return the Mantel-Haenszel odds ratio with the interval of Robins, Breslow and Greenland.

    Mantel & Haenszel 1959, JNCI 22, 719-748; Robins, Breslow & Greenland 1986, Biometrics 42, 311-323. Not known where
    no stratum holds both groups and both outcomes.
    """
    tables = [
        np.array(
            [
                [part.events, part.of - part.events],
                [part.reference_events, part.reference_of - part.reference_events],
            ],
            dtype=float,
        )
        for part in strata
    ]
    # A place where all, or nobody, of both groups had the outcome has nothing to say.
    telling = [table for table in tables if table.sum(axis=0).all() and table.sum(axis=1).all()]
    if not telling:
        return UNKNOWN
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        pooled = StratifiedTable(telling)
        value = float(pooled.oddsratio_pooled)
        low, high = pooled.oddsratio_pooled_confint()
    if not (0 < value < math.inf):
        return UNKNOWN
    return Estimate(value, float(low), float(high))
