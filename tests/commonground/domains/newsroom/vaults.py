"""A unit whose key is set up, and its members' vaults, unlocked."""

from commonground.access.models import Person
from commonground.foundation.actors import COMMAND_LINE
from commonground.foundation.vault import UnlockedVault, grants, members, recovery
from commonground.foundation.vault.sessions import vault_of
from commonground.vaults.demonstration import VAULT_PASSPHRASE
from commonground.vaults.units import key_template


def unlocked_unit(unit: str, people: list[Person]) -> dict[int, UnlockedVault]:
    """The first of `people` is its custodian."""
    _made, words = recovery.make_recovery_key(key_template(), "en", witnessed_by="test", by=COMMAND_LINE)
    recovery.drill(" ".join(words), by=COMMAND_LINE)
    for person in people:
        members.make_member_key(VAULT_PASSPHRASE, key_template(), by=person)
    custodian = people[0]
    grants.set_up_unit(unit, key_template(), by=custodian)
    for person in people[1:]:
        grants.add_member(_vault(custodian), unit, person.audit_key, by=custodian)
    return {person.pk: _vault(person) for person in people}


def _vault(person: Person) -> UnlockedVault:
    return vault_of(person.audit_key, members.open_member_key(VAULT_PASSPHRASE, by=person)[1])[0]
