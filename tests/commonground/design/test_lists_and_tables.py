import datetime
from dataclasses import dataclass

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils import translation

from commonground.design.gallery import samples
from commonground.design.gallery.samples import HOSTILE


def test_breadcrumbs_end_at_the_page_itself(draw):
    html = draw(
        "{% breadcrumbs items %}", items=[{"label": "All", "url": "/"}, {"label": HOSTILE, "url": "/x"}]
    )
    assert html.count("<a ") == 1
    assert 'aria-current="page"' in html
    assert "<script" not in html
    assert draw("{% breadcrumbs items %}", items=[]) == ""


def test_cards_take_the_heading_level_of_their_place(draw):
    html = draw("{% card_list cards heading_level=3 %}", cards=samples.cards())
    assert html.count("<h3 ") == 3
    assert "<h2" not in html
    assert "<script" not in html
    assert "June 30, 2026" in html


def test_a_card_without_a_percent_shows_no_progress(draw):
    assert "cg-progress" not in draw("{% card_list cards %}", cards=[{"title": "One"}])


def test_a_summary_says_when_a_value_is_missing(draw):
    html = draw(
        "{% summary_list rows %}", rows=[{"label": HOSTILE, "value": None}, {"label": "Seats", "value": 0}]
    )
    assert "not given" in html
    assert "<dd>0</dd>" in html
    assert "<script" not in html


@dataclass(frozen=True)
class Entry:
    date: datetime.date
    title: str


def test_a_timeline_takes_records_and_dicts(draw):
    html = draw(
        "{% timeline entries %}", entries=[*samples.entries(), Entry(datetime.date(2026, 1, 2), "Meeting")]
    )
    assert "<ol" in html
    assert '<time datetime="2026-01-02">Jan. 2, 2026</time>' in html
    assert "<del>40</del>" in html
    assert "<ins>65</ins>" in html
    assert "<del>empty</del>" in html
    assert "<script" not in html


def test_a_change_from_zero_shows_the_zero(draw):
    change = {"field": "Percent", "before": 0, "after": 10}
    html = draw("{% timeline entries %}", entries=[{"date": None, "title": "t", "changes": [change]}])
    assert "<del>0</del>" in html


def test_a_table_has_caption_scopes_and_a_region_to_scroll(draw):
    table = samples.table()
    html = draw("{% data_table 'Calls' columns rows %}", **table)
    assert "<caption>Calls</caption>" in html
    assert 'role="region" aria-label="Calls" tabindex="0"' in html
    assert html.count('scope="col"') == 4
    assert html.count('scope="row"') == 3
    assert "12,034" in html
    assert "<script" not in html


def test_missing_is_not_zero_in_a_table(draw):
    html = draw(
        "{% data_table 'c' columns rows %}",
        columns=["a", {"label": "n", "numeric": True}],
        rows=[["x", None], ["y", 0]],
    )
    assert "not available" in html
    assert '<td class="cg-number"> 0 </td>' in html


def test_an_empty_table_says_so(draw):
    assert "Nothing to show." in draw("{% data_table 'c' columns rows %}", columns=["a"], rows=[])
    assert "No meeting yet" in draw(
        '{% data_table "c" columns rows empty="No meeting yet" %}', columns=["a"], rows=[]
    )


def test_numbers_and_dates_follow_the_language(draw):
    rows = [["x", 12034.5, datetime.date(2026, 3, 3)]]
    with translation.override("es"):
        html = draw("{% data_table 'c' columns rows %}", columns=["a", "b", "c"], rows=rows)
    assert "3 de marzo de 2026" in html
    assert "12,034.5" not in html


def test_pages_keep_the_filters(draw):
    page = Paginator(range(240), 10).page(6)
    html = draw(
        "{% pagination page query %}", page=page, query=QueryDict("q=a%26b&state=late&state=hold&page=6")
    )
    assert 'href="?q=a%26b&amp;state=late&amp;state=hold&amp;page=7"' in html
    assert html.count('aria-current="page"') == 1
    assert "pages left out" in html


@pytest.mark.parametrize(("number", "previous", "following"), [(1, False, True), (2, True, False)])
def test_the_first_and_last_page_have_no_dead_arrow(draw, number, previous, following):
    html = draw("{% pagination page %}", page=Paginator(range(20), 10).page(number))
    assert ("Previous" in html) is previous
    assert ("Next" in html) is following


def test_one_page_needs_no_numbers(draw):
    assert draw("{% pagination page %}", page=Paginator([1], 10).page(1)) == ""


def test_downloads_tell_format_and_size(draw):
    html = draw("{% download_list files %}", files=samples.files())
    assert "PDF, 470.8" in html
    assert "<script" not in html
    assert "No files." in draw("{% download_list files %}", files=[])


def test_a_link_can_be_shared_without_scripts(draw):
    html = draw("{% share_link url title %}", url="https://a.example/1?a=b&c=d", title=HOSTILE)
    assert 'value="https://a.example/1?a=b&amp;c=d" readonly' in html
    assert "mailto:?subject=%3Cscript%3E" in html
    assert "body=https%3A//a.example/1%3Fa%3Db%26c%3Dd" in html
    assert "<script" not in html
