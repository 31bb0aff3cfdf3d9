"""Bad log-ons, the lock they lead to, and its release."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.letters import locked_letter
from commonground.access.models import AccountLock, Person, SignInFailure
from commonground.access.rules import FAILURE_WINDOW, is_locked_out
from commonground.foundation import clock
from commonground.foundation.actors import NamedActor
from commonground.foundation.audit.record import record
from commonground.foundation.outbox.post import queue_mail
from commonground.foundation.refusals import Refused

VISITOR = NamedActor("visitor")  # somebody before the staff door whom we do not know yet
SIGN_IN = NamedActor("system:sign-in")


class ReleaseRefused(Refused):
    """A lock that this person may not release."""


@transaction.atomic
def note_failure(*, person: Person | None, source: str, by: NamedActor = VISITOR) -> None:
    """Counts a bad log-on; the fifth within fifteen minutes locks the account."""
    failure = SignInFailure.objects.create(person=person, source=source, at=clock.now())
    if person is None:
        record("sign-in.failed", failure, by=by, details={"known": False})
        return
    record("sign-in.failed", person, by=by, details={"known": True})
    Person.objects.select_for_update().get(pk=person.pk)
    if not is_locked(person) and is_locked_out(_failures_that_count(person), failure.at):
        AccountLock.objects.create(person=person, locked_at=failure.at)
        record("account.locked", person, by=SIGN_IN)
        queue_mail(locked_letter(person))


def is_locked(person: Person) -> bool:
    return AccountLock.objects.filter(person=person, released_at__isnull=True).exists()


def _failures_that_count(person: Person) -> list[datetime]:
    """Those since the last release; a good sign-in wipes the slate too (`note_sign_in`)."""
    since = clock.now() - FAILURE_WINDOW
    return list(SignInFailure.objects.filter(person=person, at__gt=since).values_list("at", flat=True))


@transaction.atomic
def note_sign_in(*, methods: list[str], by: Person) -> None:
    SignInFailure.objects.filter(person=by).delete()
    record("person.signed-in", by, by=by, details={"methods": methods})


@transaction.atomic
def note_sign_out(*, why: str, by: Person) -> None:
    record("person.signed-out", by, by=by, details={"why": why})


@transaction.atomic
def release_lock(*, person: Person, by: Person) -> None:
    """Lets a person try again. Nobody releases their own lock."""
    if person.pk == by.pk:
        raise ReleaseRefused(_("Nobody releases their own lock. Ask another administrator."))
    lock = AccountLock.objects.select_for_update().filter(person=person, released_at__isnull=True).first()
    if lock is None:
        return
    lock.released_at, lock.released_by = clock.now(), by
    lock.save(update_fields=["released_at", "released_by"])
    SignInFailure.objects.filter(person=person).delete()
    record("account.released", person, by=by)
