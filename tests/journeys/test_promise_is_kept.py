"""A commitment becomes implemented: not on somebody's word, but with evidence and a second person's yes."""

import time
from pathlib import Path

from playwright.sync_api import Page, expect

from commonground.domains.commitments.demonstration.papers import small_pdf
from tests.journeys.house import House
from tests.journeys.scene import EVIDENCED, PROGRAMME, UNDER_WAY

FRESH_FOR = (
    0.25  # seconds; `commonground.doors.public.stored_pages`, which a test outside the door cannot import
)
PUBLIC_PAGE = f"/commitments/{PROGRAMME}/{EVIDENCED}/"


def test_the_manager_is_stopped_for_evidence_and_succeeds_with_it(
    resident: Page, staff, house: House, tmp_path: Path
) -> None:
    """Amara calls No. 102 implemented, is told what is missing, attaches the policy; Samuel reviews; everybody reads."""
    manager = staff("implementation-manager")
    resident.goto(PUBLIC_PAGE)
    expect(resident.locator("main")).to_contain_text("No evidence is attached")

    claim_implemented(manager)
    expect(manager.locator(".usa-alert--error, .cg-error-summary, [role=alert]").first).to_contain_text(
        "evidence"
    )
    manager.get_by_role("link", name="Attach evidence now").click()
    attach_a_pdf(manager, tmp_path)
    expect(manager.get_by_text("What you had written is back")).to_be_visible()
    expect(manager.get_by_label("Status")).to_have_value("full-implementation")
    manager.get_by_role("button", name="Save update").click()
    expect(manager.locator("main")).to_contain_text("second person")

    resident.reload()
    expect(resident.get_by_role("link", name="Property policy 7.2")).to_be_visible()
    expect(resident.locator("main")).not_to_contain_text("Full implementation.")

    review(staff("change-reviewer"))
    time.sleep(FRESH_FOR)  # a stored page may be this old, and no older
    resident.reload(wait_until="domcontentloaded")
    expect(resident.locator("main")).to_contain_text("Full implementation.", timeout=1)
    with resident.expect_download() as download:
        resident.evaluate(
            "link => { const a = document.createElement('a'); a.href = link; a.download = ''; a.click(); }",
            resident.get_by_role("link", name="Property policy 7.2").get_attribute("href"),
        )
    assert download.value.path().read_bytes().startswith(b"%PDF")


def claim_implemented(manager: Page) -> None:
    manager.goto(f"/commitments/?text={EVIDENCED}")
    manager.get_by_role("link", name=f"Update {EVIDENCED}").click()
    expect(manager.get_by_role("heading", level=1)).to_contain_text(UNDER_WAY[EVIDENCED])
    manager.get_by_label("Status").select_option(label="Full implementation")
    manager.get_by_label("Percent done").fill("100")
    manager.get_by_label("What happened, for the public").fill("The policy is in force.")
    manager.get_by_role("button", name="Save update").click()


def attach_a_pdf(manager: Page, folder: Path) -> None:
    paper = folder / "policy.pdf"
    upload = small_pdf("policy.pdf", ["Property policy 7.2", "", "What is found is returned."])
    paper.write_bytes(upload.read())
    manager.locator("label.usa-radio__label").filter(has_text="Document").first.click()
    manager.get_by_label("Title", exact=True).fill("Property policy 7.2")
    manager.get_by_label("File").set_input_files(paper)
    manager.get_by_role("button", name="Attach").click()


def review(reviewer: Page) -> None:
    reviewer.goto("/commitments/proposals/")
    reviewer.get_by_role("listitem").filter(has_text=UNDER_WAY[EVIDENCED]).get_by_role("link").first.click()
    reviewer.locator("label.usa-radio__label").filter(has_text="Approve").click()
    reviewer.get_by_role("button", name="Save the decision").click()
    expect(reviewer.locator(".usa-alert--success")).to_be_visible()
