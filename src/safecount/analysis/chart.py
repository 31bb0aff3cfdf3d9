"""Charts as specifications (Vega-Lite through altair), rendered to SVG with no browser, each with its table.

Colours are those of Okabe and Ito (2008), told apart in every common form of colour blindness; nothing is said by
colour alone: shapes, dashes or position say it too.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any, Literal, cast

import altair as alt
import vl_convert

BLUE, ORANGE, GREEN, GREY, BLACK = "#0072B2", "#D55E00", "#009E73", "#6b6b6b", "#1b1b1b"
WIDTH = 560


@dataclass(frozen=True)
class Chart:
    """A chart and what it shows. `table`: one dictionary per mark, for those who read figures rather than marks."""

    title: str
    description: str
    specification: dict[str, Any]
    table: tuple[dict[str, object], ...]

    def svg(self) -> str:
        """Return the chart as SVG; `description` is its accessible name."""
        svg: str = vl_convert.vegalite_to_svg(json.dumps(self.specification))
        return svg.replace("<svg ", f'<svg role="img" aria-label="{_attribute(self.description)}" ', 1)


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def layered(*charts: alt.Chart) -> alt.LayerChart:
    """Return charts drawn over one another."""
    return cast(alt.LayerChart, alt.layer(*charts))


def finished(chart: alt.LayerChart, title: str, description: str, table: list[dict[str, object]]) -> Chart:
    """Return `chart` with title, fonts and description, as a plain specification."""
    whole = (
        chart.properties(width=WIDTH, title=title, description=description)
        .configure(font="Public Sans, Arial, sans-serif", background="white")
        .configure_axis(labelFontSize=12, titleFontSize=12, labelLimit=240, titleFontWeight="normal")
        .configure_title(anchor="start", fontSize=14)
        .configure_view(stroke=None)
    )
    return Chart(title, description, whole.to_dict(), tuple(table))


@dataclass(frozen=True)
class Interval:
    """One line of a chart of intervals. `marked` lines are drawn as hollow diamonds: read them with care."""

    label: str
    estimate: float
    low: float
    high: float
    marked: bool = False


def intervals(
    lines: list[Interval], axis: str, middle: float, logarithmic: bool = False, share: bool = False
) -> alt.LayerChart:
    """Return points with their intervals, one row each, and a line at `middle`.

    The axis is logarithmic for ratios, and in per cent for a `share`. A bar without an end is left out.
    """
    kind: Literal["log", "linear"] = "log" if logarithmic else "linear"
    scale = alt.Scale(type=kind, zero=False, nice=not logarithmic, padding=12)
    ticks = alt.Axis(format="%") if share else alt.Axis()
    base = alt.Chart(alt.InlineData(values=_rows(lines))).encode(
        y=alt.Y("label:N", sort=[line.label for line in lines], title=None)
    )
    bars = (
        base.transform_filter("isValid(datum.low) && isValid(datum.high)")
        .mark_rule(strokeWidth=2, color=BLUE)
        .encode(x=alt.X("low:Q", title=axis, scale=scale, axis=ticks), x2="high:Q")
    )
    points = base.mark_point(size=80, color=BLUE, opacity=1).encode(
        x=alt.X("estimate:Q", scale=scale),
        shape=alt.condition("datum.marked", alt.value("diamond"), alt.value("circle")),
        fill=alt.condition("datum.marked", alt.value("white"), alt.value(BLUE)),
    )
    rule = (
        alt.Chart(alt.InlineData(values=[{"middle": known(middle)}]))
        .mark_rule(strokeDash=[4, 4], color=GREY)
        .encode(x=alt.X("middle:Q", scale=scale))
    )
    return layered(rule, bars, points)


def _rows(lines: list[Interval]) -> list[dict[str, object]]:
    return [
        {
            "label": line.label,
            "estimate": known(line.estimate),
            "low": known(line.low),
            "high": known(line.high),
            "marked": line.marked,
        }
        for line in lines
    ]


def known(value: float) -> float | None:
    """Return `value`, or None where it is not known or has no limit, which JSON cannot say."""
    return value if math.isfinite(value) else None
