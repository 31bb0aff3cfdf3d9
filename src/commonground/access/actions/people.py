"""People: who may sign in at all."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.letters import password_letter
from commonground.access.models import Person
from commonground.access.role_followers import tell_followers
from commonground.access.rules import UNUSED_LIMIT, is_unused
from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.outbox.post import queue_mail
from commonground.foundation.refusals import ChangedMeanwhile, FieldDifference, Refused


class PersonRefused(Refused):
    """A person who cannot be added, changed or closed like this."""


@dataclass(frozen=True)
class PersonDetails:
    """What an administrator writes of a person."""

    name: str
    title: str = ""
    language: str = "en"


@transaction.atomic
def add_person(*, email: str, details: PersonDetails, invite: bool = True, by: Actor) -> Person:
    """Opens an account without a password; the letter's link lets the person choose one."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as wrong:
        raise PersonRefused(_("This is not an e-mail address."), field="email") from wrong
    if Person.objects.filter(email=address).exists():
        raise PersonRefused(_("Somebody has this e-mail address already."), field="email")
    person = Person.objects.create_user(
        address, None, name=details.name.strip(), title=details.title.strip(), language=details.language
    )
    record("person.added", person, by=by)
    if invite:
        queue_mail(password_letter(person, first=True))
    return person


@transaction.atomic
def send_password_link(*, person: Person, by: Actor) -> None:
    """The letter again, for a link that ran out or was lost."""
    if not person.is_active:
        raise PersonRefused(_("This account is closed. Open it again first."))
    queue_mail(password_letter(person, first=not person.has_usable_password()))
    record("person.password-link.sent", person, by=by)


@transaction.atomic
def edit_person(*, person: Person, details: PersonDetails, expected_version: int, by: Actor) -> Person:
    """Raises `ChangedMeanwhile` when somebody saved since the form was opened."""
    stored = Person.objects.select_for_update().get(pk=person.pk)
    if stored.version != expected_version:
        raise ChangedMeanwhile(
            _("Somebody else changed this person while you were writing."),
            current_version=stored.version,
            differences=_differences(stored, details),
        )
    changed = [
        name for name in ("name", "title", "language") if getattr(stored, name) != getattr(details, name)
    ]
    if not changed:
        return stored
    for name in changed:
        setattr(stored, name, getattr(details, name))
    stored.version += 1
    stored.save(update_fields=[*changed, "version"])
    record("person.changed", stored, by=by, details={"fields": changed})
    return stored


def _differences(stored: Person, details: PersonDetails) -> tuple[FieldDifference, ...]:
    labels = {"name": _("Name"), "title": _("Title"), "language": _("Language")}
    return tuple(
        FieldDifference(name, label, getattr(details, name), getattr(stored, name))
        for name, label in labels.items()
        if getattr(details, name) != getattr(stored, name)
    )


@transaction.atomic
def choose_language(*, language: str, by: Person) -> None:
    """A person's own choice; not a change that anybody else must see."""
    Person.objects.filter(pk=by.pk).update(language=language)
    record("person.changed", by, by=by, details={"fields": ["language"]})


@transaction.atomic
def close_account(*, person: Person, by: Actor) -> None:
    """Ends every open session with the next request. What the person did stays on the record."""
    if isinstance(by, Person) and by.pk == person.pk:
        raise PersonRefused(_("Nobody closes their own account. Ask another administrator."))
    _close(person, by=by, why="closed")


@transaction.atomic
def reopen_account(*, person: Person, by: Actor) -> None:
    stored = Person.objects.select_for_update().get(pk=person.pk)
    if stored.is_active:
        return
    stored.is_active, stored.reopened_at = True, clock.now()
    stored.version += 1
    stored.save(update_fields=["is_active", "reopened_at", "version"])
    record("account.reopened", stored, by=by)
    tell_followers(stored)


def disable_unused(*, by: Actor) -> list[Person]:
    """Closes accounts that nobody signed in to for ninety days. Returns them."""
    now = clock.now()
    oldest = now - UNUSED_LIMIT
    candidates = Person.objects.filter(is_active=True, joined_at__lte=oldest)
    unused = [person for person in candidates if is_unused(_last_used(person), now)]
    for person in unused:
        with transaction.atomic():
            _close(person, by=by, why="unused")
    return unused


def _last_used(person: Person) -> datetime:
    return max(moment for moment in (person.last_login, person.reopened_at, person.joined_at) if moment)


def _close(person: Person, *, by: Actor, why: str) -> None:
    stored = Person.objects.select_for_update().get(pk=person.pk)
    if not stored.is_active:
        return
    stored.is_active = False
    stored.version += 1
    stored.save(update_fields=["is_active", "version"])
    record("account.closed", stored, by=by, details={"why": why})
    tell_followers(stored)
