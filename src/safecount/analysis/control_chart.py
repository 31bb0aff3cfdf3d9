"""Control charts after Laney: p' for shares, u' for counts by size, with limits that allow for overdispersion.

Points become z-scores by their binomial or Poisson error; the spread from one point to the next (mean moving range
divided by 1.128) widens or narrows the limits (Laney 2002, Quality Engineering 14, 531-537). With a spread of 1 these
are the plain p and u charts. Limits stand at three standard errors (Shewhart 1931).
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

RUN = 8
"""Points in a row on one side of the centre that make a signal (Western Electric 1956, fourth rule)."""

FEWEST_POINTS = 8
"""A stretch with fewer points has a centre, but no limits and no signals."""

_MOVING_RANGE = 1.128
"""The mean moving range of two independent standard normal values, 2 / sqrt(pi)."""


@dataclass(frozen=True)
class ChartPoint:
    """One point: its value, the centre and limits of its stretch (None where too short), and whether it signals."""

    value: float
    centre: float
    low: float | None
    high: float | None
    outside: bool = False
    in_run: bool = False


def spread(z: list[float]) -> float:
    """Return the standard deviation of z-scores from their mean moving range; at least two scores."""
    moves = [abs(later - earlier) for earlier, later in itertools.pairwise(z)]
    return sum(moves) / len(moves) / _MOVING_RANGE


def laney(events: list[int], sizes: list[float], shares: bool) -> tuple[list[ChartPoint], float]:
    """Return the points of one stretch and the spread of their z-scores (nan where it cannot be had).

    `events` and `sizes` are of equal length, in order of time; sizes are records (`shares`: p') or days (u'), all
    above nought.
    """
    centre = sum(events) / sum(sizes)
    values = [count / size for count, size in zip(events, sizes, strict=True)]
    variance = centre * (1 - centre) if shares else centre
    if len(values) < FEWEST_POINTS or variance <= 0:
        return [ChartPoint(value, centre, None, None) for value in values], math.nan
    errors = [math.sqrt(variance / size) for size in sizes]
    wide = spread([(value - centre) / error for value, error in zip(values, errors, strict=True)])
    points = []
    runs = in_runs([value - centre for value in values])
    for value, error, in_run in zip(values, errors, runs, strict=True):
        low, high = centre - 3 * error * wide, centre + 3 * error * wide
        low, high = max(low, 0.0), min(high, 1.0) if shares else high
        points.append(ChartPoint(value, centre, low, high, value < low or value > high, in_run))
    return points, wide


def in_runs(deviations: list[float]) -> list[bool]:
    """Return for each deviation whether it is part of a run of 8 or more on one side; nought ends a run."""
    marks = [False] * len(deviations)
    start = 0
    for index in range(len(deviations) + 1):
        same = index < len(deviations) and deviations[index] * deviations[start] > 0
        if same:
            continue
        if index - start >= RUN:
            marks[start:index] = [True] * (index - start)
        start = index
    return marks


def false_alarm(points: int) -> float:
    """Return the chance that a stable series of independent normal points shows at least one signal.

    Both rules together, exactly, with centre and limits known (they are estimated, so the true chance is higher).
    """
    beyond = math.erfc(3 / math.sqrt(2)) / 2
    stays = 0.5 - beyond
    # The chance of each length of the present run, either side alike.
    runs = [2 * stays] + [0.0] * (RUN - 2)
    if points < 1:
        return 0.0
    for _ in range(points - 1):
        runs = [stays * sum(runs), *(stays * length for length in runs[:-1])]
    return 1 - sum(runs)
