import datetime

import pytest

from commonground.design.gallery.samples import HOSTILE
from commonground.design.shapes.tones import ICONS


@pytest.mark.parametrize("tone", ICONS)
def test_a_status_says_its_word_and_carries_its_tone(draw, tone):
    html = draw('{% status_tag "Half way" tone %}', tone=tone)
    assert f"cg-tone-{tone}" in html
    assert "Half way" in html


def test_an_unknown_tone_is_plain_and_cannot_leave_its_attribute(draw):
    html = draw("{% status_tag label tone %}", label=HOSTILE, tone=HOSTILE)
    assert "cg-tone-neutral" in html
    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.parametrize(
    ("percent", "shown"), [(0, "0%"), (37.4, "37%"), (100, "100%"), (140, "100%"), (-3, "0%")]
)
def test_progress_is_a_progress_element_with_words(draw, percent, shown):
    html = draw("{% progress percent %}", percent=percent)
    assert f"<strong>{shown}</strong>" in html
    assert f'value="{shown[:-1]}"' in html
    assert 'aria-label="Progress"' in html


def test_progress_without_an_estimate_is_not_zero(draw):
    html = draw("{% progress percent %}", percent=None)
    assert "no estimate yet" in html
    assert "<progress" not in html


def test_a_counter_groups_its_digits_and_links_its_label(draw):
    html = draw('{% stat 1204881 "Calls" url="/calls/" note=note %}', note=HOSTILE)
    assert "1,204,881" in html
    assert '<a href="/calls/">Calls</a>' in html
    assert "<script" not in html


@pytest.mark.parametrize(("tone", "role"), [("error", True), ("warning", False), ("nonsense", False)])
def test_only_an_error_interrupts(draw, tone, role):
    html = draw("{% alert tone=tone heading=heading %}<p>Said</p>{% endalert %}", tone=tone, heading=HOSTILE)
    assert ('role="alert"' in html) is role
    assert "<p>Said</p>" in html
    assert "<script" not in html


def test_a_heading_has_one_h1_its_lead_and_its_state(draw):
    html = draw(
        '{% page_heading title lead="Lead" kicker="12" status=status %}',
        title=HOSTILE,
        status={"label": "Late", "tone": "late"},
    )
    assert html.count("<h1>") == 1
    assert "cg-tone-late" in html
    assert "<script" not in html


def test_the_as_of_line_can_be_read_by_people_and_machines(draw):
    html = draw("{% as_of_line day %}", day=datetime.date(2026, 3, 3))
    assert '<time datetime="2026-03-03">March 3, 2026</time>' in html


def test_nothing_here_says_what_to_do(draw):
    html = draw('{% empty_state "None" text="Why" action_label="Clear" action_url="/all/" %}')
    assert '<a class="usa-button usa-button--outline" href="/all/">Clear</a>' in html
    assert "<a " not in draw('{% empty_state "None" %}')


def test_an_icon_is_decoration(draw):
    assert 'aria-hidden="true"' in draw('{% icon "search" %}')
