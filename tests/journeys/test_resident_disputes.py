"""A resident says that a promise called kept is not. The answer stays on the public record."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Post, take_the_time_people_take, text_of
from tests.journeys.house import House
from tests.journeys.scene import DISPUTED, IMPLEMENTED, PROGRAMME

PUBLIC_PAGE = f"/commitments/{PROGRAMME}/{DISPUTED}/"
SEEN = "I stood there on Saturday at ten and the shutters were down until noon."
ANSWER = (
    "You are right about the tenth. The desk was short of staff; it has two people on Saturdays from now on."
)
EMAIL = "saturday@residents.example"


def test_a_resident_disputes_and_the_answer_stands_on_the_record(
    resident: Page, staff, house: House, post: Post
) -> None:
    """Somebody found the desk closed. Amara answers; both stand on the page, and the resident gets the answer."""
    file_a_dispute(resident, PUBLIC_PAGE, SEEN, EMAIL)
    resident.goto(PUBLIC_PAGE)
    expect(resident.locator("#disputes").locator("..")).to_contain_text("Answer due")
    expect(resident.locator("main")).not_to_contain_text(SEEN)

    manager = staff("implementation-manager")
    manager.goto("/commitments/disputes/")
    manager.get_by_role("listitem").filter(has_text=IMPLEMENTED[DISPUTED]).get_by_role("link").first.click()
    expect(manager.locator("main")).to_contain_text(SEEN)
    manager.get_by_label("answer", exact=False).filter(visible=True).first.fill(ANSWER)
    manager.get_by_role("button", name="Publish the answer").click()
    expect(manager.locator(".usa-alert--success")).to_contain_text("published")

    resident.goto(PUBLIC_PAGE)
    record = resident.locator(".commitments-dispute")
    expect(record).to_contain_text(SEEN)
    expect(record).to_contain_text(ANSWER)
    assert ANSWER in " ".join(text_of(post.letter_to(EMAIL)).split())
    assert EMAIL not in resident.content()
    assert house.rows("SELECT count(*) FROM commitments_dispute WHERE contact_email = ?", EMAIL) == [(0,)]


def file_a_dispute(resident: Page, page: str, text: str, email: str = "") -> None:
    resident.goto(page)
    resident.get_by_role("link", name="Dispute it").click()
    resident.get_by_label("What do you see that says otherwise?").fill(text)
    resident.get_by_label("Your e-mail address, if you want the answer sent").fill(email)
    take_the_time_people_take(resident)
    resident.get_by_role("button", name="Send the dispute").click()
    expect(resident.get_by_role("heading", name="Your dispute was received")).to_be_visible()
