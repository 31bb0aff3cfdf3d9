"""Mediation, interviews, evidence that lies elsewhere, letters of finding."""

from datetime import timedelta

import pytest

from commonground.casework.actions.moves import move_case
from commonground.casework.models import Message
from commonground.domains.accountability.actions import inquiry
from commonground.domains.accountability.actions.rights import StandardsRefused
from commonground.domains.accountability.models import (
    EvidenceItem,
    EvidenceViewing,
    FindingLetter,
    Interview,
    Mediation,
)
from commonground.domains.accountability.queries.matter import matter_shown
from commonground.foundation import clock
from commonground.foundation.vault import open_text, place


@pytest.fixture
def matter(standards):
    return standards.matter()


@pytest.fixture
def door(standards):
    return standards.house.door(standards.house.investigator)


def test_mediation_is_held_only_when_both_said_yes(standards, matter, door):
    standards.alleges(matter)
    base = f"/standards/{matter.pk}/mediation"
    assert door.post(f"{base}/offer/", {"officer": standards.accused.pk}).status_code == 302
    mediation = Mediation.objects.get()
    again = door.post(f"{base}/offer/", {"officer": standards.accused.pk})
    assert "offered already" in again.content.decode()
    typed = {"held_on": clock.today().isoformat(), "outcome": "settled"}
    assert "Both must have said yes" in door.post(f"{base}/{mediation.pk}/held/", typed).content.decode()
    for side in ("person", "officer"):
        door.post(f"{base}/{mediation.pk}/answer/", {"side": side, "answer": "accepted"})
    assert door.post(f"{base}/{mediation.pk}/held/", typed).status_code == 302
    mediation.refresh_from_db()
    assert mediation.outcome == "settled"
    assert "Both agreed" in door.get(f"/standards/{matter.pk}/").content.decode()


def test_mediation_on_a_day_to_come_is_refused(standards, matter):
    house = standards.house
    standards.alleges(matter)
    opened = house.opened(matter)
    mediation = inquiry.offer_mediation(opened=opened, officer=standards.accused, by=house.investigator)
    for side in ("person", "officer"):
        inquiry.answer_mediation(mediation=mediation, side=side, answer="accepted", by=house.investigator)
    with pytest.raises(StandardsRefused):
        inquiry.hold_mediation(
            opened=opened,
            mediation=mediation,
            held_on=clock.today() + timedelta(days=1),
            outcome="settled",
            by=house.investigator,
        )


def test_an_interview_says_the_role_and_seals_the_rest(standards, matter, door):
    typed = {
        "role": "witness",
        "name": "Wanda Quillfeather",
        "on": (clock.today() - timedelta(days=1)).isoformat(),
        "at": "14:30",
        "rights": "not-needed",
        "recording": "Zoom-77123",
        "notes": "Heard the shouting.",
    }
    assert door.post(f"/standards/{matter.pk}/interviews/new/", typed).status_code == 302
    row = Interview.objects.get()
    assert row.recorded
    for words in (b"Quillfeather", b"77123", b"shouting"):
        assert words not in bytes(row.details_sealed)
    page = door.get(f"/standards/{matter.pk}/").content.decode()
    assert "Wanda Quillfeather" in page
    assert "Zoom-77123" in page
    late = {**typed, "on": (clock.today() + timedelta(days=2)).isoformat()}
    assert "still to come" in door.post(f"/standards/{matter.pk}/interviews/new/", late).content.decode()


def test_evidence_that_lies_elsewhere_and_who_viewed_it(standards, matter, door):
    typed = {
        "kind": "body-camera",
        "what": "Camera of car 14",
        "reference": "BWC-99",
        "held_at": "Evidence store 2",
    }
    assert door.post(f"/standards/{matter.pk}/evidence/new/", typed).status_code == 302
    item = EvidenceItem.objects.get()
    assert b"BWC-99" not in bytes(item.details_sealed)
    path = f"/standards/{matter.pk}/evidence/{item.pk}/viewed/"
    assert door.post(path, {"day": clock.today().isoformat()}).status_code == 302
    assert EvidenceViewing.objects.get().viewed_by == standards.house.investigator
    assert "Viewed by Ines Ward" in door.get(f"/standards/{matter.pk}/").content.decode()


def decided(standards, matter):
    standards.decides(standards.proposes(standards.alleges(matter)))


def test_the_letter_to_the_person_is_a_message_that_the_receipt_opens(standards, matter):
    house = standards.house
    decided(standards, matter)
    door = house.door(house.commander)
    draft = door.get(f"/standards/{matter.pk}/letters/new/").content.decode()
    assert "Sustained. It happened, and it was against the rules." in draft
    assert standards.accused.name not in draft.split("<textarea")[1]
    assert (
        door.post(
            f"/standards/{matter.pk}/letters/new/", {"to": "", "text": "This is what we found."}
        ).status_code
        == 302
    )
    message = Message.objects.get()
    opened = house.opened(matter)
    bound_to = place("casework_message", "body_sealed", message.pk)
    assert open_text(opened.shared, bytes(message.body_sealed), bound_to) == "This is what we found."


def test_the_letter_to_an_officer_is_printed_and_handed_over(standards, matter):
    house = standards.house
    decided(standards, matter)
    door = house.door(house.commander)
    base = f"/standards/{matter.pk}/letters"
    assert (
        door.post(f"{base}/new/", {"to": standards.accused.pk, "text": "To you, in person."}).status_code
        == 302
    )
    letter = FindingLetter.objects.get()
    assert not Message.objects.exists()
    assert b"in person" not in bytes(letter.text_sealed)
    assert "To you, in person." in door.get(f"{base}/{letter.pk}/").content.decode()
    assert (
        door.post(f"{base}/{letter.pk}/handed-over/", {"day": clock.today().isoformat()}).status_code == 302
    )
    letter.refresh_from_db()
    assert letter.handed_over_on == clock.today()


def test_only_a_supervisor_writes_of_findings(standards, matter):
    with pytest.raises(StandardsRefused):
        inquiry.write_finding_letter(
            opened=standards.house.opened(matter), text="Hello", by=standards.house.investigator
        )


def test_a_closed_matter_takes_no_more_work(standards, matter):
    house = standards.house
    move_case(case=matter, to="assessing", expected_version=matter.version, by=house.commander)
    matter.refresh_from_db()
    move_case(
        case=matter, to="closed", outcome="withdrawn", expected_version=matter.version, by=house.commander
    )
    kept = inquiry.Kept("object", "A shoe", "", "Shelf")
    with pytest.raises(StandardsRefused, match="closed"):
        inquiry.log_evidence(opened=house.opened(matter), kept=kept, by=house.investigator)
    page = house.door(house.investigator).get(f"/standards/{matter.pk}/").content.decode()
    assert "Add an allegation" not in page


def test_an_empty_matter_and_a_huge_one(standards, matter, door):
    assert "No allegation is written down yet" in door.get(f"/standards/{matter.pk}/").content.decode()
    house = standards.house
    opened = house.opened(matter)
    for number in range(60):
        inquiry.log_evidence(
            opened=opened,
            kept=inquiry.Kept("report", f"Report {number} " + "long " * 200, str(number), "Room 3"),
            by=house.investigator,
        )
    assert len(matter_shown(house.investigator, matter, opened).evidence) == 60
    assert door.get(f"/standards/{matter.pk}/").status_code == 200
