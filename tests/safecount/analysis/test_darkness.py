"""The veil of darkness: finds a planted odds ratio, finds none where there is none, refuses what has no answer."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from safecount.analysis import AnalysisRefused, DarknessResult, Result
from safecount.analysis.darkness import Place, evenings
from safecount.analysis.darkness.ask import overlapping
from safecount.analysis.darkness.model import Terms, design, fit, spline_of
from safecount.schema import Definition

CHICAGO = Place(41.88, -87.63, "America/Chicago")
YEAR = evenings(CHICAGO, datetime.date(2025, 1, 1), datetime.date(2025, 12, 31))
SUNSET = np.array([evening.sunset for evening in YEAR], dtype=float)
DUSK = np.array([evening.dusk for evening in YEAR], dtype=float)
DAYS = pd.to_datetime([evening.day for evening in YEAR])
PLACE_ONLY = Terms(place=True)


def simulated(odds_ratio: float, count: int, seed: int) -> pd.DataFrame:
    """Stops through a year, whose group depends on clock time, district, weekday and, as planted, on darkness."""
    random = np.random.default_rng(seed)
    days = random.integers(0, 365, count)
    minute = random.integers(285, 600, count)
    sunset, dusk = SUNSET[days], DUSK[days]
    dark = minute >= dusk
    district = random.integers(0, 4, count)
    evening = DAYS[days]
    weekday = evening.dayofweek.to_numpy()
    logit = -0.6 + 0.5 * np.sin(minute / 90) + 0.3 * district - 0.1 * weekday + np.log(odds_ratio) * dark
    target = random.random(count) < 1 / (1 + np.exp(-logit))
    stops = pd.DataFrame(
        {
            "target": target.astype(int),
            "dark": dark.astype(int),
            "minute": minute,
            "evening": evening,
            "weekday": weekday,
            "place": district.astype(str),
            "cluster": random.integers(0, 60, count).astype(str),
        }
    )
    return stops[(minute < sunset) | dark].reset_index(drop=True)


@pytest.mark.parametrize("odds_ratio", [0.6, 1.0, 1.5])
def test_a_planted_odds_ratio_is_found(odds_ratio: float) -> None:
    found = fit(simulated(odds_ratio, 15_000, 1), PLACE_ONLY)
    assert found.converged
    assert found.odds_ratio.low <= odds_ratio <= found.odds_ratio.high
    assert found.odds_ratio.value == pytest.approx(odds_ratio, rel=0.15)
    assert 0.3 * found.n < found.informative < found.n


@pytest.mark.parametrize("cluster", [False, True])
def test_intervals_cover_about_nominally(cluster: bool) -> None:
    terms = Terms(place=True, cluster=cluster)
    fits = [fit(simulated(0.8, 1000, seed), terms).odds_ratio for seed in range(25)]
    held = sum(found.low <= 0.8 <= found.high for found in fits)
    assert held >= 20


def test_no_difference_is_rarely_called_one() -> None:
    fits = [fit(simulated(1.0, 1000, 100 + seed), PLACE_ONLY).odds_ratio for seed in range(25)]
    assert sum(found.excludes(1) for found in fits) <= 5


def test_the_estimate_is_that_of_a_plain_logit() -> None:
    stops = simulated(0.7, 4000, 3)
    columns = np.column_stack([stops["dark"], design(stops, PLACE_ONLY)])
    plain = sm.Logit(stops["target"], columns).fit(disp=0, cov_type="HC1")
    found = fit(stops, PLACE_ONLY)
    assert found.odds_ratio.value == pytest.approx(float(np.exp(plain.params.iloc[0])), rel=1e-5)
    assert found.odds_ratio.low == pytest.approx(float(np.exp(plain.conf_int().iloc[0, 0])), rel=2e-3)


def test_a_place_where_all_are_alike_changes_nothing() -> None:
    stops = simulated(0.7, 4000, 4)
    alone = stops.head(50).assign(place="z", target=1)
    with_it = fit(pd.concat([stops, alone], ignore_index=True), PLACE_ONLY)
    without = fit(stops, PLACE_ONLY)
    assert with_it.untelling == 50
    assert with_it.odds_ratio.value == pytest.approx(without.odds_ratio.value)


def test_separated_and_small_data_are_refused() -> None:
    stops = simulated(1.0, 3000, 5)
    with pytest.raises(AnalysisRefused, match="as few as 0"):
        fit(stops.assign(target=stops["dark"]), PLACE_ONLY)
    with pytest.raises(AnalysisRefused, match="Only 90 stops"):
        fit(stops.head(90), PLACE_ONLY)
    with pytest.raises(AnalysisRefused):
        fit(stops.assign(target=1), PLACE_ONLY)
    # Clock time alone tells dark from light here, so that nothing is left for darkness to explain.
    with pytest.raises(AnalysisRefused):
        fit(stops.assign(minute=300 + stops["dark"] * 100, target=stops["target"]), Terms(spline=1))


def test_a_spline_bears_times_rounded_to_the_hour() -> None:
    assert spline_of(np.repeat([300.0, 360.0, 420.0, 480.0, 540.0], 20), 6).shape == (100, 4)
    assert spline_of(np.repeat([300.0, 360.0], 20), 6).shape == (40, 1)
    assert spline_of(np.full(10, 300.0), 6).shape == (10, 0)
    fine = spline_of(np.arange(285.0, 600.0), 6)
    assert fine.shape == (315, 6)
    assert np.linalg.matrix_rank(np.column_stack([np.ones(315), fine])) == 7


def test_overlap_is_the_share_of_quarter_hours_with_both() -> None:
    stops = pd.DataFrame({"minute": [300, 301, 320, 321, 330], "dark": [0, 1, 1, 1, 0]})
    assert overlapping(stops) == pytest.approx(2 / 5)


def _rows(stops: pd.DataFrame) -> list[dict[str, str]]:
    moments = stops["evening"] + pd.to_timedelta(stops["minute"] + 720, unit="min")
    names = {1: "Black", 0: "White"}
    return [
        {
            "stopped": moment.strftime("%Y-%m-%d %H:%M"),
            "race": names[target],
            "district": place,
            "officer": cluster,
            "reason": "Traffic",
        }
        for moment, target, place, cluster in zip(
            moments, stops["target"], stops["place"], stops["cluster"], strict=True
        )
    ]


def test_from_a_file_to_the_answer(ask: Callable[..., Result], riverbend: Definition) -> None:
    stops = simulated(0.6, 6000, 9)
    others = [
        {"stopped": "2025-06-01 03:00", "race": "White", "district": "1", "reason": "Traffic"},
        {"stopped": "2025-06-01 20:45", "race": "White", "district": "1", "reason": "Traffic"},
        {"stopped": "2025-06-01 19:00", "race": "Asian", "district": "1", "reason": "Traffic"},
        {"stopped": "2025-06-01 19:00", "district": "1", "reason": "Traffic"},
        {"race": "White", "district": "1", "reason": "Traffic"},
        {"stopped": "2025-06-01 19:00", "race": "White", "district": "1", "reason": "Call"},
    ]
    result = ask(riverbend, _rows(stops) + others, "veil")
    assert isinstance(result, DarknessResult)
    lost = {row.why: row.count for row in result.left_out}
    assert lost["no race recorded"] == 1
    assert lost["another group"] == 1
    assert lost["no time of day"] == 1
    assert lost["between sunset and the end of civil twilight"] == 1
    assert result.n + sum(lost.values()) == len(stops) + 5
    # The sample is what was simulated, but for the few stops before the earliest dusk that day or after the latest.
    direct = fit(stops[(stops["minute"] >= 291) & (stops["minute"] <= 542)], Terms(place=True, cluster=True))
    assert result.odds_ratio.value == pytest.approx(direct.odds_ratio.value, rel=0.02)
    assert result.odds_ratio.high < 1
    assert "larger part of stops when they could be seen" in result.sentence
    assert len(result.variants) == 6
    assert {variant.name: variant.n for variant in result.variants}["Without place"] == result.n
    assert "twilight" in str(result)
    assert "<svg" in result._repr_html_()


def test_a_place_without_twilight_and_one_without_times_are_refused(
    ask: Callable[..., Result], riverbend: Definition
) -> None:
    with pytest.raises(AnalysisRefused, match="no record of these has a time of day"):
        ask(riverbend, [{"race": "White", "reason": "Traffic"}], "veil")
    with pytest.raises(AnalysisRefused, match="at least half a year"):
        ask(riverbend, [{"stopped": "2025-06-01 20:00", "race": "White", "reason": "Traffic"}], "veil")
