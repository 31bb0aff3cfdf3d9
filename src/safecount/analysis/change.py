"""Change over time: a control chart that tells a change from the ups and downs every series has.

Known breaks of the definition cut the series: each stretch has its own centre and limits, and no signal is made of a
change in how things are counted. A signal is a point beyond three standard errors, or eight in a row on one side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import altair as alt

from safecount.analysis.chart import BLACK, BLUE, GREY, ORANGE, Chart, finished, layered
from safecount.analysis.control_chart import RUN, ChartPoint, false_alarm, laney
from safecount.analysis.records import AnalysisRefused, Records
from safecount.analysis.result import (
    UNSTABLE,
    Diagnostic,
    Figures,
    Method,
    Result,
    asked_of,
    left_out,
    publishable,
)
from safecount.analysis.series import DayCount, StepCount, steps_of
from safecount.analysis.wording import listed, number, ratio, span
from safecount.schema import Break
from safecount.schema.model_analyses import Analysis

_SOURCES = (
    "Laney 2002, Improved control charts for attributes, Quality Engineering 14, 531-537.",
    "Shewhart 1931, Economic Control of Quality of Manufactured Product; Western Electric 1956, Statistical Quality "
    "Control Handbook (run of eight).",
)
SHARES = Method(
    "Control chart of shares (Laney p')",
    "Events divided by records of each step, with limits at three standard errors, widened or narrowed by the spread "
    "from one step to the next.",
    _SOURCES,
)
COUNTS = Method(
    "Control chart of counts (Laney u')",
    "Records a day in each step, since months differ in length, with limits at three standard errors, widened or "
    "narrowed by the spread from one step to the next.",
    _SOURCES,
)


@dataclass(frozen=True)
class Moment:
    """One step of the series and its point on the chart; `point` is None for a step with a break inside."""

    step: StepCount
    point: ChartPoint | None


@dataclass(frozen=True, kw_only=True)
class ChangeResult(Result):
    """A series with its control chart. Values are a share of records, or events a day; `per` scales shares."""

    shares: bool
    per: int
    moments: tuple[Moment, ...]
    breaks: tuple[Break, ...]
    chance_of_false_alarm: float

    def figures(self) -> Figures:
        """Return one row a step."""
        value = f"Per {self.per:,}" if self.shares else "A day"
        headings = ("From", "Events", "Records", value, "Centre", "Limits", "Signal")
        rows = (self._row(moment) for moment in self.moments)
        return Figures(headings, tuple(rows))

    @property
    def scale(self) -> float:
        """What a value is multiplied by before it is shown."""
        return float(self.per) if self.shares else 1.0

    def _row(self, moment: Moment) -> tuple[str, ...]:
        step, point = moment.step, moment.point
        head = (step.start.isoformat(), f"{step.events:,}", f"{step.of:,}")
        if point is None:
            return (*head, "", "", "", "holds a break")
        known = point.low is not None and point.high is not None
        limits = span(point.low * self.scale, point.high * self.scale) if known else "too few steps"  # type: ignore[operator]
        signal = ("outside" if point.outside else "") + ("; run of 8" if point.in_run else "")
        return (
            *head,
            number(point.value * self.scale),
            number(point.centre * self.scale),
            limits,
            signal.strip("; "),
        )

    def chart(self) -> Chart:
        """Return the series with its centre, limits and breaks; signals are orange diamonds."""
        rows: list[dict[str, object]] = [
            {
                "from": moment.step.start.isoformat(),
                "value": moment.point.value * self.scale,
                "centre": moment.point.centre * self.scale,
                "low": None if moment.point.low is None else moment.point.low * self.scale,
                "high": None if moment.point.high is None else moment.point.high * self.scale,
                "stretch": moment.step.segment,
                "signal": moment.point.outside or moment.point.in_run,
            }
            for moment in self.moments
            if moment.point is not None
        ]
        cuts = [{"from": item.on.isoformat(), "what": item.what} for item in self.breaks]
        words = f"Per {self.per:,} records" if self.shares else "Records a day"
        return finished(_chart(rows, cuts, words), self.asked.title, self.sentence, rows)


def _chart(rows: list[dict[str, object]], cuts: list[dict[str, str]], words: str) -> alt.LayerChart:
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("from:T", title=None, axis=alt.Axis(format="%b %Y", labelAngle=-40))
    )
    line = base.mark_line(color=BLUE, strokeWidth=1.5).encode(
        y=alt.Y("value:Q", title=words, scale=alt.Scale(zero=False)), detail="stretch:N"
    )
    points = base.mark_point(filled=True, opacity=1, size=60).encode(
        y="value:Q",
        color=alt.condition("datum.signal", alt.value(ORANGE), alt.value(BLUE)),
        shape=alt.condition("datum.signal", alt.value("diamond"), alt.value("circle")),
    )
    layers: list[alt.Chart] = [
        base.mark_line(color=BLACK, interpolate="step").encode(y="centre:Q", detail="stretch:N")
    ]
    layers += [
        base.mark_line(color=GREY, strokeDash=[5, 4], interpolate="step").encode(
            y=f"{end}:Q", detail="stretch:N"
        )
        for end in ("low", "high")
    ]
    marks = alt.Chart(alt.InlineData(values=cuts)).encode(x="from:T")
    drawn = [marks.mark_rule(color=BLACK, strokeDash=[1, 3], strokeWidth=2)] if cuts else []
    return layered(*layers, line, points, *drawn)


def ask_change(records: Records, analysis: Analysis) -> ChangeResult:
    """Count records by day in DuckDB and chart them. Raises AnalysisRefused."""
    rows = records.rows.mutate(
        asked=records.meets_all(analysis.where),
        happened=records.meets_any(analysis.event),
        day=records.date(analysis.time),
    )
    rows = rows.filter(rows.asked)
    counted = records.with_columns(rows.group_by("happened", "day").agg(n=rows.count()).order_by("day"))
    unknown = counted["happened"].isna()
    undated = ~unknown & counted["day"].isna()
    lost = {
        "not recorded whether it counts": int(counted.loc[unknown, "n"].sum()),
        "no date": int(counted.loc[undated, "n"].sum()),
    }
    days = []
    for day, part in counted[~unknown & ~undated].groupby("day", sort=True):
        events = int(part.loc[part["happened"].astype(bool), "n"].sum())
        days.append(DayCount(day.date() if hasattr(day, "date") else day, events, int(part["n"].sum())))
    return chart_change(records, analysis, days, lost)


def chart_change(
    records: Records, analysis: Analysis, days: list[DayCount], lost: dict[str, int]
) -> ChangeResult:
    """Chart counted `days`. Raises AnalysisRefused with fewer than two whole steps."""
    used = {analysis.time, *analysis.event, *analysis.where}
    breaks = tuple(item for item in records.definition.breaks if not item.columns or used & set(item.columns))
    steps, outside = steps_of(days, analysis.step, breaks)
    if len(steps) < 2:
        message = f"{analysis.name}: the records fill fewer than two whole steps ({analysis.step})."
        raise AnalysisRefused(f"{message} Use a shorter step, or wait for more.")
    shares = bool(analysis.event)
    moments, spreads = charted(steps, shares)
    inside = tuple(item for item in breaks if steps[0].start < item.on <= steps[-1].start)
    asked = asked_of(records.definition, analysis)
    missing = left_out({**lost, f"in a {analysis.step} that is not whole": sum(day.of for day in outside)})
    counts = [step.events for step in steps] + [step.of - step.events for step in steps if shares]
    charts = sum(moment.point is not None and moment.point.low is not None for moment in moments)
    return ChangeResult(
        asked=asked,
        method=SHARES if shares else COUNTS,
        n=sum(step.of for step in steps),
        left_out=missing,
        diagnostics=_diagnostics(steps, spreads),
        limits=_limits(false_alarm(charts), charts, inside),
        sentence=sentence(moments, analysis, inside),
        publishable=publishable(counts, missing, asked.threshold),
        shares=shares,
        per=analysis.per,
        moments=moments,
        breaks=inside,
        chance_of_false_alarm=false_alarm(charts),
    )


def charted(steps: list[StepCount], shares: bool) -> tuple[tuple[Moment, ...], list[float]]:
    """Return every step with its point, each stretch on its own chart, and the spread of each stretch."""
    moments: dict[StepCount, ChartPoint] = {}
    spreads = []
    for segment in sorted({step.segment for step in steps}):
        own = [
            step for step in steps if step.segment == segment and not step.mixed and (step.of or not shares)
        ]
        if not own:
            continue
        sizes = [float(step.of if shares else step.days) for step in own]
        points, wide = laney([step.events for step in own], sizes, shares)
        spreads.append(wide)
        moments.update(zip(own, points, strict=True))
    return tuple(Moment(step, moments.get(step)) for step in steps), spreads


def _diagnostics(steps: list[StepCount], spreads: list[float]) -> tuple[Diagnostic, ...]:
    known = [value for value in spreads if not math.isnan(value)]
    few = sum(step.events < UNSTABLE for step in steps)
    words = listed([ratio(value) for value in known]) or "not known"
    return (
        Diagnostic("Spread from step to step (1 is chance alone)", words, fine=all(v < 2 for v in known)),
        Diagnostic(f"Steps with fewer than {UNSTABLE} events", str(few), fine=not few),
        Diagnostic(
            "Stretches too short for limits", str(len(spreads) - len(known)), fine=len(known) == len(spreads)
        ),
    )


def _limits(chance: float, points: int, breaks: tuple[Break, ...]) -> tuple[str, ...]:
    return (
        f"About {100 * chance:.0f} in 100 series of {points} points that never change would show a signal all the same.",
        "A signal says that something changed, not what; a season is a change too, and a chart of a year or two cannot "
        "tell it from another.",
        "Steps are taken as independent of one another apart from their spread; where busy months follow busy months, "
        "there are more false signals.",
        *(
            f"Break on {item.on.isoformat()}: {item.what} Levels before and after do not compare."
            for item in breaks
        ),
    )


def sentence(moments: tuple[Moment, ...], analysis: Analysis, breaks: tuple[Break, ...]) -> str:
    """Return what a lay reader may quote."""
    drawn = [moment for moment in moments if moment.point is not None and moment.point.low is not None]
    if not drawn:
        return f"There are too few whole steps (fewer than {RUN}) to tell a change from chance."
    outside = [moment for moment in drawn if moment.point is not None and moment.point.outside]
    runs = [moment for moment in drawn if moment.point is not None and moment.point.in_run]
    cut = (
        f", with the series cut at {len(breaks)} known break{'s' if len(breaks) > 1 else ''}"
        if breaks
        else ""
    )
    start = f"{analysis.heading}: between {drawn[0].step.start.isoformat()} and {drawn[-1].step.start.isoformat()}{cut}"
    if not outside and not runs:
        return f"{start}, no {analysis.step} differed from the others by more than the usual ups and downs."
    high = [
        m.step.start.isoformat() for m in outside if m.point is not None and m.point.value > m.point.centre
    ]
    low = [
        m.step.start.isoformat() for m in outside if m.point is not None and m.point.value < m.point.centre
    ]
    parts = [f"unusually high: {_which(high, analysis)}"] if high else []
    parts += [f"unusually low: {_which(low, analysis)}"] if low else []
    parts += (
        [f"{len(runs)} {analysis.step}s in runs of eight or more on one side of the average"] if runs else []
    )
    return f"{start}, there was more than the usual ups and downs: {'; '.join(parts)}."


def _which(days: list[str], analysis: Analysis) -> str:
    if len(days) > 3:
        return f"{len(days)} {analysis.step}s between {days[0]} and {days[-1]}"
    return f"the {analysis.step}{'s' if len(days) > 1 else ''} from {listed(days)}"
