"""Finds what a page is about. What is missing and what is not for this person answer alike."""

import uuid

from django.http import Http404

from commonground.access.decisions import Viewer
from commonground.domains.commitments import queries
from commonground.domains.commitments.queries.staff_shapes import (
    ProposalShown,
    StaffCommitment,
    StaffDispute,
    StaffProgramme,
)


def found_for(viewer: Viewer, commitment_id: int) -> StaffCommitment:
    """The commitment. Raises `Http404`."""
    found = queries.commitment_for(viewer, commitment_id)
    if found is None:
        raise Http404
    return found


def found_to_update(viewer: Viewer, commitment_id: int) -> StaffCommitment:
    """The commitment, for its owner or a manager of the register. Raises `Http404` for everybody else."""
    found = found_for(viewer, commitment_id)
    if not found.may_update:
        raise Http404
    return found


def programme_of(viewer: Viewer, slug: str) -> StaffProgramme:
    """The programme. Raises `Http404`."""
    found = next((one for one in queries.programmes_for(viewer) if one.shown.slug == slug), None)
    if found is None:
        raise Http404
    return found


def found_proposal(viewer: Viewer, proposal_id: int) -> ProposalShown:
    found = queries.proposal_for(viewer, proposal_id)
    if found is None:
        raise Http404
    return found


def found_dispute(viewer: Viewer, dispute_id: uuid.UUID) -> StaffDispute:
    found = queries.dispute_for(viewer, dispute_id)
    if found is None:
        raise Http404
    return found
