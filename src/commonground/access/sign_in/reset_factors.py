"""Takes a person's factors away when they have lost them all. The next sign-in sets new ones up."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.letters import write
from commonground.access.models import Person
from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.outbox.post import queue_mail
from commonground.foundation.refusals import Refused


class ResetRefused(Refused):
    """Factors that this person may not take away."""


@transaction.atomic
def reset_factors(*, person: Person, by: Actor) -> None:
    """Ends the person's open sessions too, and tells them by letter."""
    if isinstance(by, Person) and person.pk == by.pk:
        raise ResetRefused(_("Change your own factors on your account page."))
    Authenticator.objects.filter(user=person).delete()
    for session in UserSession.objects.filter(user=person):
        session.end()
    record("factor.reset", person, by=by)
    queue_mail(write(person, "access/mail/security", {"what": "factors_reset", "at": clock.now()}))


def factors_of(person: Person) -> list[str]:
    """The kinds a person has set up, as keys."""
    return sorted(set(Authenticator.objects.filter(user=person).values_list("type", flat=True)))
