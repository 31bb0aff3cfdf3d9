"""That somebody opened a matter: once a day and person in the audit, and to the one who wrote, that it was read."""

from django.db import transaction
from django.utils import timezone

from commonground.access.models import Person
from commonground.casework.models import Case, Message, Side
from commonground.casework.queries.opened import OpenedCase
from commonground.foundation import clock
from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.audit.record import record

OPENED = "casework.case.opened"


@transaction.atomic
def note_reading(*, opened: OpenedCase, by: Person) -> None:
    """The person who wrote sees that it was read; by whom, they do not see."""
    family = [opened.case, *Case.objects.filter(merged_into=opened.case)]
    Message.objects.filter(case__in=family, side=Side.REPORTER, read_at__isnull=True).update(
        read_at=clock.now()
    )
    midnight = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    of_this = AuditEntry.objects.filter(object_type=Case._meta.label_lower, object_id=str(opened.case.pk))
    if not of_this.filter(action=OPENED, actor=by.audit_key, at__gte=midnight).exists():
        record(OPENED, opened.case, by=by)
