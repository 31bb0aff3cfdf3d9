"""The editor in a real browser: nothing that its policy forbids is tried, and a keyboard alone is enough."""

import io
import re
from collections.abc import Iterator

import pytest
from django.conf import settings as house
from PIL import Image as Picture
from playwright.sync_api import Page, expect, sync_playwright

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"),
]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def browser(live_server, publisher, staff_door, monkeypatch) -> Iterator[Page]:
    # Playwright runs an event loop in this thread; Django's guard takes that for asynchronous code.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    cookie = staff_door(publisher).cookies[house.SESSION_COOKIE_NAME].value
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=live_server.url)
        context.add_cookies([{"name": house.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.violations = []
        context.on(
            "console", lambda message: page.violations.append(message.text) if _forbidden(message) else None
        )
        context.on("weberror", lambda problem: page.violations.append(str(problem.error)))
        yield page
        chromium.close()


def _forbidden(message) -> bool:
    return message.type == "error" and "Content Security Policy" in message.text


def test_no_page_of_the_editor_breaks_its_policy(browser: Page, new_page, publish) -> None:
    page = publish(new_page("About", "<h2>Why</h2><p>Because.</p>"))
    browser.goto("/pages/")
    assert "Common Ground" in browser.title()
    for address in (
        f"/pages/pages/{page.get_parent().pk}/",
        "/pages/images/",
        "/pages/documents/",
        "/pages/languages/",
    ):
        browser.goto(address)
    browser.goto(f"/pages/pages/{page.pk}/edit/")
    browser.click("[aria-label='Toggle preview']")
    preview = browser.frame_locator("iframe#w-preview-iframe, iframe[title='Preview']").first
    preview.locator("h1", has_text="About").wait_for()
    browser.click("[aria-label='Toggle checks']")
    browser.get_by_text("Issues found").wait_for()
    browser.click("[aria-label='Toggle status']")
    browser.get_by_role("button", name="schedule").first.click()
    browser.locator("#id_go_live_at").click()
    browser.locator(".xdsoft_datetimepicker:visible").first.wait_for()
    assert browser.violations == []


def test_choosing_and_uploading_an_image(browser: Page, new_page) -> None:
    page = new_page("About", body=[{"type": "picture", "value": {"image": None, "caption": ""}}])
    picture = io.BytesIO()
    Picture.new("RGB", (900, 500), (40, 90, 120)).save(picture, "PNG")
    browser.goto(f"/pages/pages/{page.pk}/edit/")
    browser.get_by_role("button", name="Choose an image").first.click()
    browser.get_by_role("tab", name="Upload").click()
    browser.locator("#id_image-chooser-upload-file").set_input_files(
        {"name": "levee.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    expect(browser.locator("#id_image-chooser-upload-title")).to_have_value("levee")
    browser.locator("#tab-upload button[type=submit]").click()
    shown = browser.locator(".chooser img:visible").first
    shown.wait_for()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert browser.violations == []


def test_writing_a_page_by_keyboard_alone(browser: Page, new_page) -> None:
    from commonground.content.editing.preparing import folder_of

    browser.goto(f"/pages/pages/add/content_editing/citypage/{folder_of('en').pk}/")
    _tab_to(browser, "id_title")
    browser.keyboard.type("Night numbers")
    _tab_to(browser, "id_summary")
    browser.keyboard.type("Whom to call at night.")
    _tab_until(browser, "document.activeElement.title === 'Insert a block'")
    browser.keyboard.press("Enter")
    browser.get_by_role("option", name="Text", exact=True).wait_for()
    browser.keyboard.press("Tab")
    browser.keyboard.type("Text")
    browser.keyboard.press("ArrowDown")
    browser.keyboard.press("Enter")
    browser.locator("[role=textbox][contenteditable=true]").first.wait_for()
    _tab_until(browser, "document.activeElement.isContentEditable")
    browser.keyboard.type("555-0142, all night.")
    expect(browser.locator("[role=textbox][contenteditable=true]").first).to_contain_text("all night.")
    # The rich text editor hands over to the form a moment after the last key.
    expect(browser.locator("[name=body-0-value]")).to_have_value(re.compile("all night"))
    browser.keyboard.press("Control+s")
    browser.wait_for_url("**/edit/")
    assert _written_within(browser, seconds=20)
    assert browser.violations == []


def _written_within(browser: Page, seconds: int) -> bool:
    """The editor also saves by itself, so the first version may come without the last words."""
    from commonground.content.editing.models import CityPage

    for _ in range(seconds * 4):
        page = CityPage.objects.filter(title="Night numbers").first()
        if page and "555-0142" in str(page.get_latest_revision_as_object().body):
            return True
        browser.wait_for_timeout(250)
    return False


def _tab_to(browser: Page, wanted: str) -> None:
    _tab_until(browser, f"document.activeElement.id === '{wanted}'")


def _tab_until(browser: Page, condition: str) -> None:
    for _ in range(60):
        if browser.evaluate(condition):
            return
        browser.keyboard.press("Tab")
    raise AssertionError(f"{condition} is not reached by the Tab key")
