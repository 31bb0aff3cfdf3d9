"""What of the city's pages waits for a person: a page that somebody asked them to review."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from commonground.access.attention import Need
from commonground.access.decisions import decide
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.foundation import clock

ANSWERED_WITHIN = timedelta(days=7)


def pages_to_review(person: Person) -> list[Need]:
    """Pages in review, for those who may publish; late after a week."""
    if not decide(person, Permission.PUBLISH_PAGES):
        return []
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).select_related(
        "revision", "workflow_state__requested_by"
    )
    return [_need(state) for state in waiting]


def _need(state: TaskState) -> Need:
    due_on = timezone.localtime(state.started_at + ANSWERED_WITHIN).date()
    page = state.revision.as_object()
    asked_by = state.workflow_state.requested_by
    why = _("%(person)s asks for it to be published.") % {"person": asked_by} if asked_by else _("In review.")
    return Need(
        title=_("Review the page “%(title)s”") % {"title": page.title},
        why=why,
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        due_on=due_on,
        late=due_on < clock.today(),
    )
