"""The answer of the veil of darkness: an odds ratio, what it rests on, and how it fares under other choices."""

from __future__ import annotations

from dataclasses import dataclass

from safecount.analysis.chart import Chart, Interval, finished, intervals
from safecount.analysis.darkness.model import Cells
from safecount.analysis.intervals import Estimate
from safecount.analysis.result import Figures, Method, Result
from safecount.analysis.wording import ratio, span

METHOD = Method(
    "Veil of darkness",
    "Stops at clock times that are light in one season and dark in another. Logistic regression of the group of the "
    "person stopped on darkness, a natural cubic spline of clock time with 6 degrees of freedom, weekday and, if "
    "given, place. Stops between sunset and the end of civil twilight are left out. The interval is robust to unequal "
    "variance, or clustered where a column is given.",
    (
        "Grogger & Ridgeway 2006, Journal of the American Statistical Association 101, 878-887.",
        "Twilight: U.S. Naval Observatory, Rise, Set, and Twilight Definitions; computed with astral.",
    ),
)
LIMITS = (
    "A null does not prove absence: officers may know the group at night by street lights, car or place, and may act "
    "on it after the stop rather than before. Street lighting draws the odds ratio towards 1.",
    "The test takes it that who drives, and how, at a given clock time does not change with the season's light. Where "
    "driving or policing changes with darkness itself, the odds ratio is off in either direction (Kalinowski, Ross & "
    "Ross 2017 on driving more carefully in daylight).",
    "Four choices are debated: how daylight is coded, the window, the season, and the model (Knode, Wolfe & Carter "
    "2024, Criminology). Each is varied above; an answer that depends on them is no answer.",
    "It speaks of the decision to stop in the evening window only: not of other hours, searches or outcomes.",
)


@dataclass(frozen=True)
class Variant:
    """The odds ratio under one other choice; `why` says why there is none."""

    name: str
    odds_ratio: Estimate | None
    n: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class DarknessResult(Result):
    """Odds that the person stopped was of the group, in darkness against daylight at the same clock time.

    Below 1: the group is a smaller part of stops in darkness. `window` is the clock time from the earliest to the
    latest end of civil twilight.
    """

    groups: str
    reference: str
    window: tuple[str, str]
    odds_ratio: Estimate
    cells: Cells
    variants: tuple[Variant, ...]

    def figures(self) -> Figures:
        """Return the answer, then one row for each other choice."""
        main = ("As described", ratio(self.odds_ratio.value), self._ends(self.odds_ratio), f"{self.n:,}")
        rows = [main]
        for variant in self.variants:
            found = variant.odds_ratio
            words = (ratio(found.value), self._ends(found)) if found else ("none", variant.why)
            rows.append((variant.name, *words, f"{variant.n:,}"))
        return Figures(("Choice", "Odds ratio", "95 % interval", "Stops"), tuple(rows))

    @staticmethod
    def _ends(found: Estimate) -> str:
        return span(found.low, found.high, "ratio")

    def chart(self) -> Chart:
        """Return the odds ratio with its interval, and those under other choices, on a logarithmic scale."""
        known = [("As described", self.odds_ratio)]
        known += [(variant.name, variant.odds_ratio) for variant in self.variants if variant.odds_ratio]
        lines = [
            Interval(name, found.value, found.low, found.high, index > 0)
            for index, (name, found) in enumerate(known)
        ]
        table: list[dict[str, object]] = [
            {"choice": name, "odds_ratio": found.value, "low": found.low, "high": found.high}
            for name, found in known
        ]
        layers = intervals(lines, "Odds in darkness for each one in daylight", 1.0, logarithmic=True)
        return finished(layers, self.asked.title, self.sentence, table)


def sentence(odds_ratio: Estimate, groups: str, reference: str) -> str:
    """Return what a lay reader may quote."""
    start = (
        f"At the same clock time in the evening, the odds that the person stopped was {groups} rather than {reference} "
        f"were {ratio(odds_ratio.value)} times as high in darkness as in daylight "
        f"(95 % interval {span(odds_ratio.low, odds_ratio.high, 'ratio')})"
    )
    if not odds_ratio.excludes(1):
        return f"{start}: it is uncertain whether there is a difference, and this does not prove that there is none."
    if odds_ratio.value < 1:
        return f"{start}: {groups} people were a larger part of stops when they could be seen, by more than chance."
    return (
        f"{start}: {groups} people were a larger part of stops in darkness, by more than chance, which is not the "
        "pattern that profiling by sight would leave."
    )
