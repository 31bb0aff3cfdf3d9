"""Riverbend's pages are there, in both languages, without a broken link."""

import re

import pytest

from commonground.content.editing.demonstration import write_pages
from commonground.content.editing.demonstration.texts import FOLDER
from commonground.content.models import PublishedPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def riverbend(make_person):
    write_pages(
        {
            "page-editor": make_person("page-editor"),
            "public-information-officer": make_person("public-information-officer"),
        }
    )


def test_six_pages_in_two_languages(riverbend, public_door) -> None:
    pages = PublishedPage.objects.all()
    assert {page.language for page in pages} == {"en", "es"}
    assert pages.count() == 12
    for page in pages:
        address = f"/{page.path}/" if page.language == "en" else f"/es/{page.path}/"
        assert public_door.get(address).status_code == 200


def test_the_three_main_pages_are_as_long_as_they_should_be(riverbend) -> None:
    for page in PublishedPage.objects.filter(path__in=("about", "call-in-a-crisis", "method")):
        assert 600 <= len(page.plain_text.split()) <= 1300, page


def test_links_between_pages_lead_somewhere(riverbend) -> None:
    addresses = {(page.language, page.path) for page in PublishedPage.objects.all()}
    for page in PublishedPage.objects.all():
        for link in re.findall(r'href="(/[^"]*)"', page.opening_html + page.body_html):
            if "commitments" in link or "boards" in link:
                assert link.startswith("/es/") == (page.language == "es")
                continue
            language, path = ("es", link[4:-1]) if link.startswith("/es/") else ("en", link[1:-1])
            assert language == page.language
            assert (language, path) in addresses


def test_one_page_in_review_one_scheduled_and_history(riverbend) -> None:
    from commonground.content.editing.models import CityPage

    review, scheduled = (
        CityPage.objects.get(slug="language-help"),
        CityPage.objects.get(slug="data-downloads"),
    )
    assert review.current_workflow_task_state is not None
    assert scheduled.approved_schedule
    assert not scheduled.live
    assert CityPage.objects.get(slug="method", locale__language_code="en").revisions.count() >= 2


def test_writing_twice_writes_once(riverbend, make_person) -> None:
    write_pages({})
    assert PublishedPage.objects.count() == 12


def test_nobody_real_is_named() -> None:
    for file in FOLDER.rglob("*.toml"):
        text = file.read_text(encoding="utf-8")
        assert all(
            address.endswith("@riverbend.example") for address in re.findall(r"[\w.-]+@[\w.-]+\w", text)
        )
        assert all(number.startswith("555-01") for number in re.findall(r"\b\d{3}-\d{4}\b", text))
