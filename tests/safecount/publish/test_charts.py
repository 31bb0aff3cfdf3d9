"""Charts: drawings a screen reader can name, the same in every run, in which hidden never looks like nought."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from safecount.disclosure.safe_table import Dimension, SafeTable
from safecount.publish.charts import Drawing, file_svg, groups_chart, inline_svg, trend_chart
from safecount.publish.figures import Figures
from safecount.publish.outline import Covered, Outline, outline_of
from safecount.schema.model import Break

from .making import cells_of, protected

SVG = "{http://www.w3.org/2000/svg}"
WEAPON, MONTH = Dimension("weapon", "Weapon"), Dimension("stopped.month", "Month of the stop")
COUNTS = {
    ("knife", "2026-01"): 40, ("knife", "2026-03"): 4, ("gun", "2026-01"): 30, ("gun", "2026-02"): 25,
    ("gun", "2026-03"): 3, ("gun", "2026-05"): 60, ("rope", "2026-05"): 5,
}  # fmt: skip
BREAK = Break(datetime.date(2026, 5, 9), "A new form.")


@pytest.fixture(scope="module")
def table() -> SafeTable:
    cells = cells_of((WEAPON, MONTH), COUNTS, [("stick", "*")])
    return protected({"weapons": ("Weapons", (WEAPON, MONTH), cells)})[0]


@pytest.fixture(scope="module")
def outline(table: SafeTable) -> Outline:
    return outline_of(Figures(table), (BREAK,), Covered("", "2026-05"))


def texts(svg: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in svg.iter(f"{SVG}text")]


def drawing(outline: Outline, kind: str) -> Drawing:
    assert outline.trend
    assert outline.groups
    trend, groups = outline.trend, outline.groups
    return {
        "trend": Drawing(
            "weapons-trend", "By month", "words", lambda size: trend_chart(trend, size), "Riverbend"
        ),
        "groups": Drawing(
            "weapons-groups", "By weapon", "words", lambda size: groups_chart(groups, size), "Riverbend"
        ),
    }[kind]


@pytest.mark.parametrize("kind", ["trend", "groups"])
def test_a_chart_has_a_name_a_description_and_safe_parts_alone(outline: Outline, kind: str) -> None:
    text = file_svg(drawing(outline, kind))
    svg = ElementTree.fromstring(text)
    assert svg.get("role") == "img"
    named = svg.get("aria-labelledby", "").split()
    assert [element.get("id") for element in svg[:2]] == named
    assert [element.tag for element in svg[:2]] == [f"{SVG}title", f"{SVG}desc"]
    kinds = {element.tag.removeprefix(SVG) for element in svg.iter()}
    assert kinds <= {"svg", "title", "desc", "defs", "pattern", "g", "path", "line", "text", "rect", "circle"}
    assert not [
        name for element in svg.iter() for name in element.attrib if name.startswith("on") or "href" in name
    ]
    assert file_svg(drawing(outline, kind)) == text
    assert texts(svg)[-2:] == [drawing(outline, kind).title, "Riverbend"]


def test_hidden_groups_are_hatched_and_named_and_zero_is_a_number(outline: Outline) -> None:
    svg = ElementTree.fromstring(file_svg(drawing(outline, "groups")))
    hatched = [element for element in svg.iter() if element.get("fill") == "url(#weapons-groups-wide-hatch)"]
    assert len(hatched) == 1
    words = texts(svg)
    assert words.count("hidden, not nought") == 1
    assert {"gun", "knife", "rope", "stick", "118", "44", "0"} <= set(words)
    assert not any(re.fullmatch("5", word) for word in words)


def test_a_trend_has_gaps_hatching_and_its_break(outline: Outline) -> None:
    assert outline.trend
    figures = {point.span.label: point.figure for point in outline.trend.points}
    assert list(figures) == ["Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "May 2026"]
    assert figures["Apr 2026"] is None
    svg = ElementTree.fromstring(file_svg(drawing(outline, "trend")))
    hatched = [element for element in svg.iter() if element.get("fill") == "url(#weapons-trend-wide-hatch)"]
    assert len(hatched) == 1
    assert {"hidden", "break 1", "Jan 2026", "May 2026"} <= set(texts(svg))
    series = [
        e for e in svg.iter(f"{SVG}path") if e.get("stroke") == "#1f6f8b" and e.get("stroke-width") == "2.5"
    ]
    assert len(series) == 2, "January to February, and May on the other side of the break"


def test_inside_a_page_colours_are_the_pages_own(outline: Outline) -> None:
    drawn = inline_svg(drawing(outline, "groups"))
    assert set(drawn) == {"wide", "narrow"}
    for size, text in drawn.items():
        svg = ElementTree.fromstring(text)
        assert "#" not in re.sub(r"url\(#[a-z-]+\)", "", text)
        assert svg[0].get("id") == f"weapons-groups-{size}-title"


def test_the_released_charts_are_drawings(release: Path) -> None:
    for path in sorted((release / "charts").iterdir()):
        svg = ElementTree.parse(path).getroot()
        assert svg.tag == f"{SVG}svg"
        assert float(svg.get("width", "0")) >= 700


def test_a_series_too_long_to_read_is_drawn_by_its_coarser_period() -> None:
    year, month = Dimension("at.year", "Year"), Dimension("at.month", "Month", within="at.year")
    counts = {(str(y), f"{y}-{m:02d}"): 50 + m for y in range(2015, 2026) for m in range(1, 13)}
    long = protected({"long": ("Long", (year, month), cells_of((year, month), counts))})[0]
    found = outline_of(Figures(long), (), Covered("2015-01", "2025-12"))
    assert found.trend
    assert found.trend.dimension is year
    assert found.groups is None
