"""A house whose two units have their keys, whose people have unlocked, and in which matters arrive."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from commonground.access.models import Person
from commonground.casework.actions.filing import Filing, file_case
from commonground.casework.models import Case
from commonground.casework.queries.opened import OpenedCase, open_case
from commonground.foundation.actors import RESIDENT
from commonground.foundation.vault import Receipt, UnlockedVault, new_receipt, sessions
from tests.commonground.casework.ceremony import recovery_key, unlocked_unit

STANDARDS, OVERSIGHT = "professional-standards", "independent-oversight"
STORY = "At the corner of Levee Street an officer pulled my brother Zacarías out of the green car."


@dataclass
class House:
    """People and what they do. `unlocked` maps each to their vault."""

    commander: Person
    investigator: Person
    colleague: Person
    overseer: Person
    vaults: dict[int, sessions.Opened]
    staff_door: Callable[..., Client]

    def vault(self, person: Person) -> UnlockedVault:
        return self.vaults[person.pk].vault

    def door(self, person: Person, *, locked: bool = False) -> Client:
        client = self.staff_door(person)
        if not locked:
            client.cookies[sessions.COOKIE] = self.vaults[person.pk].cookie
        return client

    def arrives(
        self, text: str = STORY, *, kind: str = "complaint", receipt: Receipt | None = None, **more
    ) -> Case:
        answers = {"what-happened": text, **more.pop("answers", {})}
        filing = Filing(
            kind, more.pop("category", "force"), more.pop("language", "en"), "web", answers, **more
        )
        filed = file_case(filing, receipt=receipt or new_receipt("en"), by=RESIDENT)
        return Case.objects.get(pk=filed.case_id)

    def opened(self, case: Case, person: Person | None = None) -> OpenedCase:
        person = person or self.investigator
        return open_case(person, self.vault(person), case.pk)


@pytest.fixture
def house(make_person, staff_door, monkeypatch) -> House:
    commander = make_person("standards-commander", name="Carla Mendez")
    investigator = make_person("standards-investigator", name="Ines Ward")
    colleague = make_person("standards-investigator", name="Noor Aziz")
    overseer = make_person("oversight-investigator", name="Olga Brandt")
    recovery_key(monkeypatch)
    vaults = unlocked_unit(STANDARDS, [commander, investigator, colleague])
    vaults |= unlocked_unit(OVERSIGHT, [overseer])
    return House(commander, investigator, colleague, overseer, vaults, staff_door)
