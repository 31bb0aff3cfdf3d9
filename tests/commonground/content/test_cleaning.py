"""Hostile HTML does not reach the public, whatever an editor's browser sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.content.editing.cleaning import clean_body

HOSTILE = [
    "<script>alert(1)</script>",
    "<p onclick='alert(1)'>x</p>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' jAvAsCrIpT&#58;alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<img src='/a.png' onerror='alert(1)'>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi xlink:href='javascript:alert(1)'></mi></math>",
    "<iframe src='https://elsewhere.example'></iframe>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed'>x</p>",
    "<form action='https://elsewhere.example'><input name=q></form>",
    "<base href='https://elsewhere.example/'>",
    "<meta http-equiv=refresh content='0;url=https://elsewhere.example'>",
    "<object data='x.swf'></object><embed src='x.swf'>",
    "<p class='usa-banner cg-header'>x</p>",
    "<div id='main'>x</div>",
    "<template><script>alert(1)</script></template>",
    "<!--<script>alert(1)</script>-->",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]
NEVER = (
    "alert(",
    "javascript:",
    "onclick",
    "onerror",
    "<script",
    "<iframe",
    "<style",
    "style=",
    "<form",
    "<svg",
)


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_hostile_is_left(html: str) -> None:
    cleaned = clean_body(html).html.lower()
    assert not any(mark in cleaned for mark in (*NEVER, "elsewhere.example", 'id="main"', "cg-header"))


@given(st.lists(st.sampled_from(HOSTILE), max_size=4).map("".join), st.text(max_size=40))
def test_nothing_hostile_is_left_in_any_mixture(html: str, text: str) -> None:
    once = clean_body(f"<p>{html}</p>" + html)
    assert not any(mark in once.html.lower() for mark in NEVER)
    assert clean_body(once.html).html == once.html


def test_images_of_other_sites_are_not_loaded() -> None:
    assert "<img" not in clean_body('<img src="https://elsewhere.example/a.png" alt="x">').html
    assert "<img" in clean_body('<img src="/files/1/a.png" alt="x">').html


def test_what_our_blocks_write_is_kept() -> None:
    html = (
        '<div class="usa-alert usa-alert--info cg-alert"><div class="usa-alert__body">x</div></div>'
        '<details class="content-question"><summary><h3>Q</h3></summary><div>A</div></details>'
        '<a href="tel:911">911</a><a href="sms:988">988</a><a href="mailto:a@b.example">mail</a>'
    )
    cleaned = clean_body(html)
    for part in ("usa-alert--info", "content-question", "<summary>", "tel:911", "sms:988", "mailto:"):
        assert part in cleaned.opening + cleaned.html


def test_headings_get_names_of_their_own() -> None:
    body = clean_body("<h2>Main</h2><h2>Main</h2><h3>Inner</h3><h2></h2>")
    assert [heading.id for heading in body.headings] == ["s-main", "s-main-2"]
    assert body.html.count("<h2") == 2
