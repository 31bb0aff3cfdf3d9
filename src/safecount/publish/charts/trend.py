"""A time dimension as a line from nought: gaps where there is no figure, hatched columns where it is hidden,
a ring where the records do not cover the whole period, breaks as rules."""

from __future__ import annotations

from math import ceil
from typing import Any

import altair as alt

from safecount.disclosure.safe_table import Status
from safecount.publish.charts.look import BREAK, GRID, HIDDEN, INK, PAPER, SERIES, SOFT, Size
from safecount.publish.outline import Trend

_HEIGHT = {"wide": 260, "narrow": 220}


def trend_chart(trend: Trend, size: Size) -> dict[str, Any]:
    """Return the Vega-Lite specification of the line; a new stretch begins after a gap, a hidden period and a break."""
    names = [point.span.label for point in trend.points]
    rows = _rows(trend)
    x = alt.X("period:O", scale=alt.Scale(type="band", domain=names, padding=0), axis=_axis(names, size))
    hidden = [row for row in rows if row["kind"] == "hidden"]
    columns = _chart(hidden).mark_bar(color=HIDDEN).encode(x=x, y=alt.value(0), y2=alt.value("height"))
    shown = _line([row for row in rows if row["kind"] == "shown"], x, dot=34 if len(names) < 30 else 14)
    layers = [columns, *_said_hidden(hidden, x), *shown, *_rules(trend, x)]
    layered = alt.layer(*layers).properties(width=size.width - 60, height=_HEIGHT[size.name])
    quiet = {"gridColor": GRID, "domainColor": GRID, "tickColor": GRID}
    looked = layered.configure_view(stroke=None).configure_axis(labelColor=INK, labelFontSize=13, **quiet)
    # Altair's own check of the specification takes longer than the drawing, and its shape is the same in every release.
    specification: dict[str, Any] = looked.to_dict(validate=False)
    return specification


def _line(shown: list[dict[str, Any]], x: alt.X, dot: int) -> list[alt.Chart]:
    top = max([row["count"] for row in shown] + [1])
    y = alt.Y("count:Q", scale=alt.Scale(domain=[0, top * 1.08], nice=True), axis=_counts(top))
    whole = [row for row in shown if row["complete"]]
    part = [row for row in shown if not row["complete"]]
    return [
        _chart(shown).mark_line(strokeWidth=2.5, color=SERIES).encode(x=x, y=y, detail="stretch:N"),
        _chart(whole).mark_point(filled=True, size=dot, color=SERIES).encode(x=x, y=y),
        _chart(part).mark_point(size=dot * 2, color=SERIES, strokeWidth=2).encode(x=x, y=y),
    ]


def _rows(trend: Trend) -> list[dict[str, Any]]:
    rows = []
    stretch = 0
    for point in trend.points:
        if any(point.span.holds(item.on) for item in trend.breaks):
            stretch += 1
        figure = point.figure
        if figure is None or figure.status is Status.HIDDEN:
            stretch += 1
        if figure is not None:
            kind = "hidden" if figure.status is Status.HIDDEN else "shown"
            row = {"period": point.span.label, "count": figure.count or 0, "stretch": stretch, "kind": kind}
            rows.append(row | {"complete": trend.is_complete(point.span)})
    return rows


def _said_hidden(hidden: list[dict[str, Any]], x: alt.X) -> list[alt.Chart]:
    """The word stands upright in its column, on a ground of its own so that the hatching does not cross it."""
    base = _chart(hidden).encode(x=x, y=alt.value({"expr": "height / 2"}), text=alt.value("hidden"))
    ground = base.mark_text(angle=270, fontSize=13, color=PAPER, stroke=PAPER, strokeWidth=8)
    return [ground, base.mark_text(angle=270, fontSize=13, color=INK)] if hidden else []


def _rules(trend: Trend, x: alt.X) -> list[alt.Chart]:
    rows = []
    for number, item in enumerate(trend.breaks, start=1):
        span = next(point.span for point in trend.points if point.span.holds(item.on))
        rows.append({"period": span.label, "words": f"break {number}"})
    if not rows:
        return []
    begin = alt.X("period:O", scale=x["scale"], axis=x["axis"], bandPosition=0)
    rule = _chart(rows).mark_rule(color=BREAK, strokeWidth=2, strokeDash=[6, 4]).encode(x=begin)
    words = _chart(rows).mark_text(align="left", dx=5, baseline="top", fontSize=13, color=BREAK)
    return [rule, words.encode(x=begin, y=alt.value(2), text="words:N")]


def _chart(rows: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=rows))


def _axis(names: list[str], size: Size) -> alt.Axis:
    step = max(1, ceil(len(names) / size.labels))
    return alt.Axis(
        values=names[::step],
        labelAngle=0,
        title=None,
        grid=False,
        labelOverlap=True,
        labelColor=SOFT,
        labelPadding=6,
    )


def _counts(top: int) -> alt.Axis:
    if top < 5:
        return alt.Axis(title=None, values=list(range(top + 1)), format=",d")
    return alt.Axis(title=None, tickCount=5, format=",d")
