"""The public door's own pages: start, search, changes; in two languages, with nothing in the house yet, and hostile input."""

import xml.etree.ElementTree as ET

import pytest

from commonground.foundation.actors import COMMAND_LINE
from commonground.foundation.audit.record import record
from commonground.reference.models import PublicBody

PAGES = (
    "/",
    "/search/",
    "/search/?q=force",
    "/changes/",
    "/boards/",
    "/commitments/",
    "/sitemap.xml",
    "/robots.txt",
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["", "/es"])
def test_an_empty_house_answers_with_a_page_that_says_so(public_door, path: str, language: str) -> None:
    if path.endswith((".xml", ".txt")) and language:
        pytest.skip("robots and site maps have no language")
    answer = public_door.get(language + path)
    assert answer.status_code == 200
    if answer["Content-Type"].startswith("text/html"):
        assert f'<html lang="{"es" if language else "en"}"' in answer.content.decode()
        assert answer["Content-Language"] == ("es" if language else "en")


def test_the_language_is_the_addresss_whatever_the_browser_asks(public_door) -> None:
    answer = public_door.get("/", headers={"accept-language": "es", "cookie": "django_language=es"})
    assert '<html lang="en"' in answer.content.decode()
    assert "Accept-Language" not in answer.get("Vary", "")
    assert "Cookie" not in answer.get("Vary", "")


def test_each_page_leads_to_itself_in_the_other_language(public_door) -> None:
    page = public_door.get("/search/?q=force").content.decode()
    assert 'href="/es/search/?q=force"' in page
    assert 'href="/search/?q=force"' in public_door.get("/es/search/?q=force").content.decode()


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "ñ" * 5000,
        "%00",
        "\x00",
        "%",
        "_",
        "🚓",
        "a b c d e f g h i j",
    ],
)
def test_hostile_words_are_only_words(public_door, words: str) -> None:
    answer = public_door.get("/search/", {"q": words})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_what_nobody_has_is_not_there(public_door) -> None:
    for path in (
        "/nothing/",
        "/es/nothing/",
        "/commitments/nothing/",
        "/boards/nothing/",
        "/admin/",
        "/pages/",
        "/account/",
    ):
        assert public_door.get(path).status_code == 404, path


def test_another_name_of_this_machine_is_refused(public_door) -> None:
    assert public_door.get("/", headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
    ],
)
def test_forms_of_other_sites_are_refused(public_door, headers: dict[str, str]) -> None:
    assert (
        public_door.post(
            "/commitments/any/follow/", {"email": "a@riverbend.example"}, headers=headers
        ).status_code
        == 403
    )


@pytest.mark.parametrize(
    "headers", [{}, {"sec-fetch-site": "same-origin"}, {"origin": "http://localhost:8000"}]
)
def test_our_own_forms_are_not(public_door, headers: dict[str, str]) -> None:
    assert (
        public_door.post("/commitments/any/follow/", {}, headers=headers).status_code == 404
    )  # no such programme


def test_every_page_carries_the_strict_policy(public_door) -> None:
    for path in PAGES:
        answer = public_door.get(path)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"


def test_the_head_of_the_audit_log_is_anyones_to_keep(public_door) -> None:
    entry = record("body.added", PublicBody.objects.create(slug="city", name="City"), by=COMMAND_LINE)
    assert public_door.get("/audit-anchor.txt").content.decode().strip() == f"{entry.sequence}:{entry.hash}"


def test_the_site_map_names_whole_addresses(public_door) -> None:
    tree = ET.fromstring(public_door.get("/sitemap.xml").content)
    found = [element.text for element in tree.iter() if element.tag.endswith("loc")]
    assert found[0] == "http://localhost:8000/"
    assert all(address.startswith("http://localhost:8000/") for address in found)


def test_health_says_ok(public_door) -> None:
    answer = public_door.get("/health")
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"ok\n", "no-store")
