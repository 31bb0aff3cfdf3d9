"""Interviews and the evidence log in redaction, in previews and in the file for a records request."""

import io
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from commonground.domains.accountability.copying import copy_for_reviewers, still_named
from commonground.foundation import clock
from commonground.records.redacting import offers_for
from commonground.records.texts import texts_of
from tests.commonground.domains.accountability.test_board import close

WITNESS, NOTES, NUMBER = (
    "Wanda Quillfeather",
    "Wanda Quillfeather heard the shouting at the fountain.",
    "BWC-99817",
)
AUDIENCES = ("complainant", "officer", "reviewer", "public")


@pytest.fixture
def matter(standards):
    """Asked and logged through the pages of the unit."""
    case = standards.matter()
    door = standards.house.door(standards.house.investigator)
    asked = {
        "role": "witness",
        "name": WITNESS,
        "on": (clock.today() - timedelta(days=1)).isoformat(),
        "at": "14:30",
        "rights": "not-needed",
        "recording": "Zoom-77123",
        "notes": NOTES,
    }
    assert door.post(f"/standards/{case.pk}/interviews/new/", asked).status_code == 302
    kept = {
        "kind": "body-camera",
        "what": "Camera of car 14",
        "reference": NUMBER,
        "held_at": "Evidence store 2",
    }
    assert door.post(f"/standards/{case.pk}/evidence/new/", kept).status_code == 302
    standards.decides(standards.proposes(standards.alleges(case)))
    return case


@pytest.fixture
def door(standards):
    return standards.house.door(standards.house.investigator)


def preview(door, case, audience: str) -> str:
    return door.get(reverse("matters:preview", args=[case.pk, audience])).content.decode()


def test_every_text_of_the_unit_can_be_redacted(matter, door):
    page = door.get(reverse("matters:redaction", args=[matter.pk])).content.decode()
    for words in (
        WITNESS,
        NOTES,
        "Zoom-77123",
        NUMBER,
        "Evidence store 2",
        "Said to have shouted",
        "body camera shows",
    ):
        assert words in page


def test_an_open_matter_keeps_what_was_asked_and_logged_to_itself(matter, door):
    """What one witness said is read by nobody outside until the matter is closed."""
    for audience in ("complainant", "officer", "public"):
        page = preview(door, matter, audience)
        assert "Quillfeather" not in page
        assert NUMBER not in page
        assert "withheld: R-4" in page
        assert "Said to have shouted" in page
    assert NOTES in preview(door, matter, "reviewer")


def test_the_name_of_whoever_was_asked_is_offered_wherever_it_stands(standards, matter):
    offered = offers_for(standards.house.opened(matter))
    found = {(one.source.key.split(":")[0], one.code) for one in offered if one.found.words == WITNESS}
    assert found == {("interview-name", "R-2"), ("interview", "R-2")}


def test_the_file_of_a_closed_matter_holds_them_redacted(standards, matter, door):
    close(standards, matter)
    opened = standards.house.opened(matter)
    keys = [f"{one.source.key}:{one.found.start}:{one.found.end}" for one in offers_for(opened)]
    accept = reverse("matters:accept_offers", args=[matter.pk])
    assert door.post(accept, {"offer": keys, "submission": str(uuid.uuid4())}).status_code == 302
    wanted = {"audience": "public", "number": "PRR-2026-7", "submission": str(uuid.uuid4())}
    answer = door.post(reverse("matters:export", args=[matter.pk]), wanted)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        paper = PdfReader(io.BytesIO(archive.read(f"{matter.reference}.pdf")))
    text = " ".join(page.extract_text() for page in paper.pages)
    for words in ("heard the shouting at the fountain", "Zoom-77123", NUMBER, "Interview", "Evidence"):
        assert words in text
    assert "Quillfeather" not in text


def test_reviewers_never_read_who_was_asked(standards, matter, door):
    close(standards, matter)
    opened = standards.house.opened(matter)
    assert any(one.key.startswith("interview-name:") for one in texts_of(opened))
    passages = copy_for_reviewers(opened)
    assert WITNESS not in [one.text for one in passages]
    assert any(NUMBER in one.text for one in passages)


def test_a_name_given_only_when_asked_stops_the_copy_for_the_board(standards, door):
    """The person filed without a name; the notes name them."""
    case = standards.matter()
    asked = {
        "role": "complainant",
        "name": "Ruth Pennyworth",
        "on": (clock.today() - timedelta(days=1)).isoformat(),
        "at": "10:00",
        "rights": "not-needed",
        "notes": "Ms. Pennyworth told it again.",
    }
    assert door.post(f"/standards/{case.pk}/interviews/new/", asked).status_code == 302
    opened = standards.house.opened(case)
    assert [one for one in still_named(opened, copy_for_reviewers(opened)) if "Interview" in one]
