"""Reads of the staff door: the viewer comes first, and what they may not see is answered like what is not there."""

import uuid

from commonground.access.decisions import Decision, Viewer, decide, people_who_may
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.filters import CommitmentFilter
from commonground.domains.commitments.models import Commitment, Dispute, ImportRun, Programme, ProposedChange
from commonground.domains.commitments.queries import staff_loading
from commonground.domains.commitments.queries.choosing import chosen
from commonground.domains.commitments.queries.commitments import page_of
from commonground.domains.commitments.queries.loading import load
from commonground.domains.commitments.queries.staff_shapes import (
    ImportShown,
    ProposalShown,
    StaffCommitment,
    StaffDispute,
    StaffProgramme,
    StaffRow,
)
from commonground.domains.commitments.rules import contradictions, may_implement
from commonground.foundation import clock

ALL = CommitmentFilter()


def commitments_for(
    viewer: Viewer, wanted: CommitmentFilter = ALL, *, programme: str = "", mine: bool = False
) -> tuple[StaffRow, ...]:
    """Commitments of every programme, published or not, that a filter keeps; late ones first unless it sorts."""
    if not decide(viewer, Permission.VIEW_COMMITMENTS):
        return ()
    found = Commitment.objects.all()
    if programme:
        found = found.filter(programme__slug=programme)
    if mine:
        found = found.filter(owner_id=viewer.pk)
    return staff_loading.staff_rows(viewer, chosen(load(found), wanted))


def commitment_for(viewer: Viewer, commitment_id: int) -> StaffCommitment | None:
    """One commitment with everything that keeping it needs; None when missing or not for this viewer."""
    if not decide(viewer, Permission.VIEW_COMMITMENTS):
        return None
    loaded = load(Commitment.objects.filter(pk=commitment_id))
    if not loaded:
        return None
    one = loaded[0]
    held = Commitment.objects.select_related("owner", "programme").get(pk=commitment_id)
    page = page_of(one)
    attached = sum(1 for evidence in page.evidence if evidence.counts)
    return StaffCommitment(
        page=page,
        values=staff_loading.values_of(held),
        version=held.version,
        owner=held.owner.name if held.owner else "",
        published=held.programme.published,
        second_review=held.programme.second_review,
        warnings=staff_loading.worded(contradictions(one.facts, on=clock.today())),
        proposals=staff_loading.proposals(viewer, held.proposed_changes.all()),
        disputes=staff_loading.disputes(held.disputes.all()) if _answers_disputes(viewer) else (),
        may_update=may_update(viewer, owner_id=held.owner_id),
        may_implement=may_implement(
            evidence=attached, withdrawn=len(page.evidence) - attached, needed=the_rules().evidence_needed
        ),
    )


def may_update(viewer: Viewer, *, owner_id: int | None) -> Decision:
    """Whether the viewer may update a commitment of this owner: as manager of the register, or as that owner."""
    managing = decide(viewer, Permission.MANAGE_COMMITMENTS)
    if managing or not isinstance(viewer, Person) or owner_id != viewer.pk:
        return managing
    return decide(viewer, Permission.UPDATE_OWN_COMMITMENTS)


def programmes_for(viewer: Viewer) -> tuple[StaffProgramme, ...]:
    """Every programme, published or not."""
    if not decide(viewer, Permission.VIEW_COMMITMENTS):
        return ()
    return tuple(staff_loading.programme(programme) for programme in Programme.objects.all())


def programme_for(viewer: Viewer, programme_id: int) -> StaffProgramme | None:
    if not decide(viewer, Permission.VIEW_COMMITMENTS):
        return None
    programme = Programme.objects.filter(pk=programme_id).first()
    return staff_loading.programme(programme) if programme else None


def proposals_for(viewer: Viewer, *, waiting: bool = True) -> tuple[ProposalShown, ...]:
    """Changes that wait for a second person (or all there ever were): all of them for reviewers and managers."""
    if not decide(viewer, Permission.VIEW_COMMITMENTS):
        return ()
    found = ProposedChange.objects.all()
    if not (decide(viewer, Permission.REVIEW_CHANGES) or decide(viewer, Permission.MANAGE_COMMITMENTS)):
        found = found.filter(proposer_id=viewer.pk)
    return staff_loading.proposals(
        viewer, found.filter(decision=ProposedChange.Decision.WAITING) if waiting else found
    )


def proposal_for(viewer: Viewer, proposal_id: int) -> ProposalShown | None:
    return next((one for one in proposals_for(viewer, waiting=False) if one.id == proposal_id), None)


def disputes_for(viewer: Viewer, *, waiting: bool = True) -> tuple[StaffDispute, ...]:
    """Disputes, those due first; only for those who answer them."""
    if not _answers_disputes(viewer):
        return ()
    found = Dispute.objects.order_by("answer_due_on", "received_at")
    return staff_loading.disputes(found.filter(state=Dispute.State.RECEIVED) if waiting else found)


def dispute_for(viewer: Viewer, dispute_id: uuid.UUID) -> StaffDispute | None:
    if not _answers_disputes(viewer):
        return None
    return next(iter(staff_loading.disputes(Dispute.objects.filter(pk=dispute_id))), None)


def imports_for(viewer: Viewer) -> tuple[ImportShown, ...]:
    """Files that were loaded, latest first."""
    if not decide(viewer, Permission.IMPORT_COMMITMENTS):
        return ()
    return tuple(staff_loading.import_shown(run) for run in ImportRun.objects.select_related("programme"))


def people_who_may_own() -> tuple[tuple[int, str], ...]:
    """Whom a commitment may be given to: id, and name with title."""
    people = people_who_may(Permission.UPDATE_OWN_COMMITMENTS)
    return tuple(
        (person.pk, f"{person.name}, {person.title}" if person.title else person.name) for person in people
    )


def _answers_disputes(viewer: Viewer) -> bool:
    return bool(decide(viewer, Permission.ANSWER_DISPUTES))
