"""Legal hold: while one stands, nothing of the matter is disposed of, whatever its date."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework.models import Case
from commonground.casework.queries.opened import NotThere
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused
from commonground.records.kept import custodians_cases
from commonground.records.models import Disposal, LegalHold

LONGEST = 200


class CannotHold(Refused):
    """No reason, or nothing left to hold."""


@transaction.atomic
def place_hold(*, case: Case, reason: str, by: Person) -> LegalHold:
    """Raises `CannotHold`, `NotThere`. A disposal that was proposed and not confirmed falls."""
    now = locked_for(by, case)
    if now.disposed_at is not None:
        raise CannotHold(_("This matter was disposed of: there is nothing left to hold."))
    if not reason.strip() or len(reason) > LONGEST:
        raise CannotHold(
            _("Say why in at most 200 characters: a case number or a letter's date."), field="reason"
        )
    hold = LegalHold(case=now, reason=reason.strip(), placed_at=clock.now(), placed_by=by)
    hold.save(force_insert=True)
    Disposal.objects.filter(case=now, confirmed_at__isnull=True).delete()
    record("casework.hold.placed", now, by=by, details={"hold": hold.pk})
    return hold


@transaction.atomic
def lift_hold(*, case: Case, hold_id: int, by: Person) -> None:
    """Raises `NotThere`. From here on the matter's own date counts again."""
    now = locked_for(by, case)
    standing = LegalHold.objects.filter(case=now, pk=hold_id, lifted_at__isnull=True)
    if not standing.update(lifted_at=clock.now(), lifted_by=by):
        raise NotThere
    record("casework.hold.lifted", now, by=by, details={"hold": hold_id})


def locked_for(by: Person, case: Case) -> Case:
    """The matter as it stands, until the transaction ends. Raises `NotThere` for whom a conflict keeps out."""
    found = custodians_cases(by).select_for_update(of=("self",)).filter(pk=case.pk).first()
    if found is None:
        raise NotThere
    return found
