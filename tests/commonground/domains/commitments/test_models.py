"""The database refuses bad states, whoever writes them."""

import pytest
from django.db import IntegrityError, transaction

from commonground.domains.commitments.dates import PartialDate, Precision
from commonground.domains.commitments.models import (
    Commitment,
    Dispute,
    Evidence,
    Follow,
    Milestone,
    ProposedChange,
)
from commonground.foundation import clock
from commonground.foundation.privacy import declaration_of

pytestmark = pytest.mark.django_db


def refused(commitment_id: int, **values) -> bool:
    try:
        with transaction.atomic():
            Commitment.objects.filter(pk=commitment_id).update(**values)
    except IntegrityError:
        return True
    return False


def test_a_percent_stays_between_0_and_100(add):
    commitment = add()
    assert refused(commitment.pk, percent=101)
    assert not refused(commitment.pk, percent=100)
    assert not refused(commitment.pk, percent=None)


@pytest.mark.parametrize("prefix", ["start", "estimated", "implemented"])
def test_a_date_and_its_precision_stand_together(add, prefix):
    commitment = add()
    assert refused(commitment.pk, **{f"{prefix}_on": clock.today()})
    assert refused(commitment.pk, **{f"{prefix}_precision": "month"})
    assert refused(commitment.pk, **{f"{prefix}_on": clock.today(), f"{prefix}_precision": "decade"})
    assert not refused(commitment.pk, **{f"{prefix}_on": clock.today(), f"{prefix}_precision": "year"})


def test_facts_of_a_hold_stand_only_on_hold(add):
    commitment = add()
    assert refused(commitment.pk, hold_reason="because")
    assert refused(commitment.pk, resume_on=clock.today(), resume_precision="day")
    assert not refused(commitment.pk, on_hold=True, hold_reason="because")


def test_a_commitment_says_something_under_a_number_of_its_own(add, programme):
    commitment = add("4")
    assert refused(commitment.pk, statement="")
    assert refused(commitment.pk, number="")
    other = add("5")
    assert refused(other.pk, number="4")


def test_partial_dates_are_kept_as_they_are_known(add):
    commitment = add()
    for text in ("2025-05-06", "2025-05", "2025-Q2", "2025"):
        commitment.start = PartialDate.parse(text)
        commitment.save()
        commitment.refresh_from_db()
        assert str(commitment.start) == text
    commitment.start = None
    commitment.save()
    commitment.refresh_from_db()
    assert (commitment.start, commitment.start_precision) == (None, "")


def test_evidence_can_be_looked_at_and_is_withdrawn_with_a_reason(add, prove):
    evidence = prove(add())
    for values in (
        {"url": ""},
        {"withdrawn_at": clock.now()},
        {"withdrawn_reason": "gone"},
        {"kind": "rumour"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.filter(pk=evidence.pk).update(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "answered"},
        {"answer": "It is."},
        {"state": "declined-as-abuse"},
        {"published_text": "It is not."},
        {"published_at": clock.now()},
    ],
)
def test_a_dispute_is_answered_or_declined_wholly(add, values):
    dispute = Dispute.objects.create(
        commitment=add(), text="It is not.", received_at=clock.now(), answer_due_on=clock.today()
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.filter(pk=dispute.pk).update(**values)


def test_a_follow_is_of_one_thing(add, programme):
    for values in ({}, {"commitment": add(), "programme": programme}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Follow.objects.create(email="resident@riverbend.example", asked_at=clock.now(), **values)


def test_nobody_reviews_their_own_change(add, manager):
    proposal = ProposedChange.objects.create(
        commitment=add(), changes={}, proposer=manager, proposed_at=clock.now()
    )
    for values in (
        {"decision": "approved"},
        {"decision": "approved", "reviewer": manager, "decided_at": clock.now()},
        {"decision": "declined", "reviewer": None, "decided_at": clock.now(), "reason": "no"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProposedChange.objects.filter(pk=proposal.pk).update(**values)


def test_a_milestone_has_a_date(programme):
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.create(programme=programme, event="Something")
    milestone = Milestone(programme=programme, event="Something")
    milestone.happened = PartialDate.of(clock.today(), Precision.MONTH)
    milestone.save()


@pytest.mark.parametrize(
    ("model", "hidden"),
    [
        (Commitment, {"owner", "version"}),
        (Dispute, {"text", "contact_email", "language", "declined_reason"}),
        (Follow, {"email", "asked_at"}),
    ],
)
def test_what_is_not_for_the_public_is_not_declared_so(model, hidden):
    declared = declaration_of(model)
    assert hidden == set(declared.classes) - set(declared.fields("public"))
    assert set(declared.public_door.update) <= {"confirmed_at", "ended_at"}
