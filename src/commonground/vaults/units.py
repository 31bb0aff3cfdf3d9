"""The city's units, who may open what is sealed to them, and the kind of key pair that the city wants."""

from functools import cache

from django.conf import settings
from pydantic import BaseModel, ConfigDict

from commonground.access.decisions import roles_held
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.access.roles import ROLES
from commonground.foundation import clock
from commonground.foundation.vault.tink_door import KeyTemplate
from commonground.reference.city import Words, read_city_file

_HOLDER = "person:"


class Unit(BaseModel):
    """Who reads a kind of matter: members hold `permission`, whoever supervises holds `supervision`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    name: Words
    permission: Permission
    supervision: Permission
    reads: Words  # who reads what you send, in plain words
    hours: Words  # when somebody is there to read it
    email: str  # where the unit is told that something came: never what
    takes_matters: bool = True  # false for a unit that only reads copies: it has a key and no queue


class UnitsFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    units: tuple[Unit, ...]


class VaultFile(BaseModel):
    """`casework/vault.toml` of the city's folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key_template: KeyTemplate


@cache
def units() -> dict[str, Unit]:
    """Every unit of the city that something sealed can be brought to."""
    path = settings.CITIES_FOLDER / settings.CITY / "casework" / "units.toml"
    return {unit.key: unit for unit in read_city_file(path, UnitsFile).units}


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
