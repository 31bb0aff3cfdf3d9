"""The funnel plot: every district's share against its size, with the limits that chance alone would give.

Exact binomial limits, interpolated between whole numbers, at 95 % and 99.8 % (Spiegelhalter 2005, Statistics in
Medicine 24, 1185-1202). Districts differ in more than chance: where they do so throughout (overdispersion), limits
widened by the winsorised variance ratio are given beside the exact ones. Not a ranking, and of districts only.
"""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import numpy as np

from safecount.analysis.chart import BLACK, BLUE, GREY, ORANGE, Chart, finished, layered
from safecount.analysis.compare import Cell
from safecount.analysis.funnel_limits import Limits, exact_limits, overdispersion, widened_limits
from safecount.analysis.grouping import Districts
from safecount.analysis.records import MISSING, AnalysisRefused, Records
from safecount.analysis.result import Diagnostic, Figures, Method, Result, asked_of, left_out, publishable
from safecount.analysis.wording import chance, listed, percent, ratio, span
from safecount.schema.model_analyses import Analysis

FEWEST = 30
"""Records below which a district does not stretch the scale of the plot."""

METHOD = Method(
    "Funnel plot of districts",
    "Each district's share of records with the event, against the share of all districts together, with exact binomial "
    "limits at 95 % and 99.8 % for its number of records. Overdispersion is estimated from z-scores winsorised at a "
    "tenth on either side, and widens the limits where it is more than chance.",
    (
        "Spiegelhalter 2005, Funnel plots for comparing institutional performance, Statistics in Medicine 24, 1185-1202.",
    ),
)
LIMITS = (
    "A district outside the limits differs by more than chance; the plot does not say why. Differences in what "
    "happens there, and in how it is written down, come first.",
    "With many districts some lie outside the 95 % limits by chance, one in twenty; outside 99.8 %, two in a thousand.",
    "Districts inside the limits are not thereby alike: small ones have wide limits.",
    "It is no league table, and it is not made of officers.",
)


@dataclass(frozen=True)
class DistrictPoint:
    """One district on the funnel: events, records, share, exact limits, and limits widened for overdispersion."""

    district: str
    label: str
    events: int
    of: int
    share: float
    exact: Limits
    widened: Limits

    def standing(self, overdispersed: bool) -> str:
        """Return where the district lies: within, or above or below the 95 % or 99.8 % limits."""
        limits = self.widened if overdispersed else self.exact
        if self.share > limits.outer_high or self.share < limits.outer_low:
            return "above 99.8 %" if self.share > limits.outer_high else "below 99.8 %"
        if self.share > limits.inner_high or self.share < limits.inner_low:
            return "above 95 %" if self.share > limits.inner_high else "below 95 %"
        return "within"


@dataclass(frozen=True, kw_only=True)
class FunnelResult(Result):
    """Districts on a funnel around `target`, the share of all together. `dispersion` is 1 where chance is all."""

    target: float
    dispersion: float
    overdispersed: bool
    points: tuple[DistrictPoint, ...]

    def figures(self) -> Figures:
        """Return one row a district, smallest number of records first as on the plot."""
        headings = (
            "District",
            "Events",
            "Records",
            "Share",
            "Exact 95 %",
            "Exact 99.8 %",
            "Widened 95 %",
            "Standing",
        )
        return Figures(headings, tuple(self._row(point) for point in self.points))

    def _row(self, point: DistrictPoint) -> tuple[str, ...]:
        exact, widened = point.exact, point.widened
        return (
            point.label,
            f"{point.events:,}",
            f"{point.of:,}",
            percent(point.share),
            span(exact.inner_low, exact.inner_high, "percent"),
            span(exact.outer_low, exact.outer_high, "percent"),
            span(widened.inner_low, widened.inner_high, "percent") if self.overdispersed else "as exact",
            point.standing(self.overdispersed),
        )

    def _curve(self) -> list[dict[str, object]]:
        """Return the limits along the plot, one dictionary a point of a line."""
        largest = max(point.of for point in self.points) * 1.1
        smallest = max(1, min(point.of for point in self.points) // 2)
        curve: list[dict[str, object]] = []
        for size in np.unique(np.geomspace(smallest, largest, 120).astype(int)):
            kinds = [("chance alone", exact_limits(self.target, int(size)))]
            if self.overdispersed:
                kinds.append(("widened", widened_limits(self.target, int(size), self.dispersion)))
            for kind, limits in kinds:
                ends = [("95 %", "low", limits.inner_low), ("95 %", "high", limits.inner_high)]
                ends += [("99.8 %", "low", limits.outer_low), ("99.8 %", "high", limits.outer_high)]
                curve += [
                    {
                        "records": int(size),
                        "kind": kind,
                        "level": level,
                        "end": kind + level + side,
                        "share": value,
                    }
                    for level, side, value in ends
                ]
        return curve

    def chart(self) -> Chart:
        """Return the funnel: points, exact limits (lines) and widened limits (dashes)."""
        points: list[dict[str, object]] = [
            {
                "district": point.label,
                "records": point.of,
                "share": point.share,
                "standing": point.standing(self.overdispersed),
            }
            for point in self.points
        ]
        return finished(_funnel(self._curve(), points, self.target), self.asked.title, self.sentence, points)


def _funnel(curve: list[dict[str, object]], points: list[dict[str, object]], target: float) -> alt.LayerChart:
    shares = [float(str(point["share"])) for point in points if float(str(point["records"])) >= FEWEST]
    top = min(1.0, 1.4 * max([*shares, target]))
    share = alt.Y(
        "share:Q",
        title="Share of records",
        axis=alt.Axis(format="%"),
        scale=alt.Scale(domain=[0, top], clamp=True),
    )
    size = alt.X("records:Q", title="Records of the district")
    colours = alt.Scale(domain=["chance alone", "widened"], range=[GREY, ORANGE])
    lines = (
        alt.Chart(alt.InlineData(values=curve))
        .mark_line(strokeWidth=1.5)
        .encode(
            x=size,
            y=share,
            detail="end:N",
            color=alt.Color("kind:N", title="Limits", scale=colours),
            strokeDash=alt.StrokeDash("level:N", title="Level"),
        )
    )
    middle = (
        alt.Chart(alt.InlineData(values=[{"share": target}]))
        .mark_rule(color=BLACK)
        .encode(y=alt.Y("share:Q"))
    )
    base = alt.Chart(alt.InlineData(values=points)).encode(x=size, y=share)
    marks = base.mark_point(size=50, filled=True, opacity=1, color=BLUE)
    # Names of many small districts would lie over one another: then only those outside are named.
    named = base if len(points) <= 12 else base.transform_filter("indexof(datum.standing, '99.8') >= 0")
    names = named.mark_text(dy=-10, fontSize=11).encode(text="district:N")
    return layered(lines, middle, marks, names)


def ask_funnel(records: Records, analysis: Analysis) -> FunnelResult:
    """Count records by district in DuckDB and place them on the funnel. Raises AnalysisRefused."""
    place = Districts(records.table.column(analysis.place))
    rows = records.rows.mutate(
        asked=records.meets_all(analysis.where),
        happened=records.meets_any(analysis.event),
        district=records.group(place.name),
    )
    rows = rows.filter(rows.asked)
    counted = records.with_columns(
        rows.group_by("happened", "district").agg(n=rows.count()).order_by(["district", "happened"])
    )
    place.check(set(counted["district"]))
    unknown = counted["happened"].isna()
    unplaced = ~unknown & (counted["district"] == MISSING)
    lost = {
        "not recorded whether it counts": int(counted.loc[unknown, "n"].sum()),
        f"no {place.title} recorded": int(counted.loc[unplaced, "n"].sum()),
    }
    kept = counted[~unknown & ~unplaced]
    cells = [
        Cell(str(name), (), int(part.loc[part["happened"].astype(bool), "n"].sum()), int(part["n"].sum()))
        for name, part in kept.groupby("district", sort=True)
    ]
    return place_on_funnel(records, analysis, cells, lost)


def place_on_funnel(
    records: Records, analysis: Analysis, cells: list[Cell], lost: dict[str, int]
) -> FunnelResult:
    """Place counted `cells` on the funnel. Raises AnalysisRefused with fewer than three districts, or no variation."""
    events, of = sum(cell.events for cell in cells), sum(cell.of for cell in cells)
    if len(cells) < 3 or not 0 < events < of:
        message = f"{analysis.name}: a funnel needs three districts, and records with and without the event."
        raise AnalysisRefused(f"{message} Widen where, or choose another event.")
    target = events / of
    dispersion, p_value = overdispersion(cells, target)
    overdispersed = p_value < 0.05 and dispersion > 1
    points = _points(cells, target, dispersion, records.labels(analysis.place))
    asked = asked_of(records.definition, analysis)
    missing = left_out(lost)
    counts = [count for cell in cells for count in (cell.events, cell.of - cell.events)]
    words = f"variance ratio {ratio(dispersion)}, {chance(p_value)}"
    return FunnelResult(
        asked=asked,
        method=METHOD,
        n=of,
        left_out=missing,
        diagnostics=(
            Diagnostic("Overdispersion", words, fine=not overdispersed),
            Diagnostic("Districts", str(len(cells)), fine=len(cells) >= 10),
        ),
        limits=LIMITS,
        sentence=sentence(points, target, overdispersed, analysis),
        publishable=publishable(counts, missing, asked.threshold),
        target=target,
        dispersion=dispersion,
        overdispersed=overdispersed,
        points=points,
    )


def _points(
    cells: list[Cell], target: float, dispersion: float, labels: dict[str, str]
) -> tuple[DistrictPoint, ...]:
    return tuple(
        DistrictPoint(
            cell.district,
            labels.get(cell.district, cell.district),
            cell.events,
            cell.of,
            cell.events / cell.of,
            exact_limits(target, cell.of),
            widened_limits(target, cell.of, dispersion),
        )
        for cell in sorted(cells, key=lambda cell: cell.of)
    )


def sentence(
    points: tuple[DistrictPoint, ...], target: float, overdispersed: bool, analysis: Analysis
) -> str:
    """Return what a lay reader may quote."""
    title = analysis.place.replace("_", " ")
    high = [point.label for point in points if point.standing(overdispersed) == "above 99.8 %"]
    low = [point.label for point in points if point.standing(overdispersed) == "below 99.8 %"]
    start = f"{analysis.heading}: over all districts the share is {percent(target)}"
    if overdispersed:
        start += "; districts differ throughout by more than chance"
    if not high and not low:
        return f"{start}, and no {title} stands out{' from that spread' if overdispersed else ''}."
    parts = [f"above ({listed(high)})"] if high else []
    parts += [f"below ({listed(low)})"] if low else []
    reach = "that spread" if overdispersed else "what chance would explain"
    count = len(high) + len(low)
    return f"{start}, and {count} of {len(points)} lie beyond {reach}: {listed(parts)}."
