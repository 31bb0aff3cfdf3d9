"""Finds entries of the audit log for those who may view it. Reads only.

Some records may not be known to some people (a matter that names them): the package that keeps them registers which
audit objects are hidden from a viewer. Their entries are not found, not counted and not exported for that viewer.
The numbers of the entries stay as they are, so a gap can be seen, and nothing of what stands in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from commonground.access.models import Person
from commonground.foundation.audit.models import AuditEntry

# A condition on audit entries (`object_type`, `object_id`, `details`) that this person must not know of.
Hidden = Callable[[Person], Q]
_hidden: list[Hidden] = []


def register_hidden_audit(hidden: Hidden) -> Hidden:
    """Called once at start-up by a package whose records may not be known to everybody who reads the audit log."""
    _hidden.append(hidden)
    return hidden


@dataclass(frozen=True)
class Wanted:
    action: str = ""
    actor: str = ""
    object: str = ""
    since: date | None = None
    until: date | None = None


def entries_visible_to(viewer: Person) -> QuerySet[AuditEntry]:
    """The log without what this person must not know of. Every reader of entries begins here."""
    entries = AuditEntry.objects.order_by("-sequence")
    for hidden in _hidden:
        condition = hidden(viewer)
        entries = entries.exclude(condition) if condition else entries
    return entries


def entries_found(viewer: Person, wanted: Wanted) -> QuerySet[AuditEntry]:
    """Newest first. `object` is `type` or `type:id`; action and actor match from their beginning."""
    entries = entries_visible_to(viewer)
    if wanted.action:
        entries = entries.filter(action__startswith=wanted.action)
    if wanted.actor:
        entries = (
            entries.filter(actor=wanted.actor)
            if ":" in wanted.actor
            else entries.filter(actor__startswith=wanted.actor)
        )
    if wanted.object:
        kind, _, key = wanted.object.partition(":")
        entries = entries.filter(object_type__icontains=kind)
        entries = entries.filter(object_id=key) if key else entries
    if wanted.since:
        entries = entries.filter(at__gte=_begin(wanted.since))
    if wanted.until:
        entries = entries.filter(at__lt=_begin(wanted.until + timedelta(days=1)))
    return entries


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
