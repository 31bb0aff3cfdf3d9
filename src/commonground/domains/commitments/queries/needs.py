"""What waits for a person of the commitments domain: registered with the staff start page."""

from datetime import timedelta

from django.utils.translation import gettext as _

from commonground.access.attention import Need
from commonground.access.decisions import decide
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.domains.commitments import addresses
from commonground.domains.commitments.models import Commitment, ImportRun
from commonground.domains.commitments.queries.loading import Loaded, load
from commonground.domains.commitments.queries.staff import disputes_for, proposals_for
from commonground.domains.commitments.rules import LateReason, State
from commonground.foundation import clock

SOON = timedelta(days=7)


def needs_of_commitments(person: Person) -> list[Need]:
    """Late or nearly due updates, passed estimates, disputes to answer, changes to review, refused rows of imports."""
    return [*_updates(person), *_disputes(person), *_proposals(person), *_imports(person)]


def _updates(person: Person) -> list[Need]:
    """A manager answers for those that nobody owns; an owner for their own."""
    own = Commitment.objects.filter(owner=person)
    if decide(person, Permission.MANAGE_COMMITMENTS):
        own = own | Commitment.objects.filter(owner=None)
    elif not decide(person, Permission.UPDATE_OWN_COMMITMENTS):
        return []
    return [need for one in load(own) if (need := _update_of(one))]


def _update_of(one: Loaded) -> Need | None:
    row, today = one.row, clock.today()
    title = f"{row.number}. {row.statement}"
    url = addresses.staff_path("commitment", commitment_id=row.id)
    if row.lateness:
        due = row.next_update_by if LateReason.UPDATE_OVERDUE in row.lateness.reasons else None
        return Need(title, " ".join(row.late_reasons), url, due or row.lateness.since, late=True)
    resting = row.hold is not None or row.state is State.IMPLEMENTED
    if row.next_update_by and not resting and row.next_update_by <= today + SOON:
        return Need(title, _("The next update is promised."), url, row.next_update_by, late=False)
    return None


def _disputes(person: Person) -> list[Need]:
    return [
        Need(
            _("Dispute of %(number)s. %(statement)s") % {"number": one.number, "statement": one.statement},
            _("A resident says that this is not implemented."),
            addresses.staff_path("dispute", dispute_id=one.id),
            one.answer_due_on,
            one.late,
        )
        for one in disputes_for(person)
    ]


def _proposals(person: Person) -> list[Need]:
    return [
        Need(
            _("Review: %(number)s. %(statement)s") % {"number": one.number, "statement": one.statement},
            _("%(name)s asked for a change that needs a second person.") % {"name": one.proposer},
            addresses.staff_path("proposal", proposal_id=one.id),
            None,
            late=False,
        )
        for one in proposals_for(person)
        if one.may_decide
    ]


def _imports(person: Person) -> list[Need]:
    if not decide(person, Permission.IMPORT_COMMITMENTS):
        return []
    runs = ImportRun.objects.filter(settled_at=None).exclude(refused=[])
    return [
        Need(
            _("Import of %(file)s") % {"file": run.file_name},
            _("Some of its rows were refused."),
            addresses.staff_path("import_result", import_id=run.pk),
            None,
            late=False,
        )
        for run in runs
    ]
