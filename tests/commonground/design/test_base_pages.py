import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

ERRORS = ["400", "403", "403_csrf", "404", "429", "500", "503"]
STAFF = '{% extends "design/staff/base.html" %}{% block main %}body{% endblock %}'
PUBLIC = '{% extends "design/public/base.html" %}{% block main %}body{% endblock %}'


@pytest.mark.parametrize("code", ERRORS)
@pytest.mark.parametrize(
    ("language", "words"), [("en", "Go to the start page"), ("es", "Ir a la página de inicio")]
)
def test_an_error_page_needs_no_context(code, language, words):
    with translation.override(language):
        html = render_to_string(f"{code}.html")
    assert words in html
    assert f'lang="{language}"' in html
    assert html.count("<h1>") == 1


def test_an_error_page_can_stand_in_the_staff_door():
    assert "cg-header--staff" in render_to_string("404.html", {"error_base": "design/staff/base.html"})


def test_a_page_without_any_context_stands(rf):
    html = engines["django"].from_string(PUBLIC).render({}, rf.get("/"))
    assert "body" in html
    assert "Common Ground" in html
    for absent in ("cg-demonstration", "cg-official", "cg-languages", "cg-nav", "cg-as-of", "cg-messages"):
        assert absent not in html


def test_the_demonstration_says_that_the_city_is_invented(rf):
    html = engines["django"].from_string(PUBLIC).render({"demonstration": True}, rf.get("/"))
    assert "Riverbend is an invented city." in html


def test_the_official_line_comes_from_the_city(rf):
    html = (
        engines["django"].from_string(PUBLIC).render({"official_text": "Official <b>site</b>"}, rf.get("/"))
    )
    assert "Official &lt;b&gt;site&lt;/b&gt;" in html


def test_signing_out_is_a_post_with_a_token(rf):
    account = {"name": "A. Reyes", "url": "/me/", "sign_out_url": "/out/"}
    html = engines["django"].from_string(STAFF).render({"account": account}, rf.get("/"))
    assert '<form method="post" action="/out/">' in html
    assert "csrfmiddlewaretoken" in html


def test_messages_stand_above_the_page(rf):
    class Message:
        level_tag = "success"

        def __str__(self):
            return "<i>Saved</i>"

    html = engines["django"].from_string(STAFF).render({"messages": [Message()]}, rf.get("/"))
    assert "usa-alert--success" in html
    assert "&lt;i&gt;Saved&lt;/i&gt;" in html


def test_htmx_is_told_to_stay_within_the_policy(rf):
    html = engines["django"].from_string(STAFF).render({}, rf.get("/"))
    assert '"includeIndicatorStyles": false, "allowEval": false, "selfRequestsOnly": true' in html
    assert '"historyCacheSize": 0' in html, "pages of staff are not kept in the browser's storage"
    assert 'django_htmx/htmx-2.min.js" defer' in html


def test_public_pages_carry_no_htmx(rf):
    """It would note the addresses of pages in the browser's storage."""
    assert "htmx-2.min.js" not in engines["django"].from_string(PUBLIC).render({}, rf.get("/"))
