"""Disputes at the staff door: read as text, answered on the record, or declined as abuse."""

from datetime import date

import pytest

from commonground.domains.commitments.models import Dispute
from commonground.foundation.outbox.models import OutgoingMail
from tests.commonground.domains.commitments.public_register import HOSTILE, NOON, make_register
from tests.commonground.domains.commitments.staff_pages import People, controls_of, fill_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(noon):
    return make_register()


@pytest.fixture
def who(make_person, register):
    return People(make_person)


@pytest.fixture
def dispute(register) -> Dispute:
    return Dispute.objects.create(
        commitment=register.reported, text=f"It is not done. {HOSTILE} Ask Jo Field.",
        contact_email="jo@riverbend.example", received_at=NOON, answer_due_on=date(2026, 10, 30),
    )  # fmt: skip


def path(dispute) -> str:
    return f"/commitments/disputes/{dispute.pk}/"


def test_the_queue_shows_what_is_due_first(who, dispute, staff_door):
    page = staff_door(who.manager).get("/commitments/disputes/").content.decode()
    assert page.index("It is not done.") < page.index("Another sealed word")
    assert "Answer is late" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("role", ["owner", "reviewer", "board_member", "nobody"])
def test_only_those_who_answer_read_them(who, dispute, staff_door, role):
    door = staff_door(getattr(who, role))
    assert door.get("/commitments/disputes/").status_code == 403
    assert door.get(path(dispute)).status_code == 403
    assert door.post(path(dispute), {"do": "decline"}).status_code == 403


def test_an_answer_is_published_and_written_to_the_resident(who, dispute, staff_door):
    door = staff_door(who.manager)
    page = door.get(path(dispute)).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "jo@riverbend.example" not in page
    answer = fill_in(
        door, path(dispute), "answer", do="answer", published_text="It is not done. Ask [name removed].",
        answer="It is, since June.", answer_es="Lo está desde junio.",
    )  # fmt: skip
    assert answer.status_code == 302
    dispute.refresh_from_db()
    assert (dispute.state, dispute.published_text) == ("answered", "It is not done. Ask [name removed].")
    assert (dispute.contact_email, dispute.translations) == ("", {"es": {"answer": "Lo está desde junio."}})
    assert OutgoingMail.objects.get().to == "jo@riverbend.example"
    assert "It is, since June." in door.get(path(dispute)).content.decode()


def test_it_can_be_published_first_and_answered_later(who, dispute, staff_door):
    door = staff_door(who.manager)
    answer = fill_in(door, path(dispute), "answer", do="publish", published_text="It is not done.")
    assert answer.headers["Location"] == path(dispute)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.published_text) == ("received", "It is not done.")
    assert 'value="decline"' not in door.get(path(dispute)).content.decode()


def test_what_is_missing_is_said_and_nothing_typed_is_lost(who, dispute, staff_door):
    door = staff_door(who.manager)
    refused = fill_in(door, path(dispute), "answer", do="answer", published_text="Shortened.", answer="")
    assert "Write the answer." in refused.content.decode()
    assert controls_of(refused, "answer")["published_text"] == "Shortened."
    assert "Say why it is abuse." in fill_in(door, path(dispute), "reason", do="decline").content.decode()
    too_long = fill_in(door, path(dispute), "answer", do="answer", answer="x" * 8001)
    assert "at most 8000 characters" in too_long.content.decode()


def test_abuse_is_declined_with_a_reason_and_no_letter(who, dispute, staff_door):
    door = staff_door(who.manager)
    assert fill_in(door, path(dispute), "reason", do="decline", reason="A threat.").status_code == 302
    dispute.refresh_from_db()
    assert (dispute.state, dispute.declined_reason, dispute.contact_email) == (
        "declined-as-abuse",
        "A threat.",
        "",
    )
    assert not OutgoingMail.objects.exists()
    assert "Declined as abuse" in door.get(path(dispute)).content.decode()


def test_two_who_answer_at_once_do_it_once(who, dispute, staff_door, make_person):
    other = staff_door(make_person("implementation-manager"))
    typed = {**controls_of(other.get(path(dispute)), "answer"), "do": "answer", "answer": "Second answer."}
    fill_in(staff_door(who.manager), path(dispute), "answer", do="answer", answer="First answer.")
    late = other.post(path(dispute), typed)
    assert "Somebody has dealt with this dispute already." in late.content.decode()
    assert "Second answer." in late.content.decode()
    dispute.refresh_from_db()
    assert dispute.answer == "First answer."


def test_a_dispute_that_is_not_there(who, staff_door, register):
    assert (
        staff_door(who.manager).get("/commitments/disputes/00000000-0000-4000-8000-000000000000/").status_code
        == 404
    )
