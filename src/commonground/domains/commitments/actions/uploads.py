"""What follows an import: somebody deals with the rows that were refused."""

from django.db import transaction

from commonground.access.permissions import Permission
from commonground.domains.commitments.actions.rights import require
from commonground.domains.commitments.models import ImportRun
from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record


@transaction.atomic
def settle_import(*, import_id: int, by: Actor) -> None:
    """Notes that the refused rows of an import need nobody any more."""
    require(by, Permission.IMPORT_COMMITMENTS)
    run = ImportRun.objects.select_for_update().get(pk=import_id)
    if run.settled_at is None:
        run.settled_at = clock.now()
        run.save(update_fields=["settled_at"])
        record("commitment.import.settled", run, by=by)
