"""A resident finds a promise, reads what became of it, and is written to when it moves."""

import re
import urllib.request

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Post, links_in, take_the_time_people_take, text_of
from tests.journeys.house import House
from tests.journeys.scene import FOLLOWED, UNDER_WAY

EMAIL = "renata@residents.example"


def test_a_resident_finds_a_commitment_follows_it_and_stops(
    resident: Page, staff, house: House, post: Post
) -> None:
    """Renata looks for the lantern walks, asks for letters, gets one when staff change it, and stops with one click."""
    find_by_word(resident, "lantern")
    expect(resident.get_by_role("heading", level=1)).to_have_text(UNDER_WAY[FOLLOWED])
    expect(
        resident.get_by_text("Nothing has changed").or_(resident.locator(".cg-timeline__entry")).first
    ).to_be_visible()
    expect(resident.get_by_role("heading", name="Evidence")).to_be_visible()
    ask_to_be_written_to(resident, EMAIL)

    asked = post.letter_to(EMAIL)
    assert UNDER_WAY[FOLLOWED] in text_of(asked)
    resident.goto(next(link for link in links_in(asked) if "/confirm/" in link))
    resident.get_by_role("button", name="Yes, write to me").click()
    expect(resident.get_by_role("heading", name="You are following")).to_be_visible()

    say_what_happened(staff("implementation-manager"), "The first lantern walk is on the calendar.")
    told = post.letter_to(EMAIL, after=1)
    assert "The first lantern walk is on the calendar." in text_of(told)

    assert one_click(told) == 200
    resident.goto(next(link for link in links_in(told) if "/stop/" in link))
    resident.get_by_role("button", name="Stop the letters").click()
    expect(resident.get_by_role("heading", level=1)).to_contain_text(re.compile("stopped|does not work"))

    say_what_happened(staff("implementation-manager"), "A second walk is planned.")
    until(lambda: nothing_waits(house), resident)
    assert len(post.letters_to(EMAIL)) == 2


def find_by_word(resident: Page, word: str) -> None:
    resident.goto("/")
    resident.get_by_label("Find a commitment by word or number").fill(word)
    resident.get_by_role("button", name="Find").click()
    resident.locator("main").get_by_role("link", name=UNDER_WAY[FOLLOWED]).click()


def ask_to_be_written_to(resident: Page, email: str) -> None:
    resident.get_by_role("link", name="Follow by e-mail").click()
    resident.get_by_label("Your e-mail address").fill(email)
    take_the_time_people_take(resident)
    resident.get_by_role("button", name="Send me the link to confirm").click()
    expect(resident.get_by_role("heading", name="Check your mail")).to_be_visible()


def say_what_happened(manager: Page, text: str) -> None:
    manager.goto(f"/commitments/?text={FOLLOWED}")
    manager.get_by_role("link", name=f"Update {FOLLOWED}").click()
    manager.get_by_label("What happened, for the public").fill(text)
    manager.get_by_role("button", name="Save update").click()
    expect(manager.locator("main")).to_contain_text(text)


def one_click(letter) -> int:
    """What a mail provider does when its user presses its own "unsubscribe": RFC 8058."""
    address = letter["List-Unsubscribe"].split("<")[1].strip().rstrip(">")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    with urllib.request.urlopen(address, data=b"List-Unsubscribe=One-Click", timeout=10) as answer:
        return answer.status


def nothing_waits(house: House) -> bool:
    """The worker has done every job and sent every letter."""
    jobs = house.rows(
        "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status IN ('READY', 'RUNNING')"
    )
    letters = house.rows("SELECT count(*) FROM foundation_outgoingmail WHERE sent_at IS NULL")
    return jobs == letters == [(0,)]


def until(true, page: Page) -> None:
    for _ in range(100):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come about within ten seconds")
