"""The groups of a dimension as ranked bars: names, bars from nought, counts at their ends."""

from __future__ import annotations

from typing import Any

import altair as alt

from safecount.disclosure.safe_table import Status
from safecount.publish.charts.look import HIDDEN, INK, SERIES, SOFT, Size
from safecount.publish.figures import Figure
from safecount.publish.outline import Groups

_ROW = {"wide": 30, "narrow": 52}
_HIDDEN_WIDTH = 64
_COUNT_WIDTH = 76


def groups_chart(groups: Groups, size: Size) -> dict[str, Any]:
    """Return the Vega-Lite specification of the bars; a hidden group is a short hatched block, whatever its count."""
    rows = [
        {"row": place, "name": figure.label, "count": figure.count or 0, "words": _words(figure)}
        for place, figure in enumerate(groups.figures)
    ]
    shown = [rows[place] for place, figure in enumerate(groups.figures) if figure.status is not Status.HIDDEN]
    hidden = [rows[place] for place, figure in enumerate(groups.figures) if figure.status is Status.HIDDEN]
    begin = min(size.names, 24 + 8 * max(len(figure.label) for figure in groups.figures))
    top = max([figure.count or 0 for figure in groups.figures] + [1])
    scale = alt.Scale(domain=[0, top], range=[begin, size.width - _COUNT_WIDTH], nice=False)
    layers = [
        *_bars(_base(shown, len(rows)), alt.X("count:Q", scale=scale, axis=None), size),
        *_blocks(_base(hidden, len(rows)), begin, size),
        _names(_base(rows, len(rows)), size, begin),
    ]
    layered = alt.layer(*layers).properties(width=size.width, height=_ROW[size.name] * len(rows))
    specification: dict[str, Any] = layered.configure_view(stroke=None).to_dict(validate=False)
    return specification


def _bars(base: alt.Chart, x: alt.X, size: Size) -> list[alt.Chart]:
    below = _below(size)
    counts = base.mark_text(align="left", dx=6, dy=below, fontSize=13, color=INK)
    return [
        base.mark_bar(size=18, yOffset=below, color=SERIES).encode(x=x),
        counts.encode(x=x, text="words:N"),
    ]


def _blocks(base: alt.Chart, begin: int, size: Size) -> list[alt.Chart]:
    below, end = _below(size), alt.value(begin + _HIDDEN_WIDTH)
    notes = base.mark_text(align="left", dx=6, dy=below, fontSize=13, color=SOFT)
    return [
        base.mark_bar(size=18, yOffset=below, color=HIDDEN).encode(x=alt.value(begin), x2=end),
        notes.encode(x=end, text="words:N"),
    ]


def _below(size: Size) -> int:
    """How far a bar stands below the middle of its row, to make room for a name above it."""
    return 0 if size.names else 12


def _base(rows: list[dict[str, Any]], number: int) -> alt.Chart:
    """Rows stand by number, not by name: two groups may be called the same, and a name is never a part of the drawing's code."""
    scale = alt.Scale(type="band", domain=list(range(number)), padding=0)
    return alt.Chart(alt.InlineData(values=rows)).encode(y=alt.Y("row:O", scale=scale, axis=None))


def _names(base: alt.Chart, size: Size, begin: int) -> alt.Chart:
    """Names stand left of their bars, or above them where the page is narrow."""
    if begin:
        mark = base.mark_text(align="right", dx=-10, fontSize=13, color=INK, limit=0.85 * (begin - 14))
    else:
        mark = base.mark_text(align="left", dy=-10, fontSize=13, color=INK, limit=0.85 * size.width)
    named: alt.Chart = mark.encode(x=alt.value(begin), text="name:N")
    return named


def _words(figure: Figure) -> str:
    return "hidden, not nought" if figure.status is Status.HIDDEN else figure.words
