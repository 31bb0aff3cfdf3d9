"""On a page, the recovery key is made and used by two persons: one asks and does it, another says yes before."""

import uuid
from datetime import timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused
from commonground.foundation.vault.models import RecoveryProposal

Purpose = RecoveryProposal.Purpose
HOLDS_FOR = timedelta(hours=1)


def propose(purpose: Purpose, *, unit: str = "", member: str = "", by: Actor) -> RecoveryProposal:
    """Asks. Another person has an hour to say yes, and the asker the rest of it to do it."""
    with transaction.atomic():
        made = RecoveryProposal.objects.create(
            purpose=purpose, unit=unit, member=member, proposed_by=by.audit_key, proposed_at=clock.now()
        )
        details = {"purpose": str(purpose)} | ({"unit": unit, "member": member} if unit else {})
        record("vault.recovery.asked", made, by=by, details=details)
    return made


def witness(proposal_id: uuid.UUID, *, by: Actor) -> None:
    """Says yes to what another asked."""
    with transaction.atomic():
        found = _open_proposals().select_for_update().filter(pk=proposal_id).first()
        if found is None:
            raise Refused(_("This has been done already, or an hour has passed. Ask for it anew."))
        if found.proposed_by == by.audit_key:
            raise Refused(_("Another person must say yes to this."))
        if not found.witnessed_by:
            found.witnessed_by, found.witnessed_at = by.audit_key, clock.now()
            found.save(update_fields=["witnessed_by", "witnessed_at"])
            record("vault.recovery.witnessed", found, by=by, details={"purpose": found.purpose})


def take(proposal_id: uuid.UUID, *, by: Actor) -> RecoveryProposal:
    """Uses up what was asked and witnessed, in the caller's transaction. Raises `Refused`."""
    found = _open_proposals().select_for_update().filter(pk=proposal_id, proposed_by=by.audit_key).first()
    if found is None:
        raise Refused(_("This has been done already, or an hour has passed. Ask for it anew."))
    if not found.witnessed_by:
        raise Refused(_("Another person must say yes to this first."))
    found.done_at = clock.now()
    found.save(update_fields=["done_at"])
    return found


def open_proposals() -> list[RecoveryProposal]:
    return list(_open_proposals())


def _open_proposals() -> "models.QuerySet[RecoveryProposal]":
    return RecoveryProposal.objects.filter(done_at__isnull=True, proposed_at__gt=clock.now() - HOLDS_FOR)
