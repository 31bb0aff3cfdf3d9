"""axe finds nothing: WCAG 2.2 AA and good practice, on every kind of page, in light and in dark."""

from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.conftest import sign_in_with_password
from tests.journeys.house import House
from tests.journeys.pages import public_pages, staff_pages
from tests.journeys.scene import DISPUTED, EVIDENCED, PROGRAMME

IN_SPANISH = (
    "home",
    "commitments:commitment",
    "commitments:list",
    "boards:board",
    "content:page",
    "boards:apply",
)


def test_public_pages(resident: Page, house: House, faults) -> None:
    """Every kind of public page, some of them in Spanish too, and an address that is not there."""
    kinds = public_pages(house)
    paths = [*kinds.values(), *(f"/es{kinds[kind]}" for kind in IN_SPANISH), "/no-such-page/"]
    found = []
    for path in paths:
        resident.goto(path)
        found += faults(resident, path)
    assert not found, "\n".join(found)


def test_public_forms_that_were_refused(resident: Page, faults) -> None:
    """Forms sent empty, or wrong: the page that says what is wrong."""
    found = []
    for path in (
        f"/commitments/{PROGRAMME}/{EVIDENCED}/follow/",
        f"/es/commitments/{PROGRAMME}/{EVIDENCED}/follow/",
        f"/commitments/{PROGRAMME}/{DISPUTED}/dispute/",
        "/boards/citizens-advisory-board/apply/",
    ):
        resident.goto(path)
        resident.locator("main form button[type=submit]").last.click()
        resident.locator("[data-error-summary]").wait_for()
        found += faults(resident, f"{path} refused")
    assert not found, "\n".join(found)


def test_staff_pages(staff, house: House, faults) -> None:
    """Every kind of page that staff work on."""
    found, pages = [], {}
    for role, path in staff_pages(house):
        if role not in pages:
            pages[role] = staff(role)
        answer = pages[role].goto(path)
        assert answer.status == 200, f"{role} {path}: {answer.status}"
        found += faults(pages[role], f"{role} {path}")
    assert not found, "\n".join(found)


def test_staff_forms_that_were_refused(staff, house: House, faults) -> None:
    """What staff see when a form is refused."""
    manager, found = staff("implementation-manager"), []
    commitment = house.rows("SELECT id FROM commitments_commitment WHERE number = ?", EVIDENCED)[0][0]
    for path, do in (
        (f"/commitments/{commitment}/update", lambda: manager.get_by_label("Percent done").fill("200")),
        (f"/commitments/{commitment}/evidence", lambda: None),
        (f"/commitments/{commitment}/hold", lambda: None),
        ("/commitments/add", lambda: None),
        ("/commitments/import/", lambda: None),
    ):
        manager.goto(path)
        do()
        manager.locator("main form").last.evaluate("form => { form.noValidate = true; }")
        manager.locator("main form button[type=submit]").last.click()
        manager.locator("[data-error-summary]").wait_for()
        found += faults(manager, f"{path} refused")
    assert not found, "\n".join(found)


def test_the_dry_run_of_an_import(staff, faults, tmp_path: Path) -> None:
    """A file with a row that is right, one that changes something, and one that is refused."""
    file = tmp_path / "rows.csv"
    file.write_text(f"number,statement,percent\n{EVIDENCED},,55\n201,A new one,0\n202,Another,far too much\n")
    manager = staff("implementation-manager")
    manager.goto("/commitments/import/")
    manager.locator("input[type=file]").set_input_files(file)
    manager.locator("main form button[type=submit]").last.click()
    manager.wait_for_url("**/import/plan/**")
    found = faults(manager, "dry run of an import")
    assert not found, "\n".join(found)


def test_signing_in(open_context, house: House, faults) -> None:
    """The pages before anybody is known: sign-in, sign-in refused, the second factor, a forgotten password."""
    page = open_context(base_url=house.staff_url).new_page()
    found = []
    for path in ("/account/sign-in/", "/account/password/forgotten/", "/account/password/forgotten/sent/"):
        page.goto(path)
        found += faults(page, path)
    sign_in_with_password(page, "grace.abernathy@riverbend.example", "not her password at all")
    found += faults(page, "sign-in refused")
    sign_in_with_password(page, "grace.abernathy@riverbend.example")
    found += faults(page, "second factor")
    page.locator("input[name=code]").fill("000000")
    page.locator("form:has(input[name=code]) button[type=submit]").click()
    found += faults(page, "second factor refused")
    page.locator("input[name=code]").fill(page.locator("#demonstration-code").inner_text())
    page.locator("form:has(input[name=code]) button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    for path in (
        "/account/factors/app/",
        "/account/confirm/",
        "/account/factors/passkeys/",
        "/no-such-page/",
    ):
        page.goto(path)
        found += faults(page, path)
    assert not found, "\n".join(found)
