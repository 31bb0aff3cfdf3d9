"""The vaults of Riverbend: every member's passphrase, the units' keys, the recovery key, the key of filing proofs.

For the demonstration alone: the passphrase is printed for all to read, and the recovery key is proved and thrown away.
"""

from commonground.access.decisions import people_who_may
from commonground.access.models import Person
from commonground.foundation.actors import COMMAND_LINE
from commonground.foundation.proofs.keys import make_key
from commonground.foundation.vault import UnlockedVault, grants, members, recovery
from commonground.foundation.vault.sessions import vault_of
from commonground.vaults.actions import is_custodian
from commonground.vaults.units import key_template, units

VAULT_PASSPHRASE = "seven herons cross the levee"  # noqa: S105  # printed by bin/demo

Vaults = dict[int, UnlockedVault]


def open_vaults() -> Vaults:
    """Sets up every unit and returns each member's vault, unlocked, by the person's key."""
    make_key()
    _made, words = recovery.make_recovery_key(
        key_template(), "en", witnessed_by="demonstration", by=COMMAND_LINE
    )
    recovery.drill(" ".join(words), by=COMMAND_LINE)
    holders = {unit: people_who_may(units()[unit].permission) for unit in units()}
    everyone = {person.pk: person for people in holders.values() for person in people}
    for person in everyone.values():
        members.make_member_key(VAULT_PASSPHRASE, key_template(), by=person)
    for unit, people in holders.items():
        _set_up(unit, people)
    return {person.pk: _unlocked(person) for person in everyone.values()}


def _set_up(unit: str, people: list[Person]) -> None:
    custodian = next((person for person in people if is_custodian(person, unit)), None)
    if custodian is None:
        raise LookupError(f"Nobody in Riverbend keeps the key of {unit}.")
    grants.set_up_unit(unit, key_template(), by=custodian)
    vault = _unlocked(custodian)
    for person in people:
        if person != custodian:
            grants.add_member(vault, unit, person.audit_key, by=custodian)


def _unlocked(person: Person) -> UnlockedVault:
    _key, private = members.open_member_key(VAULT_PASSPHRASE, by=person)
    return vault_of(person.audit_key, private)[0]
