"""Giving a role and taking it away."""

from datetime import date

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonground.access.decisions import roles_held
from commonground.access.models import Person, RoleGrant
from commonground.access.role_followers import tell_followers
from commonground.access.roles import ROLES
from commonground.access.rules import GrantAsked, Refusal, may_grant
from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused

_SENTENCES: dict[Refusal, tuple[str | Promise, str]] = {
    Refusal.ONESELF: (_("Nobody gives a role to themselves. Ask another administrator."), ""),
    Refusal.UNKNOWN_ROLE: (_("There is no such role."), "role"),
    Refusal.CLOSED: (_("This account is closed. Open it again first."), ""),
    Refusal.HELD_ALREADY: (_("This person holds that role already."), "role"),
    Refusal.ENDS_BEFORE_START: (_("The last day lies before the first."), "ends_on"),
}


class GrantRefused(Refused):
    """A role that may not be given, or not be taken away, like this."""


@transaction.atomic
def grant_role(
    *, person: Person, role: str, starts_on: date | None = None, ends_on: date | None = None, by: Actor
) -> RoleGrant:
    """Gives the role from a day on (today), until a last day or until it is ended. Raises `GrantRefused`."""
    held_by = Person.objects.select_for_update().get(pk=person.pk)
    giver = by if isinstance(by, Person) else None
    begins = starts_on or clock.today()
    asked = GrantAsked(
        giver=giver.pk if giver else 0,
        receiver=held_by.pk,
        receiver_is_active=held_by.is_active,
        role_exists=role in ROLES,
        held_already=role in roles_held(held_by, on=begins),
        starts_on=begins,
        ends_on=ends_on,
    )
    if refusal := may_grant(asked):
        sentence, field = _SENTENCES[refusal]
        raise GrantRefused(sentence, field=field)
    grant = RoleGrant.objects.create(
        person=held_by, role=role, granted_by=giver, starts_on=begins, ends_on=ends_on
    )
    record("role.granted", held_by, by=by, details={"role": role, "ends_on": ends_on and ends_on.isoformat()})
    tell_followers(held_by)
    return grant


@transaction.atomic
def end_role(*, grant_id: int, by: Actor) -> None:
    """Takes the role away at once. Ending it twice does nothing the second time."""
    grant = RoleGrant.objects.select_for_update().select_related("person").get(pk=grant_id)
    if grant.ended_at is not None:
        return
    if isinstance(by, Person) and by.pk == grant.person_id and _is_last_of_its_kind(grant):
        raise GrantRefused(_("You are the last who holds this role. Give it to somebody else first."))
    grant.ended_at = clock.now()
    grant.ended_by = by if isinstance(by, Person) else None
    grant.save(update_fields=["ended_at", "ended_by"])
    record("role.ended", grant.person, by=by, details={"role": grant.role})
    tell_followers(grant.person)


def _is_last_of_its_kind(grant: RoleGrant) -> bool:
    others = RoleGrant.objects.filter(role=grant.role, ended_at__isnull=True, person__is_active=True)
    return not others.exclude(person=grant.person_id).exists()
