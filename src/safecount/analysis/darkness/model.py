"""The logistic model: was the person stopped of the group, given darkness, clock time, weekday and place.

P(group) = logistic(dark + natural cubic spline of clock time with 6 degrees of freedom + weekday + place), with
heteroscedasticity-robust errors, or errors clustered by a column (Liang & Zeger 1986, Biometrika 73, 13-22). The odds
ratio of `dark` is the answer. Separated data have no answer, and are refused (Albert & Anderson 1984, Biometrika 71,
1-10).
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from patsy import dmatrix
from scipy import stats
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM, GLMResults

from safecount.analysis.intervals import LEVEL, Estimate
from safecount.analysis.records import AnalysisRefused

FEWEST = 100
"""Stops in the window below which no model is fitted."""

FEWEST_A_CELL = 10
"""Stops in each of dark and light, of the group and of the reference, below which no model is fitted."""

SPLINE = 6
"""Degrees of freedom of clock time, as in Grogger and Ridgeway."""


@dataclass(frozen=True)
class Terms:
    """What the model allows for besides darkness."""

    spline: int = SPLINE
    place: bool = True
    season: bool = False
    cluster: bool = False


@dataclass(frozen=True)
class Cells:
    """Stops in the model by light and group."""

    dark_group: int
    dark_reference: int
    light_group: int
    light_reference: int


@dataclass(frozen=True)
class Fit:
    """A fitted model: odds ratio of darkness, stops used, stops that could tell nothing, and how it went.

    `informative` is the number of stops, half of them in darkness, that would tell as much if darkness went with
    nothing else. `scarcest` is the smallest count of group or reference; `parameters` includes the intercept.
    """

    odds_ratio: Estimate
    n: int
    untelling: int
    parameters: int
    scarcest: int
    informative: float
    converged: bool
    cells: Cells


def fit(stops: pd.DataFrame, terms: Terms) -> Fit:
    """Fit the model to `stops`, one row a stop.

    Columns: `target` and `dark` (true or false), `minute` (after noon), `evening` (timestamp), `place`, `cluster`.
    Raises AnalysisRefused where there are too few stops, or darkness is separated from the outcome.
    """
    told = _telling(stops, terms)
    cells = [int(((told["dark"] == d) & (told["target"] == t)).sum()) for d in (1, 0) for t in (1, 0)]
    if len(told) < FEWEST or min(cells) < FEWEST_A_CELL:
        message = f"Only {len(told):,} stops can be used, and as few as {min(cells)} in one of dark and light by group."
        wanted = f"at least {FEWEST} and {FEWEST_A_CELL} are needed. Take a longer time or wider groups."
        raise AnalysisRefused(f"{message} For an odds ratio that means something, {wanted}")
    others = design(told, terms)
    dark = told["dark"].to_numpy(float)
    whole = np.column_stack([dark, others])
    outcome = told["target"].to_numpy(float)
    fitted = _fitted(outcome, whole, told["cluster"].to_numpy() if terms.cluster else None)
    estimate, error = float(fitted.params[0]), float(fitted.bse[0])
    if not (math.isfinite(error) and abs(estimate) < 10 and 0 < error < 10):
        raise AnalysisRefused(
            "The model has no finite answer: darkness is separated from the outcome. Take a longer time or wider groups."
        )
    z = float(stats.norm.ppf((1 + LEVEL) / 2))
    left_over = dark - others @ np.linalg.lstsq(others, dark, rcond=None)[0]
    return Fit(
        Estimate(*(math.exp(estimate + sign * z * error) for sign in (0, -1, 1))),
        len(told),
        len(stops) - len(told),
        int(np.linalg.matrix_rank(whole)),
        int(min(outcome.sum(), len(outcome) - outcome.sum())),
        float(4 * (left_over**2).sum()),
        bool(fitted.converged),
        Cells(*cells),
    )


def _fitted(outcome: NDArray[np.float64], whole: NDArray[np.float64], clusters: object) -> GLMResults:
    robust: dict[str, object] = {"cov_type": "HC1"}
    if clusters is not None:
        robust = {"cov_type": "cluster", "cov_kwds": {"groups": pd.factorize(clusters)[0]}}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # What goes wrong shows in the estimate, its error and `converged`, and is judged there.
        warnings.simplefilter("ignore")
        return GLM(outcome, whole, family=Binomial()).fit(maxiter=100, **robust)


def _telling(stops: pd.DataFrame, terms: Terms) -> pd.DataFrame:
    """Leave out weekdays and places where everybody stopped was of one group: they cannot tell anything.

    Their own term fits them perfectly whatever darkness does, so leaving them out changes no estimate, and keeps the
    model from looking for terms without end.
    """
    told = stops
    while True:
        kept = told
        for name in ("weekday", *(["place"] if terms.place else [])):
            varied = kept.groupby(name)["target"].transform("nunique") > 1
            kept = kept[varied]
        if len(kept) == len(told):
            return told
        told = kept


def design(stops: pd.DataFrame, terms: Terms) -> NDArray[np.float64]:
    """Return the columns of the model besides darkness, the intercept first; one row a stop."""
    columns = [np.ones((len(stops), 1)), spline_of(stops["minute"].to_numpy(float), terms.spline)]
    columns.append(_indicators(stops["weekday"]))
    if terms.place:
        columns.append(_indicators(stops["place"]))
    if terms.season:
        turn = 2 * math.pi * stops["evening"].dt.dayofyear.to_numpy(float)[:, None] / 365.25
        columns += [np.sin(turn), np.cos(turn)]
    whole: NDArray[np.float64] = np.column_stack(columns)
    return whole


def spline_of(minutes: NDArray[np.float64], freedom: int) -> NDArray[np.float64]:
    """Return a natural cubic regression spline of clock time, centred, with at most `freedom` columns.

    Knots stand at quantiles of the distinct times, so that times rounded to the quarter hour do no harm.
    """
    distinct = np.unique(minutes)
    freedom = min(freedom, len(distinct) - 1)
    if freedom < 3:
        return (minutes - minutes.mean())[:, None] if len(distinct) > 1 else np.empty((len(minutes), 0))
    knots = np.quantile(distinct, np.linspace(0, 1, freedom + 1)[1:-1])
    formula = "cr(x, knots=knots, lower_bound=low, upper_bound=high, constraints='center') - 1"
    known = {"x": minutes, "knots": knots, "low": distinct[0], "high": distinct[-1]}
    return np.asarray(dmatrix(formula, known), dtype=float)


def _indicators(values: pd.Series) -> NDArray[np.float64]:
    indicators: NDArray[np.float64] = pd.get_dummies(values, drop_first=True).to_numpy(float)
    return indicators
