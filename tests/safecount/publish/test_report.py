"""The report and the dictionary as pages: well formed, self-contained, accessible, and true to the figures."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from .pages import Page

PAGES = ["report.html", "dictionary.html"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_well_formed_and_open_nothing(release: Path, name: str) -> None:
    source = (release / name).read_text("utf-8")
    page = Page(source)
    assert page.faults == []
    assert page.dangers == []
    assert "@import" not in source
    assert "url(" not in source.replace("url(#", "")
    assert page.all("html") == [{"lang": "en"}]
    assert "default-src 'none'" in source
    identities = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(identities) == len(set(identities))


@pytest.mark.parametrize("name", PAGES)
def test_every_link_inside_the_folder_leads_to_a_file(release: Path, name: str) -> None:
    page = Page((release / name).read_text("utf-8"))
    identities = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    for link in page.all("a"):
        if link["href"].startswith("#"):
            assert link["href"][1:] in identities
        elif ":" not in link["href"]:
            assert (release / link["href"]).is_file(), link["href"]


@pytest.mark.parametrize("name", PAGES)
def test_tables_have_headers_with_scope_and_headings_follow_in_order(release: Path, name: str) -> None:
    page = Page((release / name).read_text("utf-8"))
    assert page.all("th")
    assert all(header.get("scope") in ("col", "row") for header in page.all("th"))
    levels = [int(tag[1]) for tag, _ in page.elements if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_report_says_what_the_figures_say(release: Path) -> None:
    text = " ".join(Page((release / "report.html").read_text("utf-8")).text.split())
    assert "From 2024 Q1 to 2026 Q3, 4,188 people were counted." in text
    assert (
        "By district, the most were counted for Downtown: 1,772, 42% of all; then Riverside with 1,073."
        in text
    )
    assert "In 2026 Q3 there were 305 people, 27% fewer than in 2025 Q3 (417)." in text
    assert "2025 does not compare with 2024: see the break in the series." in text
    assert "735 of its 1,546 cells (48%) are hidden." in text
    assert "Break 1, 2025-04-01. Searches by consent are recorded from this day" in text
    assert "safecount attack 2026-09/" in text
    assert "Perceived race 209 5%" in text
    assert "Stops made by the harbour unit before March 2024" in text
    assert "American Indian or Alaska Native" in text


@pytest.mark.parametrize(("name", "width", "scheme"), [
    ("report.html", 1280, "light"), ("report.html", 360, "dark"), ("dictionary.html", 360, "light"),
])  # fmt: skip
def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Browser, served: Callable[[Path], str], release: Path, name: str, width: int, scheme: str
) -> None:
    address = served(release)
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on(
        "request", lambda request: complaints.append(request.url) if request.url != address + name else None
    )
    page.goto(address + name)
    for details in page.query_selector_all("details"):
        details.evaluate("element => element.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    violations = Axe().run(page).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []
    assert [text for text in complaints if "favicon" not in text] == []
    context.close()
