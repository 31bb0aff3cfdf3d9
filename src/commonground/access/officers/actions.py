"""Every change of the roster of officers. The chain of command never closes on itself."""

from dataclasses import dataclass, fields
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Officer, Person
from commonground.access.officers.followers import tell_followers
from commonground.access.officers.ranks import ranks
from commonground.access.officers.rules import would_loop
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import ChangedMeanwhile, FieldDifference, Refused


class OfficerRefused(Refused):
    """An entry that the roster cannot hold."""


@dataclass(frozen=True)
class OfficerDetails:
    """What the roster says of an officer."""

    badge: str
    name: str
    rank: str
    assignment: str = ""
    supervisor: Officer | None = None
    person: Person | None = None
    left_on: date | None = None


LABELS = {
    "badge": _("Badge number"),
    "name": _("Name"),
    "rank": _("Rank"),
    "assignment": _("Assignment"),
    "supervisor": _("Supervisor"),
    "person": _("Account"),
    "left_on": _("Left on"),
}


@transaction.atomic
def add_officer(*, details: OfficerDetails, by: Actor) -> Officer:
    lock_the_roster()
    _check(details, None)
    officer = Officer.objects.create(**_values(details))
    record("officer.added", officer, by=by)
    tell_followers(frozenset({officer.pk}), by)
    return officer


@transaction.atomic
def change_officer(*, officer: Officer, details: OfficerDetails, expected_version: int, by: Actor) -> Officer:
    """Raises `ChangedMeanwhile` when somebody saved since the form was opened."""
    lock_the_roster()
    stored = Officer.objects.select_related("supervisor", "person").get(pk=officer.pk)
    if stored.version != expected_version:
        raise ChangedMeanwhile(
            _("Somebody else changed this officer while you were writing."),
            current_version=stored.version,
            differences=_differences(stored, details),
        )
    _check(details, stored)
    changed = [name for name, value in _values(details).items() if getattr(stored, name) != value]
    if not changed:
        return stored
    for name in changed:
        setattr(stored, name, getattr(details, name))
    stored.version += 1
    stored.save(update_fields=[*changed, "version"])
    # Which columns, never what they say: an entry must not tell whose account was linked after a complaint.
    record("officer.changed", stored, by=by, details={"fields": changed})
    tell_followers(frozenset({stored.pk}), by)
    return stored


def details_of(officer: Officer) -> OfficerDetails:
    return OfficerDetails(**{field.name: getattr(officer, field.name) for field in fields(OfficerDetails)})


def _values(details: OfficerDetails) -> dict[str, object]:
    return {field.name: getattr(details, field.name) for field in fields(OfficerDetails)}


def _check(details: OfficerDetails, stored: Officer | None) -> None:
    if not details.badge.strip():
        raise OfficerRefused(_("Write the badge number."), field="badge")
    if not details.name.strip():
        raise OfficerRefused(_("Write the officer's name."), field="name")
    if details.rank not in ranks():
        raise OfficerRefused(_("This is not a rank of the department."), field="rank")
    others = Officer.objects.exclude(pk=stored.pk) if stored else Officer.objects.all()
    if others.filter(badge__iexact=details.badge).exists():
        raise OfficerRefused(_("Another officer has this badge number."), field="badge")
    if details.person is not None and others.filter(person=details.person).exists():
        raise OfficerRefused(_("This account belongs to another officer."), field="person")
    if stored and details.supervisor:
        _check_chain(stored, details.supervisor)


def _check_chain(officer: Officer, supervisor: Officer) -> None:
    if would_loop(officer.pk, supervisor.pk, supervisors()):
        raise OfficerRefused(
            _("%(supervisor)s stands below %(officer)s. A chain of command cannot go in a circle.")
            % {"supervisor": supervisor.name, "officer": officer.name},
            field="supervisor",
        )


def supervisors() -> dict[int, int | None]:
    """The whole chain of command, as the roster has it."""
    return dict(Officer.objects.values_list("pk", "supervisor_id"))


def lock_the_roster() -> None:
    """Two changes at once could close a circle that neither sees: one after the other, on PostgreSQL too."""
    list(Officer.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def _differences(stored: Officer, details: OfficerDetails) -> tuple[FieldDifference, ...]:
    return tuple(
        FieldDifference(name, LABELS[name], str(value or ""), str(getattr(stored, name) or ""))
        for name, value in _values(details).items()
        if getattr(stored, name) != value
    )
