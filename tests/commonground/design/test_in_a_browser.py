"""The gallery in Chromium under the strict policy: axe, reflow, both schemes, with scripts and without."""

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
PAGES = ["/", "/?door=staff&language=es", "/home/", "/commitment/?language=es", "/nowhere/"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("install Debian's chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


def opened(browser: Browser, address: str, complaints: list[str], **context) -> Page:
    page = browser.new_context(reduced_motion="reduce", **context).new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    page.on("response", lambda r: complaints.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
    page.goto(address, wait_until="load")
    return page


@pytest.mark.parametrize(
    ("scheme", "width", "paths"),
    [("light", 1280, PAGES), ("dark", 320, PAGES), ("dark", 1280, PAGES[:1]), ("light", 320, PAGES[:1])],
)
def test_axe_finds_nothing_and_nothing_is_cut_off(browser, gallery_address, scheme, width, paths):
    for path in paths:
        complaints: list[str] = []
        size = {"width": width, "height": 900}
        page = opened(browser, gallery_address + path, complaints, color_scheme=scheme, viewport=size)
        if path != "/nowhere/":
            assert complaints == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        violations = Axe().run(page, options=AXE).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == [], path
        page.context.close()


def test_without_scripts_everything_is_still_there(browser, gallery_address):
    complaints: list[str] = []
    page = opened(
        browser,
        gallery_address,
        complaints,
        java_script_enabled=False,
        viewport={"width": 320, "height": 800},
    )
    assert complaints == []
    page.get_by_text("Menu", exact=True).click()
    assert page.locator(".cg-nav--narrow").get_by_role("link", name="Meetings").is_visible()
    assert page.locator("#empty_owner").is_visible()
    assert page.get_by_role("button", name="Copy").count() == 0
    page.get_by_text("The figures as a table").first.click()
    assert page.locator(".cg-chart table").first.is_visible()
    page.context.close()


def test_scripts_count_and_copy_within_the_policy(browser, gallery_address):
    complaints: list[str] = []
    page = opened(browser, gallery_address, complaints, permissions=["clipboard-read", "clipboard-write"])
    page.locator("#empty_answer").fill("one\ntwo")
    assert page.locator("#empty_answer-count").inner_text() == "Characters left: 192"
    page.locator("#empty_answer").fill("x" * 203)
    assert page.locator("#empty_answer-count").inner_text() == "Characters too many: 3"
    page.get_by_role("button", name="Copy").click()
    assert (
        page.evaluate("navigator.clipboard.readText()")
        == "https://example.org/commitments/12?from=mail&to=you"
    )
    assert complaints == []
    page.context.close()


def test_the_searchable_list_works_within_the_policy(browser, gallery_address):
    complaints: list[str] = []
    page = opened(browser, gallery_address, complaints)
    box = page.locator(".usa-combo-box__input").first
    box.fill("Sta")
    page.locator(".usa-combo-box__list-option", has_text="Started").first.click()
    assert page.locator("select[name=owner]").first.input_value() == "started"
    assert complaints == []
    page.context.close()


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(browser, gallery_address):
    page = opened(browser, gallery_address, [])
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.locator("[data-error-summary] a", has_text="Percent done").click()
    assert page.evaluate("document.activeElement.id || location.hash") in ("id_percent", "#id_percent")
    page.context.close()


def test_the_keyboard_reaches_the_page_first_by_the_skip_link(browser, gallery_address):
    page = opened(browser, f"{gallery_address}/home/", [])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "usa-skipnav"
    assert page.locator(".usa-skipnav").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.context.close()


def test_paper_has_the_matter_without_the_navigation(browser, gallery_address):
    page = opened(browser, f"{gallery_address}/commitment/", [], color_scheme="dark")
    page.emulate_media(media="print")
    assert not page.locator(".cg-nav--wide").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".cg-timeline").is_visible()
    page.context.close()


def test_filters_exchange_only_the_middle_of_a_staff_page(browser, gallery_address):
    complaints: list[str] = []
    page = opened(browser, gallery_address + "?door=staff", complaints)
    page.evaluate("window.stayed = true")
    with page.expect_response(lambda answer: answer.request.headers.get("hx-boosted") == "true"):
        page.locator(".cg-filters button[type=submit]").first.click()
    assert page.evaluate("window.stayed") is True, "the whole page was loaded anew"
    assert page.evaluate("htmx.config.allowEval") is False
    assert (
        page.evaluate("Object.keys(sessionStorage).filter(key => key.includes('history-cache')).length") == 0
    )
    assert complaints == []
    page.context.close()
