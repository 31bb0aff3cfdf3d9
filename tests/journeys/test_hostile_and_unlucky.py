"""People who mean harm, and people with bad luck: markup, two clicks, two editors, a session that ended."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in, take_the_time_people_take
from tests.journeys.house import House
from tests.journeys.scene import ATTACKED, CLICKED_TWICE, CONFLICT, IMPLEMENTED, LOST_SESSION, PROGRAMME
from tests.journeys.test_resident_disputes import file_a_dispute

MARKUP = (
    """"><script>window.ran = true</script><img src=x onerror="window.ran = true">'{{ 7*7 }}<b>bold</b>"""
)


def test_markup_in_a_dispute_is_text(resident: Page, staff, house: House) -> None:
    """Somebody sends a script as a dispute. The manager, then the public, read it as the characters that it is."""
    file_a_dispute(resident, f"/commitments/{PROGRAMME}/{ATTACKED}/", f"It is not so. {MARKUP}")
    manager = staff("implementation-manager")
    manager.goto("/commitments/disputes/")
    manager.get_by_role("listitem").filter(has_text=IMPLEMENTED[ATTACKED]).get_by_role("link").first.click()
    expect(manager.locator("main blockquote").first).to_contain_text(MARKUP)
    manager.get_by_role("button", name="Only publish what the resident wrote").click()
    expect(manager.locator(".usa-alert--success")).to_be_visible()
    resident.goto(f"/commitments/{PROGRAMME}/{ATTACKED}/")
    expect(resident.locator(".commitments-dispute")).to_contain_text(MARKUP)
    assert not did_run(resident, manager)


def test_markup_in_a_search_and_in_an_address_is_text(resident: Page) -> None:
    """A link with a script in its query, sent to a resident."""
    for address in (
        "/search/?q=",
        f"/commitments/{PROGRAMME}/list/?text=",
        "/boards/recommendations/?state=",
    ):
        from urllib.parse import quote

        resident.goto(address + quote(MARKUP))
        assert not did_run(resident)
        expect(resident.get_by_role("heading", level=1)).to_be_visible()
    resident.goto("/search/?q=" + quote(MARKUP[:60]))
    expect(resident.locator("main")).to_contain_text(MARKUP[:60])


def test_markup_in_a_name_is_text(staff, resident: Page) -> None:
    """A board applicant and an update with markup: staff and public read the characters."""
    resident.goto("/boards/citizens-advisory-board/apply/")
    resident.locator("[name=name]").fill(MARKUP[:100])
    resident.locator("[name=email]").fill("hostile@residents.example")
    for box in resident.locator("main form textarea").all():
        box.fill(f"Because I care about this. {MARKUP}")
    take_the_time_people_take(resident)
    resident.locator("main form button[type=submit]").last.click()
    resident.wait_for_url("**/received/")
    clerk = staff("board-clerk")
    clerk.goto("/boards/applications/")
    clerk.get_by_role("link", name="window.ran").first.click()
    expect(clerk.locator("main")).to_contain_text(MARKUP)
    assert not did_run(clerk)


def test_two_clicks_make_one_dispute(visitor, house: House) -> None:
    """An impatient resident presses the button twice, in a browser that runs no scripts of ours."""
    resident = visitor(java_script_enabled=False)
    resident.goto(f"/commitments/{PROGRAMME}/{CLICKED_TWICE}/dispute/")
    resident.get_by_label("What do you see that says otherwise?").fill(
        "Nobody has called me back in nine days."
    )
    take_the_time_people_take(resident)
    resident.get_by_role("button", name="Send the dispute").dblclick(no_wait_after=True)
    expect(resident.get_by_role("heading", name="Your dispute was received")).to_be_visible()
    count = "SELECT count(*) FROM commitments_dispute dispute JOIN commitments_commitment held"
    assert house.rows(f"{count} ON held.id = dispute.commitment_id WHERE held.number = ?", CLICKED_TWICE) == [
        (1,)
    ]


def test_the_same_form_sent_twice_at_once_is_one_dispute(resident: Page, house: House) -> None:
    """The same, as a broken proxy would do it: two requests with the same form in the same instant."""
    resident.goto(f"/commitments/{PROGRAMME}/{CLICKED_TWICE}/dispute/")
    resident.get_by_label("What do you see that says otherwise?").fill("I waited for a week and gave up.")
    take_the_time_people_take(resident)
    answers = resident.evaluate(
        """async () => {
            const form = document.querySelector('main form[method=post]');
            const send = () => fetch(location.href, {method: 'POST', body: new URLSearchParams(new FormData(form))});
            return (await Promise.all([send(), send(), send()])).map(answer => [answer.status, answer.url]);
        }"""
    )
    assert {status for status, _url in answers} == {200}, answers
    assert all(url.endswith("/received/") for _status, url in answers), answers
    same = "SELECT count(*) FROM commitments_dispute WHERE text = ?"
    assert house.rows(same, "I waited for a week and gave up.") == [(1,)]


def test_two_editors_at_once(staff) -> None:
    """Amara and Daniel's deputy change the same percent. The second sees the first's, and what they typed is kept."""
    first, second = staff("implementation-manager"), staff("implementation-manager")
    for page in (first, second):
        page.goto(f"/commitments/?text={CONFLICT}")
        page.get_by_role("link", name=f"Update {CONFLICT}").click()
    first.get_by_label("Percent done").fill("65")
    first.get_by_role("button", name="Save update").click()
    expect(first.locator(".usa-alert--success")).to_be_visible()

    second.get_by_label("Percent done").fill("72")
    second.get_by_label("What happened, for the public").fill("The second text must not be lost.")
    second.get_by_role("button", name="Save update").click()
    panel = second.locator(".cg-conflict")
    expect(panel).to_contain_text("72")
    expect(panel).to_contain_text("65")
    expect(second.get_by_label("Percent done")).to_have_value("72")
    expect(second.get_by_label("What happened, for the public")).to_have_value(
        "The second text must not be lost."
    )
    second.get_by_role("button", name="Save update").click()
    expect(second.locator("main")).to_contain_text("The second text must not be lost.")


def test_what_was_typed_survives_a_lost_session(open_context, house: House) -> None:
    """Hannah's session ends while she writes. She signs in again, and sends what she had written."""
    email = "hannah.lindqvist@riverbend.example"
    page = open_context(base_url=house.staff_url).new_page()
    page.goto("/")
    sign_in(page, email)
    number, title = house.rows(
        "SELECT number, statement FROM commitments_commitment WHERE number = ?", LOST_SESSION
    )[0]
    person = house.rows("SELECT id FROM access_person WHERE email = ?", email)[0][0]
    house.rows("UPDATE commitments_commitment SET owner_id = ? WHERE number = ?", person, LOST_SESSION)
    page.goto(f"/commitments/?text={number}")
    page.get_by_role("link", name=f"Update {number}").click()
    page.get_by_label("What happened, for the public").fill(
        "Forty volunteers were thanked at the spring supper."
    )
    page.context.clear_cookies(name="staff_session")
    page.get_by_role("button", name="Save update").click()

    sign_in_again(page, email)
    expect(page.locator("main")).to_contain_text("Forty volunteers were thanked at the spring supper.")
    page.locator("main form button[type=submit]").first.click()
    if page.get_by_role("button", name="Save update").count():
        page.get_by_role("button", name="Save update").click()
    expect(page.locator("main")).to_contain_text(title)
    said = "SELECT count(*) FROM commitments_statusupdate WHERE text = ?"
    assert house.rows(said, "Forty volunteers were thanked at the spring supper.") == [(1,)]


def sign_in_again(page: Page, email: str) -> None:
    from tests.journeys.conftest import sign_in_with_password

    sign_in_with_password(page, email)
    page.locator("input[name=code]").fill(page.locator("#demonstration-code").inner_text())
    page.locator("form:has(input[name=code]) button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def did_run(*pages: Page) -> bool:
    return any(page.evaluate("window.ran === true") for page in pages)
