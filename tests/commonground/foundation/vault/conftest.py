"""A house with units and people that the vault knows by key alone; passphrases that cost little."""

from dataclasses import dataclass, field

import pytest

from commonground.foundation.actors import NamedActor
from commonground.foundation.vault import grants, members, recovery, registry, sessions
from commonground.foundation.vault.derivation import Cost
from commonground.foundation.vault.tink_door import KeyTemplate

ADA, BEN, CLEO = NamedActor("person:1"), NamedActor("person:2"), NamedActor("person:3")
PASSPHRASES = {actor: f"a passphrase of {actor.audit_key} alone" for actor in (ADA, BEN, CLEO)}


@dataclass
class TwoUnits:
    """Everybody may open both, until a test says otherwise."""

    refused: set[tuple[str, str]] = field(default_factory=set)

    def keys(self) -> frozenset[str]:
        return frozenset({"standards", "oversight"})

    def may_open(self, holder: str, unit: str) -> bool:
        return (holder, unit) not in self.refused


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(members, "COST", Cost(memory_kib=64, passes=1))


@pytest.fixture
def units(db):
    two = TwoUnits()
    before = registry.register_units(two)
    yield two
    registry.register_units(before)


@pytest.fixture
def sheet(units) -> str:
    """The words of a recovery key that was made and proved."""
    _key, words = recovery.make_recovery_key(KeyTemplate.P256, "en", witnessed_by=BEN.audit_key, by=ADA)
    recovery.drill(" ".join(words), by=ADA)
    return " ".join(words)


@pytest.fixture
def standards(sheet):
    """Ada set up the unit; Ben is a second member."""
    for actor in (ADA, BEN):
        members.make_member_key(PASSPHRASES[actor], KeyTemplate.P256, by=actor)
    key = grants.set_up_unit("standards", KeyTemplate.X_WING, by=ADA)
    grants.add_member(sessions.unlock(PASSPHRASES[ADA], by=ADA).vault, "standards", BEN.audit_key, by=ADA)
    sessions.lock(by=ADA)
    return key
