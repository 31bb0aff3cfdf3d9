"""One matter at the staff door: read, answered, moved, handed on; locked, refused, overtaken, sent twice."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from commonground.casework.actions.moves import take_up_answers
from commonground.casework.actions.reporter import write_to_unit
from commonground.casework.kinds import kind_of
from commonground.casework.models import Case, Message, Note, StageChange
from commonground.casework.queries.by_receipt import case_by_receipt
from commonground.foundation import clock
from commonground.foundation.actors import RESIDENT
from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.outbox.models import OutgoingMail
from commonground.foundation.vault import new_receipt, open_receipt, sessions
from tests.commonground.matters.conftest import STORY

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def page(door, case, **query):
    return door.get(reverse("matters:case", args=[case.pk]), query)


def writes(receipt, text):
    """The person comes back with the receipt."""
    keys = open_receipt(receipt)
    write_to_unit(opened=case_by_receipt(keys), keys=keys, message_id=uuid.uuid4(), text=text, by=RESIDENT)


def do(door, case, what, **data):
    case.refresh_from_db()
    return door.post(reverse("matters:act", args=[case.pk, what]), {"version": case.version, **data})


def test_a_member_reads_what_was_told(house):
    case = house.arrives(answers={"where": "Levee Street"})
    shown = text_of(page(house.door(house.investigator), case))
    assert "Zacarías" in shown
    assert "What happened" in shown
    assert case.reference in shown


def test_locked_it_shows_what_stands_in_the_clear_and_asks_for_the_passphrase(house):
    case = house.arrives()
    shown = text_of(page(house.door(house.investigator, locked=True), case))
    assert "Zacarías" not in shown
    assert case.reference in shown
    assert "Your vault passphrase" in shown
    back = house.door(house.investigator, locked=True).post(
        reverse("vault:unlock"),
        {
            "vault_password": "seven wet herons under the bridge",
            "next": reverse("matters:case", args=[case.pk]),
        },
    )
    assert back["Location"] == reverse("matters:case", args=[case.pk])


def test_missing_of_another_unit_and_without_a_role_look_alike(house, make_person):
    case = house.arrives()
    nobody = house.staff_door(make_person("board-clerk"))
    for door in (house.door(house.overseer), nobody):
        assert page(door, case).status_code == 404
        assert do(door, case, "take").status_code == 404
    assert (
        house.door(house.investigator).get("/matters/00000000-0000-4000-8000-000000000000/").status_code
        == 404
    )


def test_a_question_stops_the_clock_and_the_answer_starts_it_again(noon, house):
    receipt = new_receipt("en")
    case = house.arrives(receipt=receipt)
    door = house.door(house.investigator)
    do(door, case, "take")
    do(door, case, "move", to="assessing")
    case.refresh_from_db()
    promised = case.due_on
    answer = do(door, case, "message", text="Which day was it?", asks="on")
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.stage, case.due_on) == ("waiting", promised)
    assert case.waiting_since is not None
    with clock.stopped_at(noon + timedelta(days=7)):
        writes(receipt, "It was Monday.")
        case.refresh_from_db()
        assert case.waiting_since is None
        assert case.due_on > promised
        with_wait = case.due_on
        take_up_answers()
    case.refresh_from_db()
    assert (case.stage, case.due_on) == ("assessing", with_wait)
    assert "It was Monday." in text_of(page(door, case))


def test_nobody_outside_reads_a_note_or_a_reason(house):
    receipt = new_receipt("en")
    case = house.arrives(receipt=receipt)
    door = house.door(house.investigator)
    do(door, case, "note", text="The camera was off.")
    do(door, case, "move", to="assessing", reason="Looks serious.")
    shown = text_of(page(door, case))
    assert "The camera was off." in shown
    assert "Looks serious." in shown
    theirs = case_by_receipt(open_receipt(receipt))
    assert "camera" not in repr(theirs)
    assert "serious" not in repr(theirs)
    for sealed in (Note.objects.get().body_sealed, StageChange.objects.latest("at").reason_sealed):
        with pytest.raises(Exception):  # noqa: B017, PT011
            theirs.shared.open(bytes(sealed), "anything")


def test_a_step_that_the_file_does_not_lead_to_is_refused(house):
    case = house.arrives()
    door = house.door(house.investigator)
    assert do(door, case, "move", to="closed").status_code == 422
    case.refresh_from_db()
    assert case.stage == "received"


def test_closing_asks_how_it_ended_and_sets_the_day_of_disposal(noon, house):
    case = house.arrives()
    door = house.door(house.investigator)
    do(door, case, "move", to="assessing")
    refused = do(door, case, "move", to="closed")
    assert refused.status_code == 422
    assert "Say how the matter ended." in text_of(refused)
    assert do(door, case, "move", to="closed", outcome="not-enough").status_code == 302
    case.refresh_from_db()
    assert case.dispose_after.year == noon.year + 10
    assert case.due_on is None
    assert case.outcome == "not-enough"


def test_whoever_is_overtaken_sees_what_stands_and_loses_nothing(house):
    case = house.arrives()
    door = house.door(house.investigator)
    seen = case.version
    do(house.door(house.commander), case, "move", to="assessing")
    late = door.post(
        reverse("matters:act", args=[case.pk, "move"]),
        {"version": seen, "to": "assessing", "reason": "Mine."},
    )
    assert late.status_code in (409, 422)
    assert "Mine." in text_of(late)
    taken = door.post(reverse("matters:act", args=[case.pk, "take"]), {"version": seen})
    assert taken.status_code == 409
    assert "Somebody else changed this matter" in text_of(taken)


def test_sent_twice_it_is_said_once(house):
    case = house.arrives()
    door = house.door(house.investigator)
    token = re.search(r'name="submission" value="([^"]+)" id="message', page(door, case).content.decode())
    assert token
    for _time in range(2):
        answer = do(door, case, "message", text="We have it.", submission=token[1])
        assert answer.status_code == 302
    assert Message.objects.count() == 1


def test_what_is_typed_into_a_locked_page_is_kept(house):
    case = house.arrives()
    door = house.door(house.investigator, locked=True)
    answer = do(door, case, "note", text="A long thought.")
    assert answer["Location"].startswith(reverse("vault:unlock"))
    assert "kept" in answer["Location"]
    assert Note.objects.count() == 0
    assert "A long thought." in text_of(door.get(reverse("access:kept_form")))


def test_taking_giving_and_handing_back(house):
    case = house.arrives()
    mine, theirs, hers = (house.door(p) for p in (house.investigator, house.colleague, house.commander))
    assert do(mine, case, "take").status_code == 302
    assert do(theirs, case, "take").status_code == 422
    assert do(theirs, case, "assign", to=str(house.colleague.pk)).status_code == 422
    assert do(theirs, case, "hand-back").status_code == 422
    assert do(hers, case, "assign", to=str(house.colleague.pk)).status_code == 302
    case.refresh_from_db()
    assert case.assigned_to == house.colleague
    letter = OutgoingMail.objects.filter(to=house.colleague.email).get()
    assert case.reference in letter.subject
    assert "Zacar" not in letter.text
    assert do(theirs, case, "hand-back").status_code == 302
    case.refresh_from_db()
    assert case.assigned_to is None


def test_a_supervisors_step_is_a_supervisors(house):
    case = house.arrives()
    Case.objects.filter(pk=case.pk).update(stage="reviewing", assigned_to=house.investigator)
    refused = do(house.door(house.investigator), case, "move", to="investigating")
    assert "supervises" in text_of(refused)
    assert do(house.door(house.commander), case, "move", to="investigating").status_code == 302


def test_a_letter_comes_in_the_persons_language(house):
    case = house.arrives(language="es")
    shown = page(house.door(house.investigator), case, letter="received")
    assert kind_of("complaint").rules.letters["received"].subject.es.split("{")[0][:12] in text_of(shown)
    assert "This person reads Spanish." in text_of(shown)


def test_the_audit_holds_keys_only(house):
    case = house.arrives()
    door = house.door(house.investigator)
    page(door, case)
    page(door, case)
    do(door, case, "note", text="A private thought.")
    do(door, case, "message", text="A private word.")
    entries = AuditEntry.objects.filter(object_id=str(case.pk))
    assert entries.filter(action="casework.case.opened").count() == 1
    assert not [e for e in entries if "private" in str(e.details) or "Zacar" in str(e.details)]


def test_an_idle_vault_locks_and_the_page_says_so(noon, house):
    case = house.arrives()
    with clock.stopped_at(clock.now() + sessions.IDLE + timedelta(seconds=1)):
        shown = text_of(page(house.door(house.investigator), case))
    assert STORY[:20] not in shown
