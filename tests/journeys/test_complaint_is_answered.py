"""A complaint without a name, from the first page to its outcome: the person holds seven words, the unit a vault."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from commonground.domains.commitments.demonstration.papers import small_pdf
from tests.journeys import filing, matters
from tests.journeys.filing import WAYS, Receipt, Way
from tests.journeys.passing import Passing
from tests.journeys.scene import INVESTIGATORS

TOLD = {
    "en": "I was stopped beside the fountain and my violin case was emptied on the pavement. Nobody said why.",
    "es": "Me detuvieron junto a la fuente y vaciaron el estuche de mi violín en la acera. Nadie dijo por qué.",
}
ASKED = {"en": "Do you still have the ticket?", "es": "¿Conserva todavía la multa?"}
ANSWERED = {"en": "Yes. Here it is, with the hour on it.", "es": "Sí. Aquí está, con la hora."}
NOTED = {
    "en": "Body camera of unit fourteen requested: quokka.",
    "es": "Se pidió la cámara de la unidad catorce: quokka.",
}
DECIDED = {
    "en": "The rule on searching cases has been rewritten.",
    "es": "Se reescribió la regla sobre registros.",
}
RECEIVED = {"en": "Received", "es": "Recibida"}
NEXT_STEP = {"en": "You hear of the next step by", "es": "Tendrá noticias del paso siguiente"}
WAITING = {"en": "Waiting for you", "es": "En espera de su respuesta"}
UNTIL = {"en": "We wait for your answer until", "es": "Esperamos su respuesta hasta"}
CLOSED = {"en": "Closed", "es": "Cerrada"}
# What is asked after the story, one thing a page; and what this person says to it.
FURTHER = {
    "more": "No.",
    "when": "Sunday at noon",
    "where": "Fountain Square",
    "officer_car": "14",
    "witnesses": "",
    "perceived_words": "",
    "for_whom_words": "",
    "wish": "A rule that holds.",
}
CATEGORY = {"en": "A stop or a search", "es": "Una parada o un registro"}
OUTCOME = {"en": "A rule or training must change", "es": "Hay que cambiar una regla o la capacitación"}


@pytest.mark.parametrize("way", WAYS)
def test_a_complaint_without_a_name_is_answered(  # both sides of one matter
    way: Way, visitor, staff, passing: Passing, tmp_path: Path
) -> None:
    """Somebody files with a photo and keeps the receipt; the unit asks, is answered, and closes with an outcome."""
    photo = filing.photo_with_place(tmp_path)
    person = visitor(**way.browser)
    receipt = file_complaint(person, way, photo, passing)
    filing.come_back(person, receipt, way)
    expect(person.locator(".tell-stage")).to_contain_text(RECEIVED[way.language])
    expect(person.locator(".tell-stage")).to_contain_text(NEXT_STEP[way.language])
    passing(person, "return received")

    member = staff(INVESTIGATORS[way.language], **way.browser)
    take_up(member, way, receipt, photo, passing)
    answer(person, way, receipt, tmp_path, passing)
    decide(member, way, receipt, passing)
    see_the_outcome(person, way, receipt, passing)


def file_complaint(person: Page, way: Way, photo: Path, passing: Passing) -> Receipt:
    """Through every page that is asked, with the photo, leaving out who they are."""
    tell_what_happened(person, way, passing)
    for name, typed in FURTHER.items():
        passing(person, f"question {name}")
        person.locator(f"[name={name}]").fill(typed)
        filing.go(person)
    filing.attach(person, photo)
    passing(person, "files")
    filing.go(person)
    passing(person, "how to reach you")
    filing.go(person)
    expect(person.locator(".tell-answers")).to_contain_text(photo.name)
    return filing.send(person, passing)


def tell_what_happened(person: Page, way: Way, passing: Passing) -> None:
    """From who reads it to the story. Left empty it is refused; whoever looks back finds what they typed."""
    person.goto(f"{way.prefix}/tell-us/")
    passing(person, "tell us")
    person.locator(f"main a[href='{way.prefix}/tell-us/complaint/']").click()
    passing(person, "what it is about")
    person.locator("label", has_text=CATEGORY[way.language]).click()
    filing.go(person)
    filing.go(person)
    expect(person.locator("[data-error-summary]")).to_be_visible()
    passing(person, "what happened, refused")
    person.locator("[name=what_happened]").fill(TOLD[way.language])
    filing.go(person)
    filing.go(person, "back")
    expect(person.locator("[name=what_happened]")).to_have_value(TOLD[way.language])
    filing.go(person)


def take_up(member: Page, way: Way, receipt: Receipt, photo: Path, passing: Passing) -> None:
    """Found in the queue while it is sealed, opened, taken; the photo is a picture and nothing more."""
    member.goto("/matters/?show=new")
    passing(member, "queue")
    matters.open_from_queue(member, receipt.reference)
    expect(member.locator("main")).not_to_contain_text(TOLD[way.language])
    passing(member, "matter locked")
    matters.unlock(member)
    expect(member.locator("#told")).to_contain_text(TOLD[way.language])
    matters.take(member)
    matters.step(member, "assessing")
    passing(member, "matter open")
    link = member.locator("#told .cw-files a", has_text=photo.name).get_attribute("href")
    filing.assert_only_the_picture_is_left(member.request.get(link).body(), photo)
    matters.tell(member, ASKED[way.language], asks=True)
    matters.note(member, NOTED[way.language])
    passing(member, "matter asked")


def answer(person: Page, way: Way, receipt: Receipt, folder: Path, passing: Passing) -> None:
    """Reads the question and answers it, with a paper."""
    filing.come_back(person, receipt, way)
    expect(person.locator(".tell-stage")).to_contain_text(WAITING[way.language])
    expect(person.locator(".tell-stage")).to_contain_text(UNTIL[way.language])
    expect(person.locator(".tell-talk__asks")).to_contain_text(ASKED[way.language])
    passing(person, "return asked")
    paper = folder / "ticket.pdf"
    paper.write_bytes(small_pdf("ticket.pdf", ["Ticket", "12:04"]).read())
    filing.write(person, ANSWERED[way.language], paper)
    expect(person.locator(".tell-talk")).to_contain_text(ANSWERED[way.language])
    expect(person.locator(".tell-talk")).to_contain_text(paper.name)
    passing(person, "return answered")


def decide(member: Page, way: Way, receipt: Receipt, passing: Passing) -> None:
    """Finds it again by a word of the note, reads the answer, and closes it."""
    member.goto("/matters/?show=wrote")
    expect(member.get_by_role("link", name=receipt.reference, exact=True)).to_be_visible()
    matters.search(member, "quokka")
    passing(member, "search")
    matters.open_from_queue(member, receipt.reference)
    expect(member.locator("#talk")).to_contain_text(ANSWERED[way.language])
    expect(member.locator("#talk")).to_contain_text("ticket.pdf")
    matters.tell(member, DECIDED[way.language])
    matters.step(member, "closed", "policy-or-training")
    passing(member, "matter closed")
    member.goto("/matters/?show=closed")
    expect(member.get_by_role("link", name=receipt.reference, exact=True)).to_be_visible()


def see_the_outcome(person: Page, way: Way, receipt: Receipt, passing: Passing) -> None:
    """The outcome and the answer; not the note, and nothing of the unit's own."""
    filing.come_back(person, receipt, way)
    expect(person.locator(".tell-stage")).to_contain_text(CLOSED[way.language])
    expect(person.locator(".tell-stage")).to_contain_text(OUTCOME[way.language])
    expect(person.locator(".tell-talk")).to_contain_text(DECIDED[way.language])
    assert "quokka" not in person.content()
    passing(person, "return closed")
