"""A second person reviews what the programme asks for: never the one who asked."""

import pytest

from commonground.access.models import RoleGrant
from commonground.domains.commitments.models import Commitment, ProposedChange
from commonground.foundation import clock
from tests.commonground.domains.commitments.public_register import HOSTILE, Register, make_register
from tests.commonground.domains.commitments.staff_pages import People, controls_of, fill_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(noon) -> Register:
    found = make_register()
    found.programme.second_review = True
    found.programme.save()
    return found


@pytest.fixture
def who(make_person, register):
    found = People(make_person)
    Commitment.objects.filter(pk=register.late.pk).update(owner=found.owner)
    return found


@pytest.fixture
def proposal(who, register, staff_door) -> ProposedChange:
    answer = fill_in(
        staff_door(who.owner),
        f"/commitments/{register.late.pk}/update",
        status="planning",
        percent="30",
        text=HOSTILE,
    )
    assert answer.status_code == 302
    return ProposedChange.objects.get()


def decide(door, proposal, **typed):
    page = door.get(f"/commitments/proposals/{proposal.pk}/")
    return door.post(
        f"/commitments/proposals/{proposal.pk}/decide", {**controls_of(page, "submission"), **typed}
    )


def test_the_proposer_is_told_and_sees_its_state(who, register, proposal, staff_door):
    kept = Commitment.objects.get(pk=register.late.pk)
    assert (kept.status, kept.percent) == ("initiation", 30)
    door = staff_door(who.owner)
    assert "Waiting for a second person" in door.get(f"/commitments/{register.late.pk}/").content.decode()
    page = door.get(f"/commitments/proposals/{proposal.pk}/").content.decode()
    assert "Initiation" in page
    assert "Planning" in page
    assert 'name="decision"' not in page


def test_a_second_person_approves(who, register, proposal, staff_door):
    door = staff_door(who.reviewer)
    assert "Planning" in door.get("/commitments/proposals/").content.decode()
    assert decide(door, proposal, decision="approve").status_code == 302
    assert Commitment.objects.get(pk=register.late.pk).status == "planning"
    page = staff_door(who.owner).get(f"/commitments/proposals/{proposal.pk}/").content.decode()
    assert "Approved by" in page


def test_declining_needs_a_reason_that_the_proposer_reads(who, register, proposal, staff_door):
    door = staff_door(who.reviewer)
    refused = decide(door, proposal, decision="decline", reason=" ")
    assert "Say why you decline" in refused.content.decode()
    assert decide(door, proposal, decision="decline", reason="No plan is attached.").status_code == 302
    assert Commitment.objects.get(pk=register.late.pk).status == "initiation"
    assert (
        "No plan is attached."
        in staff_door(who.owner).get(f"/commitments/proposals/{proposal.pk}/").content.decode()
    )


def test_nobody_approves_their_own(who, register, proposal, staff_door):
    RoleGrant.objects.create(person=who.owner, role="change-reviewer", starts_on=clock.today())
    door = staff_door(who.owner)
    page = door.get(f"/commitments/proposals/{proposal.pk}/").content.decode()
    assert 'name="decision"' not in page
    assert "another person has to decide" in page
    answer = door.post(f"/commitments/proposals/{proposal.pk}/decide", {"decision": "approve"})
    assert "another person has to decide" in answer.content.decode()
    assert Commitment.objects.get(pk=register.late.pk).status == "initiation"


def test_a_second_decision_is_refused(who, register, proposal, staff_door, make_person):
    other = staff_door(make_person("change-reviewer"))
    page = controls_of(other.get(f"/commitments/proposals/{proposal.pk}/"), "submission")
    decide(staff_door(who.reviewer), proposal, decision="approve")
    late = other.post(
        f"/commitments/proposals/{proposal.pk}/decide", {**page, "decision": "decline", "reason": "No."}
    )
    assert "Somebody has already decided" in late.content.decode()


def test_a_change_overtaken_meanwhile_is_shown_and_not_made(who, register, proposal, staff_door):
    Commitment.objects.filter(pk=register.late.pk).update(status="approaching-implementation", version=9)
    answer = decide(staff_door(who.reviewer), proposal, decision="approve")
    assert answer.status_code == 200
    assert "Approaching implementation" in answer.content.decode()
    assert Commitment.objects.get(pk=register.late.pk).status == "approaching-implementation"


def test_others_do_not_see_it(who, proposal, staff_door):
    assert staff_door(who.other_owner).get(f"/commitments/proposals/{proposal.pk}/").status_code == 404
    assert staff_door(who.board_member).get(f"/commitments/proposals/{proposal.pk}/").status_code == 404
    assert staff_door(who.manager).post(f"/commitments/proposals/{proposal.pk}/decide", {}).status_code == 403


def test_what_was_written_is_text(who, register, proposal, staff_door):
    assert (
        "<script>alert"
        not in staff_door(who.reviewer).get(f"/commitments/proposals/{proposal.pk}/").content.decode()
    )
