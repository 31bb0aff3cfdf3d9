"""A house with its units unlocked, a roster, a second supervisor and a member of the independent board."""

from dataclasses import dataclass

import pytest

from commonground.access.models import Officer, Person
from commonground.casework.models import Case
from commonground.domains.accountability.actions.allegations import make_allegation
from commonground.domains.accountability.actions.findings import Proposed, decide_finding, propose_finding
from commonground.domains.accountability.models import Allegation, Finding
from commonground.foundation.vault import grants, members, sessions
from commonground.foundation.vault.tink_door import KeyTemplate
from tests.commonground.casework.ceremony import PASSPHRASE
from tests.commonground.conflict.conftest import officer
from tests.commonground.matters import conftest as matters
from tests.commonground.matters.conftest import STANDARDS, House

BOARD = "complaint-review"
house = matters.house


@dataclass
class Standards:
    """What the unit does, in short words."""

    house: House
    second: Person  # a second supervisor
    reviewer: Person
    accused: Officer

    def matter(self, text: str = "He shouted at my mother at the corner.", **more) -> Case:
        return self.house.arrives(text, **more)

    def alleges(self, case: Case, category: str = "rude", who: Officer | None = None) -> Allegation:
        return make_allegation(
            opened=self.house.opened(case),
            officer=who or self.accused,
            category=category,
            text="Said to have shouted.",
            vault=self.house.vault(self.house.investigator),
            by=self.house.investigator,
        )

    def proposes(self, allegation: Allegation, finding: str = "sustained", discipline: str = "") -> Finding:
        return propose_finding(
            opened=self.house.opened(allegation.case),
            allegation=allegation,
            proposed=Proposed(finding, "The body camera shows it.", discipline),
            by=self.house.investigator,
        )

    def decides(
        self, finding: Finding, who: Person | None = None, decision: str = "approved", reasons: str = ""
    ):
        who = who or self.house.commander
        return decide_finding(
            opened=self.house.opened(finding.allegation.case, who),
            finding=finding,
            decision=decision,
            reasons=reasons,
            by=who,
        )


@pytest.fixture
def standards(house, make_person) -> Standards:
    second = make_person("standards-commander", name="Walt Sorensen", title="Deputy Commander")
    reviewer = make_person("independent-reviewer", name="Priya Raman")
    vault = house.vault(house.commander)
    for person in (second, reviewer):
        members.make_member_key(PASSPHRASE, KeyTemplate.P256, by=person)
    grants.add_member(vault, STANDARDS, second.audit_key, by=house.commander)
    grants.set_up_unit(BOARD, KeyTemplate.P256, by=reviewer)
    for person in (second, reviewer):
        house.vaults[person.pk] = sessions.unlock(PASSPHRASE, by=person)
    return Standards(house, second, reviewer, officer("4711", "officer"))
