"""Somebody knows: a tip to an appeal, a detective who answers, and the outcome on the public page with its times."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import filing, matters
from tests.journeys.filing import WAYS, Receipt, Way
from tests.journeys.passing import Passing
from tests.journeys.scene import APPEALS

SAME_DAY = {"en": "Somebody reads it the same business day.", "es": "Alguien lo lee el mismo día hábil."}
KNOWN = {
    "en": "It belongs to the man who mends nets beside the boathouse.",
    "es": "Es del hombre que remienda redes junto al cobertizo.",
}
THANKED = {
    "en": "Thank you. We found him at the boathouse.",
    "es": "Gracias. Lo encontramos en el cobertizo.",
}
TOLD_ALL = "Its owner was found after a reader wrote."
TOLD_ALL_ES = "Se encontró a su dueño después de que alguien escribiera."
LED = {"en": "Led to an identification", "es": "Llevó a una identificación"}
ENDED = {"en": ("The person was identified", TOLD_ALL), "es": ("Se identificó a la persona", TOLD_ALL_ES)}


@pytest.mark.parametrize("way", WAYS)
def test_a_tip_to_an_appeal_identifies(  # both sides of it
    way: Way, visitor, staff, passing: Passing, tmp_path: Path
) -> None:
    """A tip without a name is taken, answered and closed; the appeal ends, and its page says how."""
    person = visitor(**way.browser)
    person.goto(f"{way.prefix}/appeals/results/")
    ended, tips = counted(person)
    receipt = send_a_tip(person, way, filing.photo_with_place(tmp_path), passing)
    detective = staff(matters.DETECTIVES[way.language], **way.browser)
    work_on_the_tip(detective, way, receipt, passing)
    end_the_appeal(detective, way, passing)

    filing.come_back(person, receipt, way)
    expect(person.locator(".tell-stage")).to_contain_text(LED[way.language])
    expect(person.locator(".tell-talk")).to_contain_text(THANKED[way.language])
    passing(person, "return of a tip")
    see_how_it_ended(person, way, passing)
    assert counted(person) == (ended + 1, tips + 1)


def send_a_tip(person: Page, way: Way, photo: Path, passing: Passing) -> Receipt:
    person.goto(f"{way.prefix}/appeals/")
    passing(person, "appeals")
    person.get_by_role("link", name=title_of(way), exact=True).click()
    expect(person.locator(".newsroom-picture img")).to_be_visible()
    passing(person, "appeal")
    person.locator("main a[href$='/tip/']").click()
    person.locator("label[for=id_claims_match]").click()
    person.locator("[name=what]").fill(KNOWN[way.language])
    passing(person, "what is known")
    for _when_and_where in range(3):
        filing.go(person)
    filing.attach(person, photo)
    filing.go(person)
    passing(person, "how to reach and reward")
    person.locator("label[for=id_reward]").click()
    filing.go(person)
    receipt = filing.send(person, passing)
    expect(person.locator("main")).to_contain_text(SAME_DAY[way.language])
    return receipt


def work_on_the_tip(detective: Page, way: Way, receipt: Receipt, passing: Passing) -> None:
    """From the start page, where it stands until somebody takes it, to its outcome."""
    detective.goto("/")
    passing(detective, "start page of a detective")
    detective.locator("main a[href*='unit=investigations'][href*='show=new']").click()
    matters.open_from_queue(detective, receipt.reference)
    matters.unlock(detective)
    expect(detective.locator("#told")).to_contain_text(KNOWN[way.language])
    matters.take(detective)
    matters.step(detective, "checking")
    passing(detective, "tip")
    matters.tell(detective, THANKED[way.language])
    matters.step(detective, "closed", "identified")


def end_the_appeal(detective: Page, way: Way, passing: Passing) -> None:
    """From the tip to its appeal: the moment at which they knew, then the end, for everybody and in both languages."""
    detective.locator("main a[href^='/appeals/']", has_text=APPEALS[way.language][0]).click()
    expect(detective.get_by_role("heading", level=1)).to_have_text(APPEALS[way.language][0])
    passing(detective, "appeal of staff")
    detective.locator("main a[href$='/identified/']").click()
    passing(detective, "identified")
    detective.locator("main form button[type=submit]").last.click()
    expect(detective.locator(".usa-alert--success")).to_be_visible()
    detective.locator("main a[href$='/end/']").click()
    detective.locator("label[for=id_outcome_0]").click()
    detective.locator("[name=text]").fill(TOLD_ALL)
    detective.locator("[name=text_es]").fill(TOLD_ALL_ES)
    passing(detective, "end of an appeal")
    detective.locator("main form button[type=submit]").last.click()
    expect(detective.locator(".usa-alert--success")).to_be_visible()
    passing(detective, "appeal that ended")


def see_how_it_ended(person: Page, way: Way, passing: Passing) -> None:
    """The page keeps its address and says how it ended; the picture is gone; how long it took is counted with the rest."""
    person.goto(f"{way.prefix}/appeals/")
    person.locator(".usa-list").get_by_role("link", name=title_of(way), exact=True).click()
    for words in ENDED[way.language]:
        expect(person.locator("main .usa-alert--success")).to_contain_text(words)
    expect(person.locator("main img")).to_have_count(0)
    passing(person, "how it ended")
    person.goto(f"{way.prefix}/appeals/results/")
    passing(person, "results")


def title_of(way: Way) -> str:
    return APPEALS[way.language][0 if way.language == "en" else 1]


def counted(page: Page) -> tuple[int, int]:
    """On the page of results: how many appeals have ended, and for how many the time to the first tip is known."""
    ended = int(re.search(r"\d+", page.locator("main .cg-lead").inner_text())[0])
    first_tip = page.locator(".cg-summary__row").first.locator("dd").inner_text()
    return ended, int(re.search(r"\d+", first_tip)[0])
