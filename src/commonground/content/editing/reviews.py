"""Letters about reviews, through the outbox, in each person's language.

Wagtail would send mail of its own, outside the transaction. Its receivers are not connected when others with the same
`dispatch_uid` already are; ours are, since this app starts first.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from commonground.access.decisions import people_who_may
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.foundation.outbox.post import Letter, queue_mail
from commonground.reference.city import the_city


def tell_about_reviews() -> None:
    """Called once at start-up, before Wagtail connects its own."""
    task_submitted.connect(
        _on_asked, sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification"
    )
    workflow_submitted.connect(
        _nothing, sender=WorkflowState, dispatch_uid="workflow_state_submitted_email_notification"
    )
    workflow_rejected.connect(
        _on_sent_back, sender=WorkflowState, dispatch_uid="workflow_state_rejected_email_notification"
    )
    workflow_approved.connect(
        _on_approved, sender=WorkflowState, dispatch_uid="workflow_state_approved_email_notification"
    )


def _on_asked(instance: TaskState, user: Person | None = None, **_given: Any) -> None:
    page = instance.revision.as_object()
    with transaction.atomic():
        for person in people_who_may(Permission.PUBLISH_PAGES):
            if person != user:
                queue_mail(_letter(person, "review_asked", page, {"asked_by": user}))


def _on_sent_back(instance: WorkflowState, user: Person | None = None, **_given: Any) -> None:
    _tell_the_writer(instance, "review_sent_back", user)


def _on_approved(instance: WorkflowState, user: Person | None = None, **_given: Any) -> None:
    _tell_the_writer(instance, "review_approved", user)


def _nothing(**_given: Any) -> None:
    """The reviewers get one letter, not two."""


def _tell_the_writer(state: WorkflowState, template: str, answered_by: Person | None) -> None:
    writer = state.requested_by
    if writer is None or writer == answered_by:
        return
    comment = state.current_task_state.get_comment() if state.current_task_state else ""
    with transaction.atomic():
        queue_mail(
            _letter(writer, template, state.content_object, {"answered_by": answered_by, "comment": comment})
        )


def _letter(person: Person, template: str, page: Any, context: dict[str, Any]) -> Letter:
    link = settings.STAFF_URL + reverse("wagtailadmin_pages:edit", args=[page.pk])
    with override(person.language):
        known = {
            **context,
            "person": person,
            "page": page,
            "link": link,
            "city_name": the_city().name.in_language(person.language),
        }
        subject = render_to_string(f"content_editing/mail/{template}_subject.txt", known)
        text = render_to_string(f"content_editing/mail/{template}_message.txt", known)
    return Letter(to=person.email, subject=subject.strip(), text=text.strip() + "\n")
