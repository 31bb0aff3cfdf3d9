"""One suite over every kind that is registered: each stage reached, owned, dated; nothing of a note reaches the person."""

from dataclasses import replace

import pytest

from commonground.access.roles import ROLES
from commonground.casework import kinds
from commonground.casework.actions.moves import move_case
from commonground.casework.actions.notes import write_note
from commonground.casework.city_rules import Owner
from commonground.casework.kinds import every_kind
from commonground.casework.letters import templates_for
from commonground.casework.models import Case, StageChange
from commonground.casework.queries.by_receipt import case_by_receipt
from commonground.casework.queries.opened import open_case
from commonground.foundation.actors import WORKER
from commonground.foundation.vault import (
    CannotOpen,
    grants,
    members,
    new_receipt,
    open_receipt,
    place,
    sessions,
)
from commonground.foundation.vault.tink_door import KeyTemplate
from commonground.matters.pages_staff import showing
from commonground.matters.queries.page import content_of
from commonground.vaults.units import units
from tests.commonground.casework.ceremony import PASSPHRASE
from tests.commonground.matters.conftest import OVERSIGHT, STANDARDS

pytestmark = pytest.mark.django_db
KINDS = [kind.key for kind in every_kind()]


def ways_to(rules) -> dict[str, tuple[str, ...]]:
    """The shortest way from the first stage to each."""
    found = {rules.first_stage.key: ()}
    waiting = [rules.first_stage.key]
    for here in waiting:
        for there in rules.stage(here).next:
            if there not in found:
                found[there] = (*found[here], there)
                waiting.append(there)
    return found


@pytest.fixture
def everywhere(house, make_person) -> dict:
    """A member of every unit that the city has, each unlocked."""
    members_of = {STANDARDS: house.investigator, OVERSIGHT: house.overseer}
    for unit in units().values():
        if unit.key not in members_of:
            role = next(role.key for role in ROLES.values() if unit.permission in role.permissions)
            members_of[unit.key] = person = make_person(role)
            members.make_member_key(PASSPHRASE, KeyTemplate.P256, by=person)
            grants.set_up_unit(unit.key, KeyTemplate.P256, by=person)
            house.vaults[person.pk] = sessions.unlock(PASSPHRASE, by=person)
    return members_of


@pytest.fixture
def ready(monkeypatch):
    """Steps alone are tested here: what a domain asks for before a step is tested by the domain."""

    def without(key: str):
        free = replace(kinds.kind_of(key), before_move=lambda case, to: None)
        monkeypatch.setitem(kinds._kinds, key, free)
        return free

    return without


@pytest.mark.parametrize("key", KINDS)
def test_each_stage_is_reached_owned_and_dated(key, house, everywhere, ready):
    kind = ready(key)
    ways = ways_to(kind.rules)
    assert set(ways) == {stage.key for stage in kind.rules.stages}
    outcome = kind.rules.outcomes[0].key if kind.rules.outcomes else ""
    for stage in kind.rules.stages:
        case = house.arrives(kind=key, category="")
        for step in ways[stage.key]:
            closes = kind.rules.stage(step).closed
            case = move_case(
                case=case,
                to=step,
                outcome=outcome if closes else "",
                expected_version=case.version,
                by=WORKER,
            )
        assert case.stage == stage.key
        assert stage.owner in Owner
        assert (case.due_on is None) == stage.closed
        assert (case.closed_at is not None) == stage.closed
        assert (case.dispose_after is not None) == stage.closed
        assert (case.waiting_since is not None) == stage.waits
        assert showing.when(case)
        assert showing.whose_step(case, mine=False)
        assert StageChange.objects.filter(case=case).count() == len(ways[stage.key]) + 1


@pytest.mark.parametrize("key", KINDS)
def test_the_person_never_sees_a_note_and_the_receipts_key_does_not_open_it(key, house, everywhere):
    receipt = new_receipt("en")
    case = house.arrives(kind=key, category="", receipt=receipt)
    reader = everywhere[case.unit]
    opened = open_case(reader, house.vault(reader), case.pk)
    note = write_note(opened=opened, text="Only among us.", by=reader)
    theirs = case_by_receipt(open_receipt(receipt))
    assert "Only among us" not in repr(theirs)
    with pytest.raises(CannotOpen):
        theirs.shared.open(bytes(note.body_sealed), place("casework_note", "body_sealed", note.pk))
    assert content_of(opened, house.vault(reader)).notes[0].text == "Only among us."


@pytest.mark.parametrize("key", KINDS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_letter_is_filled_in_the_persons_language(key, language, house, everywhere):
    case: Case = house.arrives(kind=key, category="", language=language)
    for letter in templates_for(case, "en"):
        assert letter.subject
        assert letter.text
        assert "{" not in letter.subject + letter.text
