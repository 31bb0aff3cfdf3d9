import re
from pathlib import Path
from xml.etree import ElementTree

import altair
import pytest
from django.utils import translation

import commonground.design
from commonground.design.charts import Chart, Series, block, chart_block, picture
from commonground.design.charts.specification import NARROW, WIDE, specification
from commonground.design.gallery import samples

TOKENS = Path(commonground.design.__file__).parent / "static" / "design" / "css" / "tokens.css"
WITH_DATA = [chart for chart in samples.charts() if chart.has_data]


def kind(chart: Chart) -> str:
    return chart.kind


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=lambda size: size.name)
@pytest.mark.parametrize("chart", WITH_DATA, ids=kind)
def test_the_specification_is_valid_vega_lite(chart, size):
    altair.Chart.from_dict(specification(chart, size))


@pytest.mark.parametrize("chart", WITH_DATA, ids=kind)
def test_a_drawing_is_named_described_and_within_the_policy(chart):
    drawn = chart_block(chart)
    for svg in (drawn.wide, drawn.narrow):
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        title, description = (root[0], root[1])
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert title.text == chart.title
        assert description.text
        for element in root.iter():
            assert "style" not in element.attrib
            assert not [name for name in element.attrib if name.startswith("on") or "href" in name]
        assert "#e0" not in svg
        assert "#f0" not in svg


def test_hostile_words_stay_words():
    drawn = chart_block(WITH_DATA[1])
    assert "<script" not in drawn.wide
    assert "&lt;script&gt;" in drawn.wide


def test_series_are_drawn_in_the_classes_of_their_tones():
    drawn = chart_block(samples.progress_over_time())
    for tone in ("done", "progress", "hold", "late", "neutral"):
        assert f"cg-fill-{tone}" in drawn.wide
    assert [entry.colour for entry in drawn.legend] == ["done", "progress", "hold", "late", "neutral"]


def test_a_gap_is_drawn_as_a_gap_and_told_in_the_table(draw):
    chart = Chart(
        "lines",
        "Gap",
        ("2025-01", "2025-02", "2025-03", "2025-04", "2025-05"),
        (Series("a", (1, 2, None, 3, 4)),),
    )
    lines = re.findall(
        r'<path[^>]*cg-stroke-s1[^>]*stroke-width="2.5"|<path[^>]*stroke-width="2.5"[^>]*cg-stroke-s1',
        chart_block(chart).wide,
    )
    assert len(lines) == 2
    assert "not available" in draw("{% chart chart %}", chart=chart)


def test_the_table_holds_every_figure(draw):
    chart = samples.progress_over_time()
    html = draw("{% chart chart %}", chart=chart)
    assert html.count('<th scope="row">') == len(chart.periods)
    assert "The figures as a table" in html
    assert "Method." in html
    assert '<a href="#">CSV</a>' in html


def test_no_figures_is_said(draw):
    html = draw("{% chart chart %}", chart=samples.charts()[-1])
    assert "There are no figures for this period yet." in html
    assert "<svg" not in html


def test_one_period_is_drawn():
    chart = Chart("stacked_steps", "One", ("2025-01",), (Series("a", (3,), "done"),))
    assert "cg-fill-done" in chart_block(chart).wide


def test_a_series_of_another_length_is_refused():
    with pytest.raises(ValueError, match="2 values for 1 periods"):
        Chart("lines", "t", ("2025-01",), (Series("a", (1, 2)),))


def test_months_are_written_in_the_readers_language():
    chart = Chart("lines", "t", ("2025-01", "2025-04"), (Series("a", (1, 2)),))
    assert "Apr 2025" in chart_block(chart).wide or "April 2025" in chart_block(chart).wide
    with translation.override("es"):
        spanish = chart_block(chart).wide
    assert "abr 2025" in spanish.lower()


def test_counts_have_no_halves_on_their_axis():
    svg = chart_block(Chart("lines", "t", ("2025-01", "2025-02"), (Series("a", (0, 1)),))).wide
    labels = re.findall(r"<text[^>]*>([^<]+)</text>", svg)
    assert labels.count("0") == 1
    assert labels.count("1") == 1


def test_the_same_content_gives_the_same_bytes():
    first = chart_block(samples.progress_over_time()).wide
    block._inline.cache_clear()
    assert chart_block(samples.progress_over_time()).wide == first


def test_a_picture_stands_alone_in_the_light_colours():
    svg = picture(samples.progress_over_time())
    assert "class=" not in svg
    for colour in ("done", "late"):
        assert f'fill="{block.FIXED[colour]}"' in svg


def test_the_fixed_colours_are_those_of_the_style_sheet():
    light = TOKENS.read_text().split("@media")[0]
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    names = {"ink": "ink", "grid": "line", "paper": "surface"}
    for name, colour in block.FIXED.items():
        assert tokens[names.get(name, f"{name}-solid")] == colour, name


def test_a_chart_is_drawn_once_and_then_remembered():
    chart = samples.progress_over_time()
    block._inline.cache_clear()
    first = chart_block(chart)
    assert chart_block(chart) == first
    told = block._inline.cache_info()
    assert (told.misses, told.hits) == (2, 2), "the wide one and the narrow one, each drawn once"
