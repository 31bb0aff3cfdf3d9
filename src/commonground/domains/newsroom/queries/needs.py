"""What waits for people of the newsroom, for the staff door's start page."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonground.access.attention import Need
from commonground.access.decisions import decide
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.domains.newsroom.models import Appeal
from commonground.foundation import clock

APPROVE_WITHIN = timedelta(days=1)


def needs_of_newsroom(person: Person) -> list[Need]:
    found: list[Need] = []
    if decide(person, Permission.APPROVE_APPEALS):
        waiting = Appeal.objects.filter(proposed_at__isnull=False, published_at=None).exclude(
            drafted_by=person
        )
        found += [_need(appeal, _("An appeal waits for your approval."), late=True) for appeal in waiting]
    if decide(person, Permission.DRAFT_APPEALS):
        returned = Appeal.objects.filter(drafted_by=person, proposed_at=None, published_at=None)
        found += [
            _need(appeal, _("It came back with something to change."), late=False)
            for appeal in returned.exclude(returned_because="")
        ]
    return found


def _need(appeal: Appeal, why: object, *, late: bool) -> Need:
    due = None
    if appeal.proposed_at is not None:
        due = timezone.localtime(appeal.proposed_at + APPROVE_WITHIN).date()
    return Need(
        title=appeal.title,
        why=why,  # type: ignore[arg-type]
        url=reverse("newsroom_staff:appeal", args=[appeal.number]),
        due_on=due,
        late=late and due is not None and due < clock.today(),
    )
