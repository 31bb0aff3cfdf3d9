"""A house with its units unlocked, and a roster: an officer who is an investigator, and three who command."""

from dataclasses import dataclass

import pytest

from commonground.access.models import Officer, Person
from commonground.casework.models import Case
from commonground.conflict.actions import name_officer
from tests.commonground.matters import conftest as matters
from tests.commonground.matters.conftest import House

house = matters.house


@dataclass
class Roster:
    """`accused` signs in as `house.colleague`; each of the others stands above the one before."""

    accused: Officer
    sergeant: Officer
    lieutenant: Officer
    captain: Officer
    major: Officer

    def names_the_colleague(self, house: House, case: Case, **more) -> None:
        name_officer(case=case, officer=self.accused, role="subject", by=house.commander, **more)


def officer(badge: str, rank: str, above: Officer | None = None, person: Person | None = None) -> Officer:
    return Officer.objects.create(
        badge=badge, name=f"{rank.title()} {badge}", rank=rank, supervisor=above, person=person
    )


@pytest.fixture
def roster(house, make_person) -> Roster:
    major = officer("5", "major")
    captain = officer("4", "captain", major)
    lieutenant = officer("3", "lieutenant", captain)
    sergeant = officer("2", "sergeant", lieutenant)
    return Roster(officer("1", "officer", sergeant, house.colleague), sergeant, lieutenant, captain, major)
