"""A unit with its key, an investigator who has unlocked, custodians, and a matter that somebody filed."""

from dataclasses import dataclass

import pytest

from commonground.casework.actions.filing import Filing, file_case
from commonground.casework.models import Case
from commonground.casework.queries.opened import open_case
from commonground.foundation.actors import RESIDENT
from commonground.foundation.vault import new_receipt, open_receipt, sessions
from tests.commonground.casework.ceremony import recovery_key, unlocked_unit

UNIT, OVERSIGHT = "professional-standards", "independent-oversight"
PLANTED = "Quillon Marbury-Thorpe"
TOLD = (
    f"Officer Dana Reyes, badge 4471, stopped {PLANTED} on Main Street. "
    "Call 555-0133, or mail me at q.m@example.org. I was born 04/05/1971."
)


@dataclass
class House:
    """`investigator` is a client of the staff door, unlocked; `vault` what that session opens."""

    commander: object
    member: object
    vault: object
    cookie: str
    staff_door: object

    def door(self, person=None, *, unlocked: bool = True):
        client = self.staff_door(person or self.member)
        if unlocked:
            client.cookies[sessions.COOKIE] = self.cookie
        return client

    def opened(self, case_id):
        return open_case(self.member, self.vault, case_id)


@pytest.fixture
def house(make_person, staff_door, monkeypatch):
    commander = make_person("standards-commander", name="Carla Mendez")
    member = make_person("standards-investigator", name="Ines Ward")
    recovery_key(monkeypatch)
    unlocked = unlocked_unit(UNIT, [commander, member])[member.pk]
    return House(commander, member, unlocked.vault, unlocked.cookie, staff_door)


@dataclass
class Filed:
    case: Case
    receipt: object
    keys: object


def filed(*, kind: str = "complaint", answers: dict[str, str] | None = None, uploads=()) -> Filed:
    receipt = new_receipt("en")
    filing = Filing(
        kind=kind,
        category="",
        language="en",
        channel="web",
        answers=answers or {"what-happened": TOLD},
        uploads=tuple(uploads),
    )
    done = file_case(filing, receipt=receipt, by=RESIDENT)
    return Filed(Case.objects.get(pk=done.case_id), receipt, open_receipt(receipt))


@pytest.fixture
def matter(house) -> Filed:
    return filed()
