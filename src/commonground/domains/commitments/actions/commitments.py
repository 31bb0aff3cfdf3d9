"""Adding and updating commitments.

An update says what it wants changed and which version it was looking at. Whoever saves second is shown what differs.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.permissions import Permission
from commonground.domains.commitments.actions import applying, review
from commonground.domains.commitments.actions.changes import CommitmentChanges, Outcome, Translations
from commonground.domains.commitments.actions.history import Line, write_history
from commonground.domains.commitments.actions.rights import require, require_update, signature
from commonground.domains.commitments.dates import PartialDate
from commonground.domains.commitments.models import Commitment, Programme, StatusUpdate
from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused


@transaction.atomic
def add_commitment(
    *, programme_id: int, number: str, statement: str, facts: CommitmentChanges | None = None, by: Actor
) -> Commitment:
    """Adds a commitment to a programme, with what is already known of it. Needs no evidence: it claims nothing yet.

    Refused when the number is taken, or when `facts` calls it implemented.
    """
    require(by, Permission.MANAGE_COMMITMENTS)
    programme = Programme.objects.select_for_update().get(pk=programme_id)
    commitment = applying.new_commitment(programme, number=number, statement=statement)
    wanted = applying.wanted_changes(commitment, facts or CommitmentChanges())
    applying.refuse_unproven(commitment, wanted)
    applying.create(commitment, wanted, by=by)
    return commitment


@transaction.atomic
def update_commitment(
    *,
    commitment_id: int,
    changes: CommitmentChanges,
    expected_version: int | None = None,
    note: str = "",
    by: Actor,
) -> Outcome:
    """Changes what is given, keeps every earlier estimate, and promises the next update when it is news.

    Raises `ChangedMeanwhile` when somebody saved since `expected_version` and it matters, `Refused` when a value is
    wrong or nothing shows that the commitment is implemented. Where the programme asks for a second person, the
    fields that the city names wait as a proposal (`Outcome.proposal_id`) and the others change at once.
    """
    commitment = applying.locked(commitment_id)
    require_update(by, commitment)
    applying.refuse_overtaken(commitment, changes, expected_version)
    wanted = applying.wanted_changes(commitment, changes)
    applying.refuse_unproven(commitment, wanted)
    now, later = review.split_for_review(commitment, wanted, by=by)
    proposal = review.propose(commitment, later, note=note, by=by) if later else None
    updated = applying.is_news(now)
    changed = applying.apply(commitment, now, note=note, updated=updated, by=by) if now or not later else ()
    return Outcome(commitment.pk, commitment.version, changed, proposal.pk if proposal else None)


@transaction.atomic
def post_update(
    *, commitment_id: int, text: str, translations: Translations | None = None, by: Actor
) -> StatusUpdate:
    """Says publicly how things stand. Fulfils the promised update and promises the next one."""
    commitment = applying.locked(commitment_id)
    require_update(by, commitment)
    if not text.strip():
        raise Refused(_("Write what is new, in a sentence or two."), field="text")
    if len(text) > 8000:
        raise Refused(
            _("This update is longer than 8,000 characters. Shorten it, or attach a document."), field="text"
        )
    update = StatusUpdate.objects.create(
        commitment=commitment,
        posted_at=clock.now(),
        text=text.strip(),
        by_title=signature(by),
        translations=translations or {},
    )
    applying.note_that_updated(commitment)
    commitment.save()
    write_history(commitment, [Line("update", "", text.strip()[:400])], by=by)
    record("commitment.update.posted", commitment, by=by, details={"update": update.pk})
    return update


@transaction.atomic
def place_on_hold(
    *,
    commitment_id: int,
    reason: str,
    resume: PartialDate | None,
    since: PartialDate | None = None,
    expected_version: int | None = None,
    by: Actor,
) -> Outcome:
    """Lays a hold over the commitment: status, percent and dates stay as they are underneath."""
    if not reason.strip():
        raise Refused(_("Say why the work is on hold. The public reads this."), field="reason")
    changes = CommitmentChanges(
        on_hold=True,
        held_since=since or PartialDate.of(clock.today()),
        hold_reason=reason.strip(),
        resume=resume,
    )
    return update_commitment(
        commitment_id=commitment_id,
        changes=changes,
        expected_version=expected_version,
        note=reason.strip(),
        by=by,
    )


@transaction.atomic
def resume_work(
    *, commitment_id: int, note: str = "", expected_version: int | None = None, by: Actor
) -> Outcome:
    """Lifts the hold. Its reason and dates stay in the history."""
    return update_commitment(
        commitment_id=commitment_id,
        changes=CommitmentChanges(on_hold=False),
        expected_version=expected_version,
        note=note,
        by=by,
    )
