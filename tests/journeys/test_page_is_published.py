"""A page that the city writes: one person drafts, another publishes, and nobody outside sees it before."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.house import House

TITLE = "Lost and found"
SUMMARY = "What was found on a bus or in a squad car is kept for ninety days."


def test_a_page_is_drafted_by_one_and_published_by_another(resident: Page, staff, house: House) -> None:
    """Minh writes about lost things; Marcus reads it and publishes it; only then is it there for everybody."""
    editor, publisher = staff("page-editor"), staff("public-information-officer")
    folder = house.rows(
        "SELECT page.id FROM wagtailcore_page page JOIN content_editing_languagefolder folder"
        " ON folder.page_ptr_id = page.id JOIN wagtailcore_locale locale ON locale.id = page.locale_id"
        " WHERE locale.language_code = 'en'"
    )[0][0]
    editor.goto(f"/pages/pages/add/content_editing/citypage/{folder}/")
    editor.locator("[name=title]").fill(TITLE)
    editor.locator("[name=summary]").fill(SUMMARY)
    write_text(editor, SUMMARY)
    choose(editor, "action-submit")
    expect(editor.locator("body")).to_contain_text("submitted for moderation")
    assert absent(resident)

    page_id = house.rows("SELECT id FROM wagtailcore_page WHERE title = ?", TITLE)[0][0]
    publisher.goto(f"/pages/pages/{page_id}/edit/")
    expect(publisher.locator("[name=title]")).to_have_value(TITLE)
    expect(publisher.locator("[data-contentpath=body]")).to_contain_text(SUMMARY)
    assert absent(resident)
    publish(publisher)

    resident.goto("/lost-and-found/")
    expect(resident.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(resident.locator("main")).to_contain_text(SUMMARY)


def write_text(editor: Page, text: str) -> None:
    editor.get_by_role("button", name="Insert a block").click()
    editor.get_by_role("option", name="Text", exact=True).click()
    editor.locator("[data-contentpath=body] [contenteditable=true]").first.click()
    editor.keyboard.type(text)
    # The editor hands over what was typed a moment after the last key.
    expect(editor.locator("input[name='body-0-value']")).to_have_value(re.compile(text))


def choose(editor: Page, action: str) -> None:
    """One of the actions at the foot of the editor, whether it is the first or behind the arrow."""
    button = editor.locator(f"button[name={action}]").first
    if not button.is_visible():
        editor.locator("[data-w-dropdown-target=toggle]").last.click()
    button.click()


def publish(publisher: Page) -> None:
    approve = publisher.locator("[data-workflow-action-name=approve]").first
    if not approve.is_visible():
        publisher.locator("footer [data-w-dropdown-target=toggle]").last.click()
    approve.click()
    publisher.wait_for_url(lambda url: "/edit/" not in url)


def absent(resident: Page) -> bool:
    found = resident.request.get("/search/?q=ninety")
    return resident.request.get("/lost-and-found/").status == 404 and SUMMARY not in found.text()
