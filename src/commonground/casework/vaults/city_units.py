"""What the vault asks of this city: its units, who may open them, the kind of key pair it wants."""

from functools import cache

from django.conf import settings
from pydantic import BaseModel, ConfigDict

from commonground.access.decisions import roles_held
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.access.roles import ROLES
from commonground.casework.city_rules import units
from commonground.foundation import clock
from commonground.foundation.vault.tink_door import KeyTemplate
from commonground.reference.city import read_city_file

_HOLDER = "person:"


class VaultFile(BaseModel):
    """`casework/vault.toml` of the city's folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key_template: KeyTemplate


class CityUnits:
    """A member of a unit is an active person whose roles give the unit's permission today.

    Roles alone: broken glass, which an administrator can reach for, opens no vault.
    """

    def keys(self) -> frozenset[str]:
        return frozenset(units())

    def may_open(self, holder: str, unit: str) -> bool:
        found, person = units().get(unit), person_of(holder)
        return found is not None and person is not None and holds_by_role(person, found.permission)


def holds_by_role(person: Person, permission: Permission) -> bool:
    """Like `decide`, without what somebody holds for an hour by breaking the glass."""
    held = roles_held(person, on=clock.today()) if person.is_active else []
    return any(permission in ROLES[role].permissions for role in held)


def person_of(holder: str) -> Person | None:
    """The person behind an audit key; None for the recovery key and for people who are gone."""
    number = holder.removeprefix(_HOLDER)
    if not holder.startswith(_HOLDER) or not number.isdecimal():
        return None
    return Person.objects.filter(pk=int(number)).first()


@cache
def key_template() -> KeyTemplate:
    """The kind of key pair that this city makes from now on. Older keys keep theirs."""
    path = settings.CITIES_FOLDER / settings.CITY / "casework" / "vault.toml"
    return read_city_file(path, VaultFile).key_template
