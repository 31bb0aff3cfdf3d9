"""The key ceremony of a unit, as the city holds it: a recovery key with its drill, a custodian, members, all unlocked."""

import pytest

from commonground.access.models import Person
from commonground.foundation.actors import COMMAND_LINE
from commonground.foundation.vault import grants, members, recovery, sessions
from commonground.foundation.vault.derivation import Cost
from commonground.foundation.vault.tink_door import KeyTemplate

PASSPHRASE = "seven wet herons under the bridge"


def recovery_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for a house: no unit gets a key before it. Passphrases cost little from here on; what they really cost is
    tested where passphrases are."""
    monkeypatch.setattr(members, "COST", Cost(memory_kib=64, passes=1))
    _key, words = recovery.make_recovery_key(KeyTemplate.P256, "en", witnessed_by="test", by=COMMAND_LINE)
    recovery.drill(" ".join(words), by=COMMAND_LINE)


def unlocked_unit(unit: str, people: list[Person]) -> dict[int, sessions.Opened]:
    """Sets the unit's key up; the first of `people` is its custodian. What each has open, by the person's id."""
    for person in people:
        members.make_member_key(PASSPHRASE, KeyTemplate.P256, by=person)
    custodian = people[0]
    grants.set_up_unit(unit, KeyTemplate.P256, by=custodian)
    vault = sessions.unlock(PASSPHRASE, by=custodian).vault
    for person in people[1:]:
        grants.add_member(vault, unit, person.audit_key, by=custodian)
    return {person.pk: sessions.unlock(PASSPHRASE, by=person) for person in people}
