"""Puts a chart together: two drawings (wide and narrow screens), legend, table. Kept in memory by content."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonground.design.shapes import tones

from .chart import Chart
from .drawing import SVG, Painter, cleaned, drawn, written
from .specification import GRID, INK, NARROW, PAPER, WIDE, Size, specification, stand_in
from .words import period_name

# The light colours of css/tokens.css, for drawings that travel without it. A test keeps the two equal.
FIXED = {
    "ink": "#1b2a31",
    "grid": "#d9d5ca",
    "paper": "#ffffff",
    "neutral": "#9aa5ab",
    "progress": "#3b86b8",
    "done": "#2e8057",
    "unproven": "#93ad55",
    "hold": "#d9a12b",
    "late": "#c8472d",
    "stopped": "#8c7791",
    "s1": "#17708c",
    "s2": "#d9a12b",
    "s3": "#6d5a9c",
    "s4": "#2e8057",
    "s5": "#c8472d",
    "s6": "#6b767d",
}
UNTONED = ("s1", "s2", "s3", "s4", "s5", "s6")


@dataclass(frozen=True)
class LegendEntry:
    label: str
    colour: str


@dataclass(frozen=True)
class ChartBlock:
    chart: Chart
    wide: SafeString
    narrow: SafeString
    legend: tuple[LegendEntry, ...]
    columns: list[dict[str, Any]]
    rows: list[list[Any]]


def chart_block(chart: Chart) -> ChartBlock:
    language = get_language() or ""
    return ChartBlock(
        chart=chart,
        wide=_inline(chart, language, WIDE) if chart.has_data else SafeString(""),
        narrow=_inline(chart, language, NARROW) if chart.has_data else SafeString(""),
        legend=tuple(
            LegendEntry(s.label, colour) for s, colour in zip(chart.series, _colours(chart), strict=True)
        ),
        columns=[{"label": chart.x_label or _("Period")}]
        + [{"label": series.label, "numeric": True} for series in chart.series],
        rows=[
            [period_name(period), *(series.values[place] for series in chart.series)]
            for place, period in enumerate(chart.periods)
        ],
    )


def picture(chart: Chart) -> str:
    """A file of its own, in light colours: for a PDF, a download, another site."""
    svg = _drawing(chart, WIDE, lambda role, name: (role, FIXED.get(name, name)))
    svg.set("font-family", "Public Sans, Helvetica, Arial, sans-serif")
    return written(svg)


@lru_cache(maxsize=256)
def _inline(chart: Chart, language: str, size: Size) -> SafeString:
    """`language` is a part of the key: dates and numbers are written in it."""

    def classed(role: str, name: str) -> tuple[str, str]:
        return (role, name) if name == "none" else ("class", f"cg-{role}-{name}")

    svg = _drawing(chart, size, classed)
    # Safe: every element and attribute was let through by name, and the serialiser escapes the text.
    return mark_safe(written(svg))  # noqa: S308


def _drawing(chart: Chart, size: Size, paint: Painter) -> ElementTree.Element:
    names = {INK: "ink", GRID: "grid", PAPER: "paper", "none": "none"}
    names |= {stand_in(place): colour for place, colour in enumerate(_colours(chart))}

    def named(role: str, colour: str) -> tuple[str, str] | None:
        return paint(role, names[colour]) if colour in names else None

    raw = drawn(specification(chart, size))
    svg = cleaned(raw, named)
    if svg is None:
        svg = ElementTree.Element("svg")
    identity = _identity(chart, size)
    svg.attrib = {
        "xmlns": SVG,
        "viewBox": raw.get("viewBox", ""),
        "role": "img",
        "aria-labelledby": f"{identity}-title {identity}-text",
        "fill": "none",
    }
    _describe(svg, identity, chart)
    return svg


def _describe(svg: ElementTree.Element, identity: str, chart: Chart) -> None:
    title = ElementTree.Element("title", {"id": f"{identity}-title"})
    title.text = chart.title
    text = ElementTree.Element("desc", {"id": f"{identity}-text"})
    text.text = chart.summary or _("The figures are in the table below.")
    svg.insert(0, title)
    svg.insert(1, text)


def _identity(chart: Chart, size: Size) -> str:
    """The same for the same content, so that a page keeps its ETag."""
    return f"chart-{hashlib.sha256(repr(chart).encode()).hexdigest()[:10]}-{size.name}"


def _colours(chart: Chart) -> list[str]:
    return [
        series.tone if series.tone and series.tone in tones.ICONS else UNTONED[place % len(UNTONED)]
        for place, series in enumerate(chart.series)
    ]
