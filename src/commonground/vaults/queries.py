"""What the vault's pages show: units, their members, who waits to be added, the recovery key. Never a key."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.utils.translation import get_language

from commonground.access.decisions import people_who_may
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.foundation.vault import two_persons
from commonground.foundation.vault.grants import RECOVERY, living_holders
from commonground.foundation.vault.members import living_member_key
from commonground.foundation.vault.models import (
    MemberKey,
    RecoveryKey,
    RecoveryProposal,
    UnitKey,
    UnitKeyGrant,
)
from commonground.foundation.vault.recovery import recovery_key_in_force
from commonground.foundation.vault.rewrap import left_to_rewrap
from commonground.vaults.actions import is_custodian, may_witness
from commonground.vaults.rules import drill_due_on
from commonground.vaults.units import Unit, holds_by_role, person_of, units


@dataclass(frozen=True)
class Member:
    """Somebody who can open a unit's key, or waits for it."""

    person_id: int
    name: str
    mark: str  # of their public key: to be compared by voice
    since: datetime | None = None
    may_open: bool = True


@dataclass(frozen=True)
class OwnVault:
    """A person's own vault passphrase, and the units that it opens or could open."""

    has_passphrase: bool
    mark: str
    units: tuple["OwnUnit", ...]


@dataclass(frozen=True)
class OwnUnit:
    key: str
    name: str
    has_key: bool
    holds: bool
    custodian: bool


@dataclass(frozen=True)
class UnitState:
    """A unit's key as its custodian sees it."""

    key: str
    name: str
    version: int  # 0: none yet
    created_at: datetime | None
    template: str
    members: tuple[Member, ...]
    waiting: tuple[Member, ...]  # have the role and a passphrase, not the key
    without_passphrase: tuple[str, ...]
    left_to_rewrap: int


@dataclass(frozen=True)
class Asked:
    """A request to make or to use the recovery key, within its hour."""

    proposal: RecoveryProposal
    asked_by: str
    witness: str
    unit: str
    member: str
    is_mine: bool


@dataclass(frozen=True)
class RecoveryState:
    in_force: RecoveryKey | None
    mark: str
    made_by: str
    witness: str
    drill_due_on: date | None
    uncovered: tuple[str, ...]  # unit keys that the key in force does not open
    asked: tuple[Asked, ...]


def own_vault(viewer: Person) -> OwnVault:
    key = living_member_key(viewer.audit_key)
    mine = [unit for unit in units().values() if holds_by_role(viewer, unit.permission)]
    return OwnVault(
        has_passphrase=key is not None,
        mark=_mark(bytes(key.public_keys)) if key else "",
        units=tuple(_own_unit(viewer, unit) for unit in mine),
    )


def unit_state_for(viewer: Person, unit: str) -> UnitState | None:
    """None for a unit that is not there, and for whoever is not its custodian."""
    if not is_custodian(viewer, unit):
        return None
    found = units()[unit]
    key = UnitKey.objects.filter(unit=unit, retired_at__isnull=True).first()
    holders = living_holders(unit)
    others = [person for person in people_who_may(found.permission) if person.audit_key not in holders]
    keys = {one.holder: one for one in MemberKey.objects.filter(replaced_at__isnull=True)}
    return UnitState(
        key=unit,
        name=_name(found),
        version=key.version if key else 0,
        created_at=key.created_at if key else None,
        template=key.template if key else "",
        members=_members(key, found, keys) if key else (),
        waiting=tuple(
            Member(one.pk, one.name, _mark(bytes(keys[one.audit_key].public_keys)))
            for one in others
            if one.audit_key in keys
        ),
        without_passphrase=tuple(one.name for one in others if one.audit_key not in keys),
        left_to_rewrap=left_to_rewrap(unit),
    )


def recovery_state_for(viewer: Person) -> RecoveryState | None:
    """None for whoever is neither custodian nor auditor."""
    if not may_witness(viewer):
        return None
    key = recovery_key_in_force()
    return RecoveryState(
        in_force=key,
        mark=_mark(bytes(key.public_keys)) if key else "",
        made_by=name_of(key.made_by) if key else "",
        witness=name_of(key.witnessed_by) if key else "",
        drill_due_on=drill_due_on(key.last_drill_at) if key and key.last_drill_at else None,
        uncovered=_uncovered(key) if key else (),
        asked=tuple(_asked(one, viewer) for one in two_persons.open_proposals()),
    )


def keeps_vault(viewer: Person) -> bool:
    return holds_by_role(viewer, Permission.KEEP_VAULT)


def unit_choices() -> list[tuple[str, str]]:
    return [(unit.key, _name(unit)) for unit in units().values()]


def people_who_could_open(unit: str = "") -> list[Person]:
    """Those whose roles allow a unit (any, if none is named) and who have made a passphrase."""
    found = [units()[unit]] if unit in units() else list(units().values())
    people = {person.pk: person for one in found for person in people_who_may(one.permission)}
    holders = set(MemberKey.objects.filter(replaced_at__isnull=True).values_list("holder", flat=True))
    return sorted((one for one in people.values() if one.audit_key in holders), key=lambda one: one.name)


def name_of(holder: str) -> str:
    person = person_of(holder)
    return person.name if person else holder


def name_of_unit(unit: str) -> str:
    return _name(units()[unit]) if unit in units() else unit


def _own_unit(viewer: Person, unit: Unit) -> OwnUnit:
    return OwnUnit(
        key=unit.key,
        name=_name(unit),
        has_key=UnitKey.objects.filter(unit=unit.key, retired_at__isnull=True).exists(),
        holds=viewer.audit_key in living_holders(unit.key),
        custodian=is_custodian(viewer, unit.key),
    )


def _members(key: UnitKey, unit: Unit, keys: dict[str, MemberKey]) -> tuple[Member, ...]:
    found = []
    living = UnitKeyGrant.objects.filter(unit_key=key, revoked_at__isnull=True)
    for grant in living.exclude(holder__startswith=RECOVERY):
        person = person_of(grant.holder)
        own = keys.get(grant.holder)
        if person is not None:
            may = holds_by_role(person, unit.permission)
            mark = _mark(bytes(own.public_keys)) if own else ""
            found.append(Member(person.pk, person.name, mark, grant.granted_at, may))
    return tuple(sorted(found, key=lambda one: one.name))


def _uncovered(recovery_key: RecoveryKey) -> tuple[str, ...]:
    covered = UnitKeyGrant.objects.filter(
        holder=RECOVERY + recovery_key.fingerprint, revoked_at__isnull=True
    ).values("unit_key")
    alive = UnitKey.objects.filter(grants__revoked_at__isnull=True).distinct()
    return tuple(sorted({name_of_unit(key.unit) for key in alive.exclude(pk__in=covered)}))


def _asked(proposal: RecoveryProposal, viewer: Person) -> Asked:
    return Asked(
        proposal=proposal,
        asked_by=name_of(proposal.proposed_by),
        witness=name_of(proposal.witnessed_by) if proposal.witnessed_by else "",
        unit=name_of_unit(proposal.unit) if proposal.unit else "",
        member=name_of(proposal.member) if proposal.member else "",
        is_mine=proposal.proposed_by == viewer.audit_key,
    )


def _name(unit: Unit) -> str:
    return unit.name.in_language(get_language() or "en")


def _mark(public: bytes) -> str:
    """Sixteen digits in groups: enough to be compared by voice."""
    digits = sha256(public).hexdigest()[:16]
    return " ".join(digits[start : start + 4] for start in range(0, 16, 4))


def person_with(person_id: int) -> Person | None:
    return Person.objects.filter(pk=person_id).first()
