"""Control charts: limits by their formula, runs by brute force, false alarms by simulation, days never lost."""

from __future__ import annotations

import datetime
import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safecount.analysis.change import charted
from safecount.analysis.control_chart import false_alarm, in_runs, laney
from safecount.analysis.series import DAY, DayCount, first_day, next_step, steps_of
from safecount.schema import Break, Step

START = datetime.date(2026, 1, 1)


def test_limits_by_the_formula() -> None:
    """Laney 2002: sigma z is the mean moving range of z-scores over 1.128; limits are 3 x standard error x sigma z."""
    events, sizes = [12, 9, 15, 7, 11, 14, 8, 10], [100.0, 90.0, 110.0, 95.0, 100.0, 105.0, 100.0, 98.0]
    points, spread = laney(events, sizes, shares=True)
    centre = sum(events) / sum(sizes)
    errors = [math.sqrt(centre * (1 - centre) / size) for size in sizes]
    z = [(x / n - centre) / error for x, n, error in zip(events, sizes, errors, strict=True)]
    expected = sum(abs(z[i] - z[i - 1]) for i in range(1, 8)) / 7 / 1.128
    assert spread == pytest.approx(expected)
    assert points[2].high == pytest.approx(centre + 3 * errors[2] * expected)
    assert points[2].low == max(0.0, centre - 3 * errors[2] * expected)


def test_chance_alone_has_a_spread_of_one() -> None:
    random = np.random.default_rng(3)
    plain = [laney(list(random.poisson(900, 60)), [30.0] * 60, shares=False)[1] for _ in range(30)]
    assert np.mean(plain) == pytest.approx(1.0, abs=0.05)
    wild = [
        laney(list(random.negative_binomial(9, 0.01, 60)), [30.0] * 60, shares=False)[1] for _ in range(30)
    ]
    assert np.mean(wild) > 5


def test_a_jump_is_seen_and_a_short_stretch_has_no_limits() -> None:
    points, _ = laney([100, 104, 98, 101, 97, 103, 99, 102, 100, 160], [30.0] * 10, shares=False)
    assert [point.outside for point in points] == [False] * 9 + [True]
    short, spread = laney([100] * 7, [30.0] * 7, shares=False)
    assert all(point.low is None and not point.outside for point in short)
    assert math.isnan(spread)
    nothing, _ = laney([0] * 10, [30.0] * 10, shares=True)
    assert all(point.high is None for point in nothing)


@given(st.lists(st.sampled_from([-1.0, 0.0, 1.0]), max_size=40))
def test_runs_by_brute_force(deviations: list[float]) -> None:
    expected = [False] * len(deviations)
    for start in range(len(deviations) - 7):
        window = deviations[start : start + 8]
        if all(value > 0 for value in window) or all(value < 0 for value in window):
            expected[start : start + 8] = [True] * 8
    assert in_runs(deviations) == expected


@pytest.mark.parametrize("points", [1, 8, 24, 52])
def test_false_alarms_by_simulation(points: int) -> None:
    z = np.random.default_rng(5).standard_normal((20_000, points))
    outside = (np.abs(z) > 3).any(axis=1)
    runs = np.zeros(len(z), dtype=bool)
    for start in range(points - 7):
        window = z[:, start : start + 8]
        runs |= (window > 0).all(axis=1) | (window < 0).all(axis=1)
    assert false_alarm(points) == pytest.approx((outside | runs).mean(), abs=0.01)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.integers(0, 500), st.integers(1, 9), min_size=1, max_size=80),
    st.sampled_from(list(Step)),
    st.lists(st.integers(0, 500), max_size=3),
)
def test_no_day_is_lost(counts: dict[int, int], step: Step, cuts: list[int]) -> None:
    days = [DayCount(START + number * DAY, 0, of) for number, of in counts.items()]
    breaks = tuple(Break(START + cut * DAY, "x") for cut in sorted(cuts))
    steps, outside = steps_of(days, step, breaks)
    assert sum(part.of for part in steps) + sum(day.of for day in outside) == sum(counts.values())
    for part in steps:
        assert part.start == first_day(part.start, step)
        assert part.start + part.days * DAY == next_step(part.start, step)
    for before, after in itertools.pairwise(steps):
        assert before.start + before.days * DAY == after.start
        assert after.segment >= before.segment


def test_half_a_month_is_left_out_and_a_break_inside_one_is_mixed() -> None:
    first = datetime.date(2026, 1, 15)
    days = [DayCount(first + number * DAY, 1, 2) for number in range(120)]
    steps, outside = steps_of(days, Step.MONTH, (Break(datetime.date(2026, 3, 24), "A new form."),))
    assert [part.start.month for part in steps] == [2, 3, 4]
    assert [part.mixed for part in steps] == [False, True, False]
    assert [part.segment for part in steps] == [0, 0, 1]
    assert sum(day.of for day in outside) == 2 * (17 + 14)
    moments, _ = charted(steps, shares=True)
    assert moments[1].point is None


def test_a_break_on_the_first_of_a_month_mixes_nothing() -> None:
    days = [DayCount(START + number * DAY, 1, 2) for number in range(90)]
    steps, _ = steps_of(days, Step.MONTH, (Break(datetime.date(2026, 2, 1), "x"),))
    assert [(part.segment, part.mixed) for part in steps] == [(0, False), (1, False), (1, False)]
