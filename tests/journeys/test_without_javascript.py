"""Everything that a person must be able to do is done without a script: an old telephone, a strict browser."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Post
from tests.journeys.scene import DISPUTED_PLAINLY, PROGRAMME, WITHOUT_SCRIPT
from tests.journeys.test_resident_disputes import file_a_dispute
from tests.journeys.test_resident_follows import ask_to_be_written_to, find_by_word


def test_a_resident_follows_without_a_script(visitor, post: Post) -> None:
    """Renata's browser runs no scripts; she finds the lantern walks, reads their history, and asks to be written to."""
    resident = visitor(java_script_enabled=False)
    find_by_word(resident, "lantern")
    expect(resident.locator(".cg-timeline__entry").first).to_be_visible()
    ask_to_be_written_to(resident, "plain@residents.example")
    assert post.letter_to("plain@residents.example")


def test_a_resident_disputes_without_a_script(visitor) -> None:
    """Somebody without scripts files a dispute; what is wrong with it is said first, and nothing typed is lost."""
    resident = visitor(java_script_enabled=False)
    resident.goto(f"/commitments/{PROGRAMME}/{DISPUTED_PLAINLY}/dispute/")
    resident.get_by_label("What do you see that says otherwise?").fill("Not so.")
    resident.get_by_role("button", name="Send the dispute").click()
    expect(resident.get_by_label("What do you see that says otherwise?")).to_have_value("Not so.")
    expect(resident.locator("main")).to_contain_text("Say a little more")
    page = f"/commitments/{PROGRAMME}/{DISPUTED_PLAINLY}/"
    file_a_dispute(resident, page, "The library on Elm Street has never had the form.")


def test_a_manager_updates_without_a_script(staff, resident: Page) -> None:
    """Amara's quick update from a telephone whose browser runs no scripts."""
    manager = staff("implementation-manager", java_script_enabled=False)
    manager.goto(f"/commitments/?text={WITHOUT_SCRIPT}")
    manager.get_by_role("link", name=f"Update {WITHOUT_SCRIPT}").click()
    manager.get_by_label("Percent done").fill("71")
    manager.get_by_label("What happened, for the public").fill("Eleven schools had their answer in time.")
    manager.get_by_role("button", name="Save update").click()
    expect(manager.locator("main")).to_contain_text("71")
    resident.goto(f"/commitments/{PROGRAMME}/{WITHOUT_SCRIPT}/")
    expect(resident.locator("main")).to_contain_text("Eleven schools had their answer in time.")
