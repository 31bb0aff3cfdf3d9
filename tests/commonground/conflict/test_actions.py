"""Naming, keeping out, letting back in, and the way to the independent unit."""

import pytest
from django.utils import translation

from commonground.access.models import RoleGrant
from commonground.casework.actions.assignments import MayNotInvestigate, assign_case
from commonground.casework.models import Case, Exclusion, NamedOfficer, Note
from commonground.casework.queries.opened import NotThere, open_case
from commonground.casework.queries.visible import cases_for
from commonground.conflict import actions, queries
from commonground.conflict.actions import ConflictRefused
from commonground.foundation import clock
from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.vault import UnitHasNoKey, open_text, place
from commonground.foundation.vault.models import UnitKey
from commonground.matters.actions.links import merge_case
from commonground.matters.actions.splitting import SplitOff, split_case
from tests.commonground.conflict.conftest import officer
from tests.commonground.matters.conftest import OVERSIGHT, STANDARDS


@pytest.fixture
def matter(house) -> Case:
    return house.arrives()


def sees(person, case: Case) -> bool:
    return cases_for(person).filter(pk=case.pk).exists()


def test_naming_twice_is_once(house, roster, matter):
    for _time in range(2):
        roster.names_the_colleague(house, matter)
    assert NamedOfficer.objects.count() == 1
    assert Exclusion.objects.filter(why="named").count() == 1


def test_the_audit_says_that_somebody_was_named_and_never_who(house, roster, matter):
    roster.names_the_colleague(house, matter)
    for entry in AuditEntry.objects.filter(object_id=str(matter.pk)):
        assert house.colleague.audit_key not in str(entry.details)
        assert "Officer 1" not in str(entry.details)


def test_the_chain_as_far_as_the_city_says(house, roster, matter, make_person):
    people = {}
    for name in ("sergeant", "lieutenant", "captain", "major"):
        people[name] = make_person("standards-investigator")
        one = getattr(roster, name)
        one.person = people[name]
        one.save()
    roster.names_the_colleague(house, matter)
    assert {name for name, person in people.items() if sees(person, matter)} == {"major"}


def test_a_name_taken_back_lets_back_in_those_whom_it_kept_out(house, roster, matter):
    roster.names_the_colleague(house, matter)
    actions.name_officer(case=matter, officer=roster.sergeant, role="witness", by=house.commander)
    first = NamedOfficer.objects.get(officer=roster.accused)
    actions.take_back_name(case=matter, named_id=first.pk, by=house.commander)
    assert sees(house.colleague, matter)


def test_an_officer_named_in_two_roles_stays_out_while_one_stands(house, roster, matter):
    roster.names_the_colleague(house, matter)
    actions.name_officer(case=matter, officer=roster.accused, role="witness", by=house.commander)
    subject = NamedOfficer.objects.get(role="subject")
    actions.take_back_name(case=matter, named_id=subject.pk, by=house.commander)
    assert not sees(house.colleague, matter)


def test_whoever_declares_an_interest_is_out(house, roster, matter):
    door = house.door(house.colleague)
    answer = door.post(f"/matters/{matter.pk}/named/declare/", {"version": 0}, follow=True)
    assert "out of your sight" in answer.content.decode()
    assert not sees(house.colleague, matter)
    assert door.get(f"/matters/{matter.pk}/").status_code == 404


def test_only_a_supervisor_keeps_somebody_else_out(house, roster, matter):
    with pytest.raises(ConflictRefused):
        actions.exclude(case=matter, person=house.colleague, by=house.investigator)
    actions.exclude(case=matter, person=house.colleague, by=house.commander)
    assert not sees(house.colleague, matter)


def test_a_supervisor_lets_back_in_with_a_sealed_reason(house, roster, matter):
    actions.exclude(case=matter, person=house.colleague, by=house.commander)
    row = Exclusion.objects.get()
    door = house.door(house.commander)
    path = f"/matters/{matter.pk}/named/kept-out/{row.pk}/lift/"
    assert door.post(path, {"reason": " "}).status_code == 422
    assert door.post(path, {"reason": "Different family, same name."}).status_code == 302
    assert sees(house.colleague, matter)
    note = Note.objects.get()
    text = open_text(
        house.opened(matter).inner, bytes(note.body_sealed), place("casework_note", "body_sealed", note.pk)
    )
    assert "same name" in text
    assert b"same name" not in bytes(note.body_sealed)


def test_nobody_lets_in_a_person_who_is_named(house, roster, matter):
    roster.names_the_colleague(house, matter)
    row = Exclusion.objects.get(why="named")
    with pytest.raises(ConflictRefused):
        actions.lift_exclusion(
            opened=house.opened(matter), exclusion_id=row.pk, reason="A friend of mine", by=house.commander
        )


def test_nobody_beside_or_below_is_given_it(house, roster, matter, make_person):
    below = officer("9", "officer", None, house.investigator)
    actions.name_officer(case=matter, officer=roster.accused, role="subject", by=house.commander)
    assert "same rank" in queries.may_investigate(house.investigator, matter)
    matter.refresh_from_db()
    with pytest.raises(MayNotInvestigate):
        assign_case(case=matter, to=house.investigator, expected_version=matter.version, by=house.commander)
    below.rank = "sergeant"
    below.save()
    assert queries.may_investigate(house.investigator, matter) == ""
    actions.name_officer(case=matter, officer=roster.lieutenant, role="subject", by=house.commander)
    assert "lower rank" in queries.may_investigate(house.investigator, matter)


def test_with_nobody_above_the_unit_it_goes_to_the_independent_one(house, roster, matter):
    only_commander = officer("70", "captain", None, house.commander)
    with pytest.raises(ConflictRefused, match="vault"):
        actions.name_officer(case=matter, officer=only_commander, role="subject", by=house.investigator)
    assert sees(house.commander, matter)
    vault = house.vault(house.investigator)
    actions.name_officer(
        case=matter, officer=only_commander, role="subject", vault=vault, by=house.investigator
    )
    matter.refresh_from_db()
    assert (matter.unit, matter.assigned_to) == (OVERSIGHT, None)
    assert not [one for one in (house.commander, house.investigator, house.colleague) if sees(one, matter)]
    content = open_case(house.overseer, house.vault(house.overseer), matter.pk)
    assert "Zacarías" in content.answers["what-happened"]
    with pytest.raises(NotThere):
        open_case(house.investigator, vault, matter.pk)


def test_at_the_door_the_remedy_is_named_and_nothing_is_lost(house, roster, matter):
    only_commander = officer("70", "captain", None, house.commander)
    typed = {"officer": only_commander.pk, "role": "subject"}
    locked = house.door(house.investigator, locked=True).post(f"/matters/{matter.pk}/named/add/", typed)
    assert locked.status_code == 422
    assert "open your vault first" in locked.content.decode()
    assert sees(house.commander, matter)
    done = house.door(house.investigator).post(f"/matters/{matter.pk}/named/add/", typed)
    assert done["Location"] == "/matters/"
    assert not sees(house.commander, matter)


def test_without_a_key_of_the_independent_unit_nothing_changes(house, roster, matter):
    UnitKey.objects.filter(unit=OVERSIGHT).update(retired_at=clock.now())
    only_commander = officer("70", "captain", None, house.commander)
    with pytest.raises((ConflictRefused, UnitHasNoKey)):
        actions.name_officer(
            case=matter,
            officer=only_commander,
            role="subject",
            vault=house.vault(house.investigator),
            by=house.investigator,
        )
    assert not NamedOfficer.objects.exists()
    assert sees(house.commander, matter)


def test_an_account_linked_later_may_leave_nobody_above_and_that_is_said(house, roster, matter):
    from commonground.access.attention import needs_of
    from commonground.access.officers.actions import change_officer, details_of

    captain = officer("70", "captain")
    actions.name_officer(case=matter, officer=captain, role="subject", by=house.investigator)
    details = details_of(captain)
    linked = type(details)(**{**vars(details), "person": house.commander})
    change_officer(officer=captain, details=linked, expected_version=1, by=house.commander)
    assert not sees(house.commander, matter)
    assert [need for need in needs_of(house.investigator) if matter.reference in str(need.title)]
    page = house.door(house.investigator).get(f"/matters/{matter.pk}/named/").content.decode()
    assert "Hand it over" in page
    house.door(house.investigator).post(f"/matters/{matter.pk}/named/hand-over/", {"version": 0})
    matter.refresh_from_db()
    assert matter.unit == OVERSIGHT


def test_who_may_not_know_of_one_knows_of_none_that_was_merged_with_it(house, roster, matter):
    other = house.arrives("The green car again, on Levee Street.")
    merge_case(case=other, into=matter, expected_version=other.version, by=house.commander)
    roster.names_the_colleague(house, matter)
    assert not sees(house.colleague, matter)
    assert not sees(house.colleague, other)


def test_merging_carries_the_names_along(house, roster, matter):
    other = house.arrives("The green car again, on Levee Street.")
    roster.names_the_colleague(house, other)
    merge_case(case=other, into=matter, expected_version=other.version, by=house.commander)
    assert not sees(house.colleague, matter)
    assert NamedOfficer.objects.filter(case=matter).exists()


def test_what_is_split_off_is_hidden_from_the_same_people(house, roster, matter):
    roster.names_the_colleague(house, matter)
    made = split_case(
        source=house.opened(matter),
        off=SplitOff("complaint", "rude", ["what-happened"]),
        vault=house.vault(house.investigator),
        by=house.investigator,
    )
    assert made.unit == STANDARDS
    assert not sees(house.colleague, made)
    assert sees(house.investigator, made)


def test_after_disposal_nothing_says_through_whom_and_they_stay_out(house, roster, matter):
    roster.names_the_colleague(house, matter)
    actions.forget_why(matter)
    assert set(Exclusion.objects.values_list("person", "why", "through")) == {
        (house.colleague.pk, "added", None)
    }


def test_the_page_for_an_empty_and_a_locked_matter(house, matter):
    page = house.door(house.investigator, locked=True).get(f"/matters/{matter.pk}/named/")
    assert page.status_code == 200
    assert "Nobody is named yet" in page.content.decode()


def test_in_spanish(house, roster, matter):
    house.investigator.language = "es"
    house.investigator.save()
    roster.names_the_colleague(house, matter)
    page = house.door(house.investigator).get(f"/matters/{matter.pk}/named/").content.decode()
    translation.activate("en")
    assert "Personas nombradas" in page


def test_roles_given_later_open_nothing(house, roster, matter):
    roster.names_the_colleague(house, matter)
    RoleGrant.objects.create(person=house.colleague, role="standards-commander", starts_on=clock.today())
    assert not sees(house.colleague, matter)


def test_whoever_has_it_gives_it_back_when_somebody_beside_or_above_them_is_named(house, roster, matter):
    officer("9", "sergeant", None, house.investigator)
    assign_case(case=matter, to=house.investigator, expected_version=matter.version, by=house.commander)
    actions.name_officer(case=matter, officer=roster.accused, role="subject", by=house.commander)
    matter.refresh_from_db()
    assert matter.assigned_to == house.investigator
    actions.name_officer(case=matter, officer=roster.lieutenant, role="subject", by=house.commander)
    matter.refresh_from_db()
    assert matter.assigned_to is None
    assert sees(house.investigator, matter)


def test_whoever_loses_a_rank_gives_it_back(house, roster, matter):
    from commonground.access.officers.actions import OfficerDetails, change_officer

    mine = officer("9", "sergeant", None, house.investigator)
    actions.name_officer(case=matter, officer=roster.accused, role="subject", by=house.commander)
    matter.refresh_from_db()
    assign_case(case=matter, to=house.investigator, expected_version=matter.version, by=house.commander)
    details = OfficerDetails("9", mine.name, "officer", person=house.investigator)
    change_officer(officer=mine, details=details, expected_version=1, by=house.commander)
    matter.refresh_from_db()
    assert matter.assigned_to is None
