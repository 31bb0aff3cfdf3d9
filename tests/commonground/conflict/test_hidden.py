"""An excluded person cannot see the matter: one test for each place where it could show."""

import re
from datetime import timedelta

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from commonground.access.attention import needs_of
from commonground.access.audit_search import Wanted, entries_found
from commonground.access.models import RoleGrant
from commonground.casework.actions.assignments import take_case
from commonground.casework.actions.messages import send_message
from commonground.casework.models import Case, LinkKind
from commonground.casework.queries.opened import NotThere, open_case
from commonground.casework.queries.visible import cases_for
from commonground.foundation import clock
from commonground.foundation.outbox.models import OutgoingMail
from commonground.matters.actions.links import link_cases
from commonground.matters.actions.searches import tell_of_searches
from commonground.matters.models import SavedSearch
from commonground.matters.queries.queue import QueueFilter, counts_for, queue_for, visible_by_reference
from tests.commonground.matters.conftest import STANDARDS


@pytest.fixture
def matter(house) -> Case:
    return house.arrives()


@pytest.fixture
def hidden(house, roster, matter) -> Case:
    """The matter names the officer who signs in as `house.colleague`."""
    roster.names_the_colleague(house, matter)
    matter.refresh_from_db()
    return matter


def shows(client, path: str, matter: Case) -> bool:
    answer = client.get(path, follow=True)
    body = answer.content.decode()
    return matter.reference in body or str(matter.pk) in body


def test_others_still_see_it(house, hidden):
    assert shows(house.door(house.investigator), "/matters/", hidden)
    assert house.door(house.investigator).get(f"/matters/{hidden.pk}/").status_code == 200


def test_no_list(house, matter, roster):
    door = house.door(house.colleague)
    assert shows(door, f"/matters/?unit={STANDARDS}&show=new", matter)
    roster.names_the_colleague(house, matter)
    for show in ("open", "new", "mine", "wrote", "late", "waiting", "closed"):
        assert not shows(door, f"/matters/?unit={STANDARDS}&show={show}", matter), show


def test_no_count(house, hidden):
    house.arrives("Something else altogether happened at the fountain.")
    assert counts_for(house.colleague, STANDARDS)["new"] == 1
    assert counts_for(house.investigator, STANDARDS)["new"] == 2


def test_no_search(house, hidden):
    door = house.door(house.colleague)
    by_reference = door.get("/matters/search/", {"q": hidden.reference}, follow=True).content.decode()
    assert str(hidden.pk) not in by_reference
    by_word = door.get("/matters/search/", {"q": "Zacarías"}, follow=True).content.decode()
    assert hidden.reference not in by_word
    assert visible_by_reference(house.colleague, hidden.reference) is None
    assert not queue_for(house.colleague, STANDARDS, QueueFilter(reference=hidden.reference)).exists()


def test_no_needs_entry(house, hidden):
    hidden.due_on = clock.today() - timedelta(days=30)
    hidden.save(update_fields=["due_on"])
    said = [f"{need.title} {need.why} {need.url}" for need in needs_of(house.colleague)]
    assert not [line for line in said if hidden.reference in line or str(hidden.pk) in line]
    assert not [line for line in said if "1 matter" in line]
    assert not shows(house.door(house.colleague), "/", hidden)


def test_no_saved_search_alert(house, hidden):
    for person in (house.colleague, house.investigator):
        SavedSearch.objects.create(
            person=person,
            unit=STANDARDS,
            name="everything",
            filters={"show": "open"},
            alert=True,
            told_at=clock.now() - timedelta(days=2),
        )
    OutgoingMail.objects.all().delete()
    tell_of_searches()
    told = set(OutgoingMail.objects.values_list("to", flat=True))
    assert house.investigator.email in told
    assert house.colleague.email not in told


def test_no_audit_view(house, hidden, matter):
    RoleGrant.objects.create(person=house.colleague, role="auditor", starts_on=clock.today())
    send_message(opened=house.opened(hidden, house.investigator), text="We read it.", by=house.investigator)
    other = house.arrives("Another matter, that names nobody.")
    link_cases(case=other, other=hidden, kind=LinkKind.RELATED, by=house.investigator)
    door = house.door(house.colleague)
    for query in ("", "?object=casework.case", "?action=casework", f"?actor={house.commander.audit_key}"):
        assert not shows(door, f"/people/audit/{query}", hidden), query
    asked = door.get(f"/people/audit/?object=casework.case:{hidden.pk}").content.decode()
    assert asked.count(str(hidden.pk)) == 1  # the search box gives back what was typed, and nothing was found
    assert shows(door, f"/people/audit/?object=casework.case:{other.pk}", other)
    about = Wanted(object=f"casework.case:{hidden.pk}")
    assert not entries_found(house.colleague, about).exists()
    assert entries_found(house.commander, about).exists()


def test_no_message(house, hidden):
    door = house.door(house.colleague)
    send_message(
        opened=house.opened(hidden, house.investigator), text="Unsayable word", by=house.investigator
    )
    assert "Unsayable" not in door.get(f"/matters/{hidden.pk}/").content.decode()
    answer = door.post(f"/matters/{hidden.pk}/do/message/", {"text": "I know who you are"})
    assert answer.status_code == 404
    with pytest.raises(NotThere):
        open_case(house.colleague, house.vault(house.colleague), hidden.pk)


def test_no_vault_page(house, hidden):
    door = house.door(house.commander)
    for path in ("/vault/", f"/vault/units/{STANDARDS}/"):
        assert not shows(door, path, hidden)
    assert not shows(house.door(house.colleague), "/vault/", hidden)


def test_no_link_from_another_matter(house, hidden):
    other = house.arrives("Another matter, that names nobody.")
    link_cases(case=other, other=hidden, kind=LinkKind.RELATED, by=house.investigator)
    assert shows(house.door(house.investigator), f"/matters/{other.pk}/", hidden)
    assert not shows(house.door(house.colleague), f"/matters/{other.pk}/", hidden)


def test_not_among_those_that_are_alike(house, hidden):
    other = house.arrives()
    assert not shows(house.door(house.colleague), f"/matters/{other.pk}/alike/", hidden)


def test_cannot_be_merged_or_linked_into_sight(house, hidden):
    other = house.arrives("Another matter, that names nobody.")
    door = house.door(house.colleague)
    for what, typed in (
        ("link", {"reference": hidden.reference, "kind": "related", "version": other.version}),
    ):
        answer = door.post(f"/matters/{other.pk}/do/{what}/", typed, follow=True)
        assert str(hidden.pk) not in answer.content.decode()
    assert not other.links.exists()


def with_case_id() -> list[str]:
    """Every address of the staff door that names a matter."""
    found: list[str] = []

    def walk(patterns, prefix: str) -> None:
        for entry in patterns:
            path = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns, path)
            elif isinstance(entry, URLPattern) and "<uuid:case_id>" in path:
                found.append(path)

    walk(get_resolver("commonground.doors.staff.urls").url_patterns, "/")
    return found


def filled(path: str, matter: object) -> str:
    path = path.replace("<uuid:case_id>", str(matter))
    path = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", path)
    return re.sub(r"<slug:\w+>", "message", re.sub(r"<int:\w+>", "1", re.sub(r"<(str:)?\w+>", "x", path)))


def test_no_page_by_guessing_its_address(house, hidden, make_person):
    """Findings, files, exports, redaction, disposal: whatever names the matter answers as if it were not there."""
    RoleGrant.objects.create(person=house.colleague, role="standards-commander", starts_on=clock.today())
    RoleGrant.objects.create(person=house.colleague, role="records-custodian", starts_on=clock.today())
    paths = with_case_id()
    assert len(paths) > 25
    door = house.door(house.colleague)
    wrong = []
    for path in paths:
        for method in (door.get, door.post):
            status, missing = (
                method(filled(path, key)).status_code
                for key in (hidden.pk, "11111111-0000-4000-8000-000000000000")
            )
            if status not in (403, 404, 405) or status != missing:
                wrong.append((path, status, missing))
    assert not wrong


def test_no_list_anywhere_for_those_who_may_do_everything_else(house, hidden):
    """Every list of the staff door, for a person with every role that reads records."""
    for role in ("standards-commander", "records-custodian", "auditor", "independent-reviewer", "front-desk"):
        RoleGrant.objects.create(person=house.colleague, role=role, starts_on=clock.today())
    door = house.door(house.colleague)
    for path in lists():
        assert not shows(door, path, hidden), path


def test_no_list_of_records_to_dispose_of(house, hidden, make_person):
    """A custodian of records who is named; another custodian sees it."""
    Case.objects.filter(pk=hidden.pk).update(
        stage="closed", closed_at=clock.now(), due_on=None, dispose_after=clock.today() - timedelta(days=1)
    )
    RoleGrant.objects.create(person=house.colleague, role="records-custodian", starts_on=clock.today())
    other = make_person("records-custodian")
    seen = [path for path in lists() if shows(house.staff_door(other), path, hidden)]
    assert seen
    assert not [path for path in seen if shows(house.door(house.colleague), path, hidden)]


def lists() -> list[str]:
    """Every page of the staff door that needs no more than its address."""
    found: list[str] = []

    def walk(patterns, prefix: str) -> None:
        for entry in patterns:
            path = prefix + str(entry.pattern)
            if any(sign in path for sign in "<(^\\"):
                continue
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns, path)
            elif getattr(entry.callback, "opening", None) and "GET" in entry.callback.opening.methods:
                found.append(path)

    walk(get_resolver("commonground.doors.staff.urls").url_patterns, "/")
    return [path for path in found if "sign-out" not in path and "sign-in" not in path]


def test_the_assignee_gives_it_back(house, matter, roster):
    take_case(case=matter, expected_version=matter.version, by=house.colleague)
    roster.names_the_colleague(house, matter)
    matter.refresh_from_db()
    assert matter.assigned_to is None
    assert counts_for(house.investigator, STANDARDS)["new"] == 1


def test_an_account_linked_later_is_kept_out_from_that_moment(house, matter, roster):
    roster.accused.person = None
    roster.accused.save()
    roster.names_the_colleague(house, matter)
    assert cases_for(house.colleague).filter(pk=matter.pk).exists()
    from commonground.access.officers.actions import OfficerDetails, change_officer

    details = OfficerDetails("1", "Officer 1", "officer", "", roster.sergeant, house.colleague)
    change_officer(officer=roster.accused, details=details, expected_version=1, by=house.commander)
    assert not cases_for(house.colleague).filter(pk=matter.pk).exists()


def test_a_supervisor_who_comes_later_is_kept_out_and_who_goes_stays_out(house, matter, roster, make_person):
    """Moving on does not open what was closed; moving in closes what was open."""
    from commonground.access.officers.actions import OfficerDetails, change_officer
    from tests.commonground.conflict.conftest import officer

    old, new = make_person("standards-investigator"), make_person("standards-investigator")
    roster.sergeant.person = old
    roster.sergeant.save()
    replacement = officer("22", "sergeant", roster.lieutenant, new)
    roster.names_the_colleague(house, matter)
    seen_by = {person.pk for person in (old, new) if cases_for(person).filter(pk=matter.pk).exists()}
    assert seen_by == {new.pk}
    details = OfficerDetails("1", "Officer 1", "officer", "", replacement, house.colleague)
    change_officer(officer=roster.accused, details=details, expected_version=1, by=house.commander)
    assert not [person for person in (old, new) if cases_for(person).filter(pk=matter.pk).exists()]
