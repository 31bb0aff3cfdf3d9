"""The quick update at the staff door: whom it is for, what it refuses, and that nothing typed is lost."""

import pytest

from commonground.domains.commitments.models import Change, Commitment, DateEstimate, StatusUpdate
from tests.commonground.domains.commitments.public_register import HOSTILE, Register, make_register
from tests.commonground.domains.commitments.staff_pages import People, controls_of, fill_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(noon) -> Register:
    return make_register()


@pytest.fixture
def who(make_person, register):
    found = People(make_person)
    Commitment.objects.filter(pk=register.late.pk).update(owner=found.owner)
    return found


def path(commitment, page="update") -> str:
    return f"/commitments/{commitment.pk}/{page}"


def test_an_owner_updates_their_own_in_one_form(who, register, staff_door):
    door = staff_door(who.owner)
    answer = fill_in(
        door,
        path(register.late),
        status="planning",
        percent="65",
        text="The curriculum is written.",
        estimated="March 2027",
        estimate_reason="The vendor was late.",
    )
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/commitments/{register.late.pk}/"
    register.late.refresh_from_db()
    assert (register.late.status, register.late.percent, str(register.late.estimated)) == (
        "planning",
        65,
        "2027-03",
    )
    assert StatusUpdate.objects.get(commitment=register.late, by_title="Training Division").text.startswith(
        "The curr"
    )
    assert DateEstimate.objects.filter(commitment=register.late).last().reason == "The vendor was late."
    assert "Saved." in door.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize("page", ["update", "facts", "hold", "resume", "evidence", "steps/add"])
def test_forms_of_another_persons_commitment_are_not_there(who, register, staff_door, page):
    assert staff_door(who.other_owner).get(path(register.late, page)).status_code == 404
    assert staff_door(who.other_owner).post(path(register.late, page), {}).status_code == 404
    assert staff_door(who.board_member).get(path(register.late, page)).status_code == 403
    assert staff_door(who.manager).get(path(register.late, page)).status_code == 200


def test_a_missing_commitment_answers_as_a_forbidden_one(who, register, staff_door):
    assert staff_door(who.other_owner).get("/commitments/999999/update").status_code == 404


def test_implemented_is_refused_until_evidence_is_attached_and_nothing_typed_is_lost(
    who, register, staff_door
):
    door = staff_door(who.owner)
    refused = fill_in(
        door, path(register.late), status="full-implementation", text="It is done, at last.", percent="100"
    )
    page = refused.content.decode()
    assert refused.status_code == 200
    assert "Attach 1 piece of evidence" in page
    assert "It is done, at last." in page
    assert Commitment.objects.get(pk=register.late.pk).status != "full-implementation"
    evidence = path(register.late, "evidence") + "?then=update"
    assert f'href="{evidence}"' in page

    attached = fill_in(door, evidence, kind="link", title="Policy 4.12", url="https://riverbend.example/4-12")
    assert attached.headers["Location"] == path(register.late)
    back = door.get(path(register.late))
    assert "What you had written is back" in back.content.decode()
    typed = controls_of(back, "status")
    assert (typed["status"], typed["text"], typed["percent"]) == (
        "full-implementation",
        "It is done, at last.",
        "100",
    )
    assert door.post(path(register.late), typed).status_code == 302
    kept = Commitment.objects.get(pk=register.late.pk)
    assert (kept.status, kept.percent, kept.reported_implemented) == ("full-implementation", 100, False)
    assert "What you had written is back" not in door.get(path(register.late)).content.decode()


def test_starting_over_drops_what_was_kept(who, register, staff_door):
    door = staff_door(who.owner)
    fill_in(door, path(register.late), status="full-implementation", text="Never mind.")
    assert door.get(path(register.late) + "?fresh=1").status_code == 302
    assert "Never mind." not in door.get(path(register.late)).content.decode()


def test_sending_twice_does_it_once(who, register, staff_door):
    door = staff_door(who.owner)
    typed = {**controls_of(door.get(path(register.late)), "submission"), "text": "Once only."}
    first, second = door.post(path(register.late), typed), door.post(path(register.late), typed)
    assert first.headers["Location"] == second.headers["Location"]
    assert StatusUpdate.objects.filter(text="Once only.").count() == 1


def test_the_second_of_two_sees_the_firsts_change_and_loses_nothing(who, register, staff_door):
    owner, manager = staff_door(who.owner), staff_door(who.manager)
    typed = controls_of(owner.get(path(register.late)), "submission")
    fill_in(manager, path(register.late), percent="55")
    conflict = owner.post(path(register.late), {**typed, "percent": "70", "text": "My paragraph."})
    page = conflict.content.decode()
    assert conflict.status_code == 200
    assert "This was changed while you were writing" in page
    assert "55%" in page
    assert "70%" in page
    again = controls_of(conflict, "submission")
    assert (again["percent"], again["text"]) == ("70", "My paragraph.")
    assert owner.post(path(register.late), again).status_code == 302
    assert Commitment.objects.get(pk=register.late.pk).percent == 70


def test_two_who_change_different_things_both_keep_theirs(who, register, staff_door):
    owner, manager = staff_door(who.owner), staff_door(who.manager)
    typed = controls_of(owner.get(path(register.late)), "submission")
    fill_in(manager, path(register.late), percent="55")
    assert owner.post(path(register.late), {**typed, "status": "planning"}).status_code == 302
    kept = Commitment.objects.get(pk=register.late.pk)
    assert (kept.status, kept.percent) == ("planning", 55)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("percent", "101", "Write a whole number from 0 to 100."),
        ("percent", "half", "Write a whole number from 0 to 100."),
        ("percent", "١٢", ""),
        ("estimated", "soon", "is not a date"),
        ("estimated", "2025-13-45", "is not a date"),
        ("text", "x" * 4001, "at most 4000 characters"),
        ("text", "a\x00b", "Null characters are not allowed"),
        ("status", "invented", "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(who, register, staff_door, field, typed, sentence):
    answer = fill_in(staff_door(who.owner), path(register.late), **{field: typed})
    if not sentence:
        assert answer.status_code == 302  # digits of another script are digits
        return
    assert answer.status_code == 200
    page = answer.content.decode()
    assert sentence in page
    assert "There is a problem" in page
    assert f'href="#id_{field}"' in page


def test_a_moved_date_needs_its_reason(who, register, staff_door):
    answer = fill_in(staff_door(who.owner), path(register.late), estimated="2028")
    assert "Say in a sentence why the date moved" in answer.content.decode()


def test_an_empty_update_is_refused_with_a_sentence(who, register, staff_door):
    answer = fill_in(staff_door(who.owner), path(register.late))
    assert "Nothing has changed yet" in answer.content.decode()
    assert not Change.objects.filter(by_title="Training Division").exists()


def test_markup_is_shown_as_text(who, register, staff_door):
    door = staff_door(who.owner)
    refused = fill_in(door, path(register.late), text=HOSTILE, percent="101")
    assert "<script>alert" not in refused.content.decode()
    saved = fill_in(door, path(register.late), text=HOSTILE)
    assert "<script>alert" not in door.get(saved.headers["Location"]).content.decode()


def test_a_hold_is_laid_over_and_lifted(who, register, staff_door):
    door = staff_door(who.owner)
    held = fill_in(
        door,
        path(register.late, "hold"),
        reason="The budget waits.",
        reason_es="Falta presupuesto.",
        resume="Q1 2027",
    )
    assert held.status_code == 302
    kept = Commitment.objects.get(pk=register.late.pk)
    assert (kept.on_hold, kept.hold_reason, str(kept.resume)) == (True, "The budget waits.", "2027-Q1")
    assert kept.translations["es"]["hold_reason"] == "Falta presupuesto."
    assert "The budget waits." in door.get(path(register.late, "")).content.decode()
    assert fill_in(door, path(register.late, "resume"), note="The money came.").status_code == 302
    assert Commitment.objects.get(pk=register.late.pk).on_hold is False


def test_a_hold_without_a_reason_is_refused(who, register, staff_door):
    answer = fill_in(staff_door(who.owner), path(register.late, "hold"), resume="2027")
    assert "Say why it is on hold" in answer.content.decode()


def test_the_page_answers_in_the_language_of_the_person(make_person, register, staff_door):
    manager = make_person("implementation-manager", language="es")
    page = staff_door(manager).get(path(register.late)).content.decode()
    assert '<html lang="es"' in page
    assert "Guardar actualización" in page


def test_a_reported_claim_is_confirmed_with_one_tick_once_evidence_is_there(who, register, staff_door):
    door = staff_door(who.manager)
    assert 'name="confirm"' not in door.get(path(register.reported)).content.decode()
    fill_in(
        door,
        path(register.reported, "evidence"),
        kind="link",
        title="Form",
        url="https://riverbend.example/form",
    )
    assert "Confirm in an update" in door.get(path(register.reported, "")).content.decode()
    wrong = fill_in(door, path(register.reported), confirm="on", status="planning")
    assert "choose a status that counts as implemented" in wrong.content.decode()
    assert fill_in(door, path(register.reported), confirm="on").status_code == 302
    kept = Commitment.objects.get(pk=register.reported.pk)
    assert (kept.status, kept.reported_implemented) == ("full-implementation", False)


def test_words_alone_do_not_ask_a_reported_claim_for_evidence(who, register, staff_door):
    assert (
        fill_in(staff_door(who.manager), path(register.reported), text="Still translating.").status_code
        == 302
    )
    assert Commitment.objects.get(pk=register.reported.pk).reported_implemented
