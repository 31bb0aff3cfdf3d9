"""Listens to Django's and allauth's own signals; no package of ours sends any."""

from typing import Any

from allauth.account.signals import authentication_step_completed, password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from commonground.access.actions import note_failure
from commonground.access.models import Person
from commonground.access.sign_in import session as marks
from commonground.access.sign_in.addresses import source_of
from commonground.foundation.audit.record import record


@receiver(user_logged_in)
def start_the_clocks(request: HttpRequest | None, **_given: Any) -> None:
    if request is not None:
        marks.stamp(request.session, marks.SIGNED_IN, marks.ACTIVE)


@receiver(authentication_step_completed)
def note_step(request: HttpRequest, method: str, **_given: Any) -> None:
    """A password, a code, a passkey, the city's sign-on: each shows who somebody is."""
    marks.stamp(request.session, marks.AUTHENTICATED)
    if method == "mfa":
        marks.stamp(request.session, marks.SECOND_FACTOR)
    if method == "socialaccount":
        request.session[marks.SINGLE_SIGN_ON] = True


@receiver(authenticator_added)
def note_added(request: HttpRequest, user: Person, authenticator: Any, **_given: Any) -> None:
    # Whoever has just set a factor up holds it.
    if authenticator.type != "recovery_codes":
        marks.stamp(request.session, marks.SECOND_FACTOR)
    _record("factor.added", user, authenticator)


@receiver(authenticator_removed)
def note_removed(request: HttpRequest, user: Person, authenticator: Any, **_given: Any) -> None:
    if not is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
        # The last one is gone: nothing goes on before another is set up.
        request.session.pop(marks.SECOND_FACTOR, None)
    _record("factor.removed", user, authenticator)


@receiver(authenticator_reset)
def note_reset(user: Person, authenticator: Any, **_given: Any) -> None:
    _record("factor.renewed", user, authenticator)


@receiver(authentication_failed)
def note_wrong_code(request: HttpRequest, user: Person, **_given: Any) -> None:
    note_failure(person=user, source=source_of(request))


@receiver([password_changed, password_reset])
def note_password(user: Person, **_given: Any) -> None:
    with transaction.atomic():
        record("password.changed", user, by=user)


def _record(action: str, person: Person, authenticator: Any) -> None:
    with transaction.atomic():
        record(action, person, by=person, details={"kind": str(authenticator.type)})
