"""Writes the audit log, in the same transaction as the change that it speaks of."""

from typing import Any

from django.conf import settings
from django.db import connection, models

from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.chain import GENESIS, hash_of
from commonground.foundation.audit.models import AuditEntry

# Any constant will do, as long as nothing else in this database takes an advisory lock on it.
CHAIN_LOCK = 0x434F4D4D


class OutsideTransaction(Exception):
    """An audit entry was written apart from the change it speaks of."""


def record(
    action: str, subject: models.Model, *, by: Actor, details: dict[str, Any] | None = None
) -> AuditEntry:
    """Adds one entry.

    `action` is a key such as `commitment.status.changed`. `details` holds keys and the values of public fields,
    never what a person wrote to us, a name or an address.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{action}: record the audit entry in the transaction of the change.")
    _take_the_head()
    # Only the columns that the public door may read.
    head = AuditEntry.objects.order_by("-sequence").values("sequence", "hash").first()
    entry = AuditEntry(
        sequence=head["sequence"] + 1 if head else 1,
        at=clock.now(),
        door=settings.DOOR,
        actor=by.audit_key,
        action=action,
        object_type=subject._meta.label_lower,
        object_id=str(subject.pk),
        details=details or {},
        previous_hash=head["hash"] if head else GENESIS,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    return entry


def head() -> str:
    """The last entry as `sequence:hash`: an anchor that says nothing of what happened."""
    last = AuditEntry.objects.order_by("-sequence").values("sequence", "hash").first()
    return f"{last['sequence']}:{last['hash']}" if last else "0:empty"


def _take_the_head() -> None:
    """One writer at a time, until this transaction ends. SQLite's IMMEDIATE transactions already are."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
