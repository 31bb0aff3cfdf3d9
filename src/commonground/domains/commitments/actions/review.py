"""Changes that wait for a second person, where the programme and the city ask for one."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.domains.commitments import words
from commonground.domains.commitments.actions import applying, values
from commonground.domains.commitments.actions.applying import Wanted
from commonground.domains.commitments.actions.changes import CommitmentChanges, Outcome
from commonground.domains.commitments.actions.rights import NotAllowed, require, signature
from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.models import Commitment, ProposedChange
from commonground.domains.commitments.rules import may_review
from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import ChangedMeanwhile, FieldDifference, Refused

# Withdraws by itself with the status that proves it; never proposed alone.
_FOLLOWS_STATUS = "reported_implemented"


@transaction.atomic
def approve_change(*, proposal_id: int, reason: str = "", by: Actor) -> Outcome:
    """A second person says yes: the change happens now, signed by both.

    Raises `Refused` when the same person asked for it, somebody decided already, or its evidence is gone since;
    `ChangedMeanwhile` when one of the fields has changed since it was proposed.
    """
    proposal, commitment, reviewer = _opened(proposal_id, by)
    _refuse_stale(proposal, commitment)
    asked = {name: values.from_text(name, pair["to"]) for name, pair in proposal.changes.items()}
    wanted = applying.wanted_changes(commitment, CommitmentChanges(**asked))
    applying.refuse_unproven(commitment, wanted)
    _decide(proposal, ProposedChange.Decision.APPROVED, reason, reviewer)
    signed = _("%(proposer)s, reviewed by %(reviewer)s") % {
        "proposer": signature(proposal.proposer),
        "reviewer": signature(reviewer),
    }
    changed = applying.apply(commitment, wanted, note=proposal.note, signed=str(signed), by=by)
    record("commitment.change.approved", commitment, by=by, details={"proposal": proposal.pk})
    return Outcome(commitment.pk, commitment.version, changed)


@transaction.atomic
def decline_change(*, proposal_id: int, reason: str, by: Actor) -> None:
    """A second person says no, with a reason that the first one reads."""
    proposal, commitment, reviewer = _opened(proposal_id, by)
    if not reason.strip():
        raise Refused(_("Say why, so that the person who asked can put it right."), field="reason")
    _decide(proposal, ProposedChange.Decision.DECLINED, reason.strip(), reviewer)
    record("commitment.change.declined", commitment, by=by, details={"proposal": proposal.pk})


def split_for_review(
    commitment: Commitment, wanted: list[Wanted], *, by: Actor
) -> tuple[list[Wanted], list[Wanted]]:
    """What may change now, and what waits. The command line acts for the whole city: nothing of it waits."""
    if not commitment.programme.second_review or not isinstance(by, Person):
        return wanted, []
    reviewed = set(the_rules().reviewed_fields)
    if reviewed & {change.field for change in wanted} & {"status"} or (
        "status" in reviewed and applying.is_implemented(commitment.status)
    ):
        reviewed.add(_FOLLOWS_STATUS)
    later = [change for change in wanted if change.field in reviewed]
    return [change for change in wanted if change not in later], later


def propose(commitment: Commitment, later: list[Wanted], *, note: str, by: Actor) -> ProposedChange:
    """Keeps the change for a second person. Refused while another change of the same field waits."""
    if not isinstance(by, Person):
        raise NotAllowed(_("Sign in first."))
    names = {change.field for change in later}
    for waiting in commitment.proposed_changes.filter(decision=ProposedChange.Decision.WAITING):
        if names & set(waiting.changes):
            raise Refused(
                _("A change of this already waits for a second person."),
                field=min(names & set(waiting.changes)),
            )
    proposal = ProposedChange.objects.create(
        commitment=commitment,
        changes={change.field: {"from": change.before, "to": change.after} for change in later},
        note=note,
        proposer=by,
        proposed_at=clock.now(),
    )
    record(
        "commitment.change.proposed",
        commitment,
        by=by,
        details={"proposal": proposal.pk, "fields": sorted(names)},
    )
    return proposal


def _opened(proposal_id: int, by: Actor) -> tuple[ProposedChange, Commitment, Person]:
    require(by, Permission.REVIEW_CHANGES)
    if not isinstance(by, Person):
        raise NotAllowed(_("Only a person can review a change."))
    proposal = (
        ProposedChange.objects.select_related("proposer").select_for_update(of=("self",)).get(pk=proposal_id)
    )
    decision = may_review(
        proposer=proposal.proposer_id,
        reviewer=by.pk,
        waiting=proposal.decision == ProposedChange.Decision.WAITING,
    )
    if not decision:
        raise Refused(words.refusal_in_words(decision))
    return proposal, applying.locked(proposal.commitment_id), by


def _refuse_stale(proposal: ProposedChange, commitment: Commitment) -> None:
    differences = tuple(
        FieldDifference(
            name,
            words.FIELDS[name],
            yours=words.value_in_words(name, pair["from"]),
            theirs=words.value_in_words(name, values.standing(commitment, name)),
        )
        for name, pair in proposal.changes.items()
        if values.standing(commitment, name) != pair["from"]
    )
    if differences:
        raise ChangedMeanwhile(
            _("This has changed since the change was proposed. Decline it, and have it proposed again."),
            current_version=commitment.version,
            differences=differences,
        )


def _decide(
    proposal: ProposedChange, decision: ProposedChange.Decision, reason: str, reviewer: Person
) -> None:
    proposal.decision, proposal.reason = decision, reason
    proposal.reviewer, proposal.decided_at = reviewer, clock.now()
    proposal.save()
