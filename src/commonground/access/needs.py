"""What waits for administrators and auditors: locks to release, break-glass sessions to review."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commonground.access.attention import Need, register_needs
from commonground.access.decisions import decide
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.access.queries import break_glass_sessions, locks_to_release
from commonground.foundation import clock

REVIEW_WITHIN = timedelta(days=7)


def register() -> None:
    register_needs(locks_that_wait)
    register_needs(reviews_that_wait)


def locks_that_wait(person: Person) -> list[Need]:
    if not decide(person, Permission.MANAGE_PEOPLE):
        return []
    return [
        Need(
            title=_("Locked: %(name)s") % {"name": lock.person.name},
            why=_("Five wrong tries to sign in. Speak to them, then release the lock."),
            url=reverse("access:person", args=[lock.person_id]),
            due_on=timezone.localtime(lock.locked_at).date(),
            late=False,
        )
        for lock in locks_to_release()
        if lock.person_id != person.pk
    ]


def reviews_that_wait(person: Person) -> list[Need]:
    if not decide(person, Permission.REVIEW_BREAK_GLASS):
        return []
    needs = []
    for session in break_glass_sessions(waiting=True).exclude(person=person):
        due_on = timezone.localtime(session.started_at + REVIEW_WITHIN).date()
        needs.append(
            Need(
                title=_("Break-glass session of %(name)s") % {"name": session.person.name},
                why=_("It has ended, and nobody has reviewed it."),
                url=reverse("access:break_glass_review", args=[session.pk]),
                due_on=due_on,
                late=due_on < clock.today(),
            )
        )
    return needs
