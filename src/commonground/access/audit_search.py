"""Finds entries of the audit log for those who may view it. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from commonground.foundation.audit.models import AuditEntry


@dataclass(frozen=True)
class Wanted:
    action: str = ""
    actor: str = ""
    object: str = ""
    since: date | None = None
    until: date | None = None


def entries_found(wanted: Wanted) -> QuerySet[AuditEntry]:
    """Newest first. `object` is `type` or `type:id`; action and actor match from their beginning."""
    entries = AuditEntry.objects.order_by("-sequence")
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
