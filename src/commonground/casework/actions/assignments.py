"""Who has a matter: given by a supervisor, taken by a member, handed back. Conflict of interest and the kind may refuse."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework import letters
from commonground.casework.actions.rights import NotYours, check_version, family, taken_in_hand, unit_of
from commonground.casework.models import Case
from commonground.casework.queries.members import why_not
from commonground.casework.queries.visible import supervises
from commonground.foundation.audit.record import record
from commonground.foundation.outbox.post import queue_mail
from commonground.foundation.refusals import FieldDifference, Refused


class MayNotInvestigate(Refused):
    """This person cannot have this matter."""


@transaction.atomic
def assign_case(*, case: Case, to: Person, expected_version: int, by: Person) -> Case:
    """A supervisor gives it to anybody of the unit; a member takes what nobody has. Raises `MayNotInvestigate`."""
    now = taken_in_hand(case, by)
    check_version(now, expected_version, _difference(now, to.name))
    if now.closed_at is not None:
        raise MayNotInvestigate(_("This matter is closed: nobody needs to have it."))
    if not supervises(by, unit_of(now)) and (to != by or now.assigned_to_id not in (None, by.pk)):
        raise NotYours(_("Only whoever supervises the unit gives a matter to somebody else."))
    if refusal := why_not(to, now):
        raise MayNotInvestigate(refusal, field="to")
    _give(now, to, by)
    if to != by:
        queue_mail(letters.assigned(now, to))
    return now


def take_case(*, case: Case, expected_version: int, by: Person) -> Case:
    return assign_case(case=case, to=by, expected_version=expected_version, by=by)


@transaction.atomic
def hand_back(*, case: Case, expected_version: int, by: Person) -> Case:
    """Nobody has it then: it stands under “new” again."""
    now = taken_in_hand(case, by)
    check_version(now, expected_version, _difference(now, ""))
    if now.assigned_to_id != by.pk and not supervises(by, unit_of(now)):
        raise NotYours(_("Only whoever has the matter, or supervises the unit, hands it back."))
    _give(now, None, by)
    return now


def _give(case: Case, to: Person | None, by: Person) -> None:
    before = case.assigned_to_id
    for one in family(case):
        one.assigned_to = to
        one.version += 1
        one.save(update_fields=["assigned_to", "version"])
    case.refresh_from_db()
    details = {"from": before, "to": to.pk if to else None}
    record("casework.case.assigned", case, by=by, details=details)


def _difference(case: Case, wanted: str) -> tuple[FieldDifference, ...]:
    stands = case.assigned_to.name if case.assigned_to else ""
    return (FieldDifference("to", _("Who has it"), wanted, stands),)
