"""An officer whom a matter names works in the very unit that has it, and reads the audit log. From then on it is not there."""

import re
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import filing, matters
from tests.journeys.filing import WAYS, Receipt, Way
from tests.journeys.house import House
from tests.journeys.passing import Passing
from tests.journeys.scene import INVESTIGATORS

TOLD = {
    "en": "The sergeant took my umbrella at the kiosk and called me a numbat.",
    "es": "La sargento me quitó el paraguas en el quiosco y me llamó jerbo.",
}
SOUGHT = {"en": "numbat", "es": "jerbo"}
BADGE = {"en": "0530", "es": "0561"}
NOWHERE = UUID(int=5)


@dataclass(frozen=True)
class Seen:
    """What one person sees of one matter, and the numbers that it is counted in."""

    open: int
    without_anybody: int
    on_the_start_page: int
    in_the_queue: bool
    found: int
    in_the_audit: bool


@pytest.mark.parametrize("way", WAYS)
def test_an_officer_named_in_a_matter_sees_nothing_of_it(  # everybody in it
    way: Way, visitor, staff, house: House, passing: Passing, tmp_path: Path
) -> None:
    """Seen by the investigator until a commander names the investigator in it; then in no list, count or address."""
    photo = filing.photo_with_place(tmp_path)
    receipt = filing.file_in_short(visitor(**way.browser), way, TOLD[way.language], photo)
    case = UUID(str(house.rows("SELECT id FROM casework_case WHERE reference = ?", receipt.reference)[0][0]))
    officer = staff(INVESTIGATORS[way.language], **way.browser)
    officer.goto("/vault/unlock/")
    matters.unlock(officer)
    before = seen_by(officer, way, receipt, case)
    assert before.in_the_queue
    assert before.found == 1
    assert before.in_the_audit
    addresses = addresses_of(officer, case)
    assert {officer.request.get(one).status for one in addresses} == {200}

    name(staff(matters.COMMANDER), receipt, BADGE[way.language], passing)

    assert seen_by(officer, way, receipt, case, passing) == Seen(
        before.open - 1, before.without_anybody - 1, before.on_the_start_page - 1, False, 0, False
    )
    assert_not_there(officer, case, addresses, passing)


def seen_by(officer: Page, way: Way, receipt: Receipt, case: UUID, passing: Passing | None = None) -> Seen:
    def look(name: str) -> None:
        if passing:
            passing(officer, name)

    officer.goto("/")
    start = number_in(officer, "main a[href*='/matters/'][href*='show=new']")
    look("start page")
    officer.goto("/matters/")
    listed = officer.get_by_role("link", name=receipt.reference, exact=True).count() == 1
    open_now, nobodys = number_in(officer, ".cw-chip--open b"), number_in(officer, ".cw-chip--new b")
    look("queue")
    matters.search(officer, SOUGHT[way.language])
    found = officer.locator(".cw-list__row").count()
    look("search")
    officer.goto(f"/people/audit/?object=casework.case:{case}")
    in_audit = str(case) in officer.locator("main table, main .cg-empty").first.inner_text()
    look("audit log")
    return Seen(open_now, nobodys, start, listed, found, in_audit)


def number_in(page: Page, selector: str) -> int:
    found = page.locator(selector)
    return int(re.search(r"\d+", found.first.inner_text())[0]) if found.count() else 0


def addresses_of(officer: Page, case: UUID) -> list[str]:
    """Where the matter, its photo and everything around it stand."""
    officer.goto(f"/matters/{case}/")
    photo = officer.locator("#told .cw-files a").get_attribute("href")
    return [
        f"/matters/{case}/", photo, f"/matters/{case}/named/", f"/matters/{case}/alike/", f"/matters/{case}/records/",
        f"/matters/{case}/redaction/", f"/standards/{case}/",
    ]  # fmt: skip


def name(commander: Page, receipt: Receipt, badge: str, passing: Passing) -> None:
    """Samuel, who supervises the unit, reads whom it is about and says so."""
    commander.goto("/matters/?show=new")
    matters.open_from_queue(commander, receipt.reference)
    commander.locator(".cw-jump a[href$='/named/']").click()
    passing(commander, "people named")
    commander.locator("a.usa-button[href$='/named/add/']").click()
    passing(commander, "name an officer")
    commander.locator("input[role=combobox]").fill(badge)
    commander.get_by_role("option").filter(has_text=badge).click()
    commander.locator("label[for$='_0']", has_text="about").first.click()
    commander.locator("main form button[type=submit]").last.click()
    expect(commander.locator(".usa-alert--success")).to_be_visible()
    expect(commander.locator("section[aria-labelledby=out-heading]")).to_contain_text("Rosalind Achebe")
    passing(commander, "who cannot see it")


def assert_not_there(officer: Page, case: UUID, addresses: list[str], passing: Passing) -> None:
    """The same answer as for a matter that never was; and nothing can be done with it."""
    officer.goto(f"/matters/{NOWHERE}/")
    nothing = officer.locator("main").inner_text()
    for address in addresses:
        answer = officer.goto(address)
        assert answer.status == 404, address
        assert officer.locator("main").inner_text() == nothing, address
    passing(officer, "not there")
    token = next(one["value"] for one in officer.context.cookies() if "csrf" in one["name"])
    taken = officer.request.post(
        f"/matters/{case}/do/take/", form={"csrfmiddlewaretoken": token}, headers={"Referer": officer.url}
    )
    assert taken.status == 404
