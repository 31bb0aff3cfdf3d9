"""The queue of a unit: its views, filters, searches kept and told of, what waits on the start page, and its order."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commonground.casework.models import Case, Exclusion, WhyExcluded
from commonground.foundation import clock
from commonground.foundation.outbox.models import OutgoingMail
from commonground.matters.actions.searches import tell_of_searches
from commonground.matters.models import SavedSearch
from commonground.matters.queries.needs import matters_that_wait
from commonground.matters.queries.queue import VIEWS, queue_of
from tests.commonground.matters.test_case_page import do, text_of

pytestmark = pytest.mark.django_db


def queue(door, **query):
    return text_of(door.get(reverse("matters:queue"), query))


def test_each_view_shows_what_it_says_and_counts_it(noon, house):
    mine, late, fresh, other = (house.arrives() for _n in range(4))
    thanks = house.arrives(kind="thanks", category="")
    door = house.door(house.investigator)
    do(door, mine, "take")
    Case.objects.filter(pk=late.pk).update(due_on=clock.today() - timedelta(days=4))
    Case.objects.filter(pk=other.pk).update(waiting_since=clock.now())
    shown = {
        "open": {mine, late, fresh, other, thanks},
        "new": {late, fresh, other, thanks},
        "mine": {mine},
        "late": {late},
        "waiting": {other},
        "wrote": set(),
        "closed": set(),
    }
    counts = queue_of(house.investigator, "professional-standards").counts()
    for view in VIEWS:
        text = queue(door, show=view)
        found = {case for case in (mine, late, fresh, other, thanks) if case.reference in text}
        assert (view, found) == (view, shown[view])
        assert counts[view] == len(found)
    assert "business days late" in queue(door, show="late")
    narrowed = queue(door, kind="thanks")
    assert thanks.reference in narrowed
    assert fresh.reference not in narrowed
    assert "No matter matches" in queue(door, assigned="99999999999999", since="rubbish", until="2001-01-01")


def test_another_units_queue_is_not_there(house, make_person):
    house.arrives()
    about_them = house.arrives(category="standards-or-chief")
    assert about_them.unit == "independent-oversight"
    assert about_them.reference in queue(house.door(house.overseer))
    assert about_them.reference not in queue(house.door(house.investigator))
    door = house.door(house.investigator)
    assert door.get(reverse("matters:queue"), {"unit": "independent-oversight"}).status_code == 404
    assert house.staff_door(make_person("front-desk")).get(reverse("matters:queue")).status_code == 404


def test_whom_a_conflict_keeps_out_sees_it_nowhere(noon, house):
    case = house.arrives("An unusual parakeet.")
    twin = house.arrives("An unusual parakeet there too, and the green car on Levee Street again.")
    door = house.door(house.investigator)
    search = SavedSearch.objects.create(
        person=house.investigator, unit=case.unit, name="All", filters={}, alert=True, told_at=clock.now()
    )
    for hidden in (case, twin):
        Exclusion.objects.create(
            case=hidden, person=house.investigator, why=WhyExcluded.ADDED, since=clock.now()
        )
    own = house.arrives("Another unusual parakeet by the green car on Levee Street.")
    assert case.reference not in queue(door)
    assert queue_of(house.investigator, case.unit).counts()["open"] == 1
    assert case.reference not in text_of(door.get(reverse("matters:search"), {"words": "parakeet"}))
    assert twin.reference not in text_of(door.get(reverse("matters:alike", args=[own.pk])))
    theirs = house.door(house.colleague)
    for name in ("matters:alike", "matters:case"):
        assert twin.reference in text_of(theirs.get(reverse(name, args=[own.pk])))
        assert twin.reference not in text_of(door.get(reverse(name, args=[own.pk])))
    assert do(door, own, "link", reference=case.reference, kind="related").status_code == 422
    assert (
        door.post(reverse("matters:merge", args=[own.pk]), {"reference": case.reference}).status_code == 422
    )
    assert "1 matter that nobody has" in [str(need.title) for need in matters_that_wait(house.investigator)]
    Case.objects.filter(pk=own.pk).delete()
    with clock.stopped_at(noon + timedelta(days=1)):
        tell_of_searches()
    assert not OutgoingMail.objects.filter(to=house.investigator.email)
    search.refresh_from_db()
    assert search.told_at > noon
    assigning = text_of(house.door(house.commander).get(reverse("matters:case", args=[case.pk])))
    assert f'<option value="{house.colleague.pk}"' in assigning
    assert f'<option value="{house.investigator.pk}"' not in assigning


def test_words_are_found_in_the_filing_messages_and_notes_whatever_their_accents(house):
    filed, said, noted = (house.arrives("Nothing in particular happened here.") for _n in range(3))
    told = house.arrives("Me gritó el agente ZACARÍAS.", language="es")
    door = house.door(house.investigator)
    do(door, said, "message", text="Was it Zacarias who came?")
    do(door, noted, "note", text="zacarías again")
    shown = text_of(door.get(reverse("matters:search"), {"words": "zacarias"}))
    assert all(case.reference in shown for case in (told, said, noted))
    assert filed.reference not in shown
    assert "Read: the newest 4 of 4" in shown
    locked = house.door(house.investigator, locked=True).get(reverse("matters:search"), {"words": "x"})
    assert locked["Location"].startswith(reverse("vault:unlock"))


def test_a_kept_search_writes_once_a_day_with_counts_alone(noon, house):
    door = house.door(house.investigator)
    address = reverse("matters:save_search") + "?show=new&kind=complaint"
    token = re.search(r'name="submission" value="([^"]+)"', door.get(address).content.decode())[1]
    for _time in range(2):
        assert door.post(address, {"name": "New", "alert": "on", "submission": token}).status_code == 302
    assert SavedSearch.objects.get().filters == {"show": "new", "kind": "complaint"}
    assert door.post(address, {"name": "New", "alert": "on"}).status_code == 422
    with clock.stopped_at(noon + timedelta(hours=2)):
        house.arrives()
        tell_of_searches()
    assert not OutgoingMail.objects.filter(to=house.investigator.email)
    with clock.stopped_at(noon + timedelta(hours=24)):
        tell_of_searches()
        tell_of_searches()
    letter = OutgoingMail.objects.get(to=house.investigator.email)
    assert "1 new matter" in letter.subject
    assert "Zacar" not in letter.text
    assert "/matters/?unit=professional-standards&show=new&kind=complaint" in letter.text
    search = SavedSearch.objects.get()
    door.post(reverse("matters:change_search", args=[search.pk]), {"quiet": ""})
    assert not SavedSearch.objects.get().alert
    theirs = house.door(house.colleague)
    assert theirs.post(reverse("matters:change_search", args=[search.pk]), {"forget": ""}).status_code == 404
    door.post(reverse("matters:change_search", args=[search.pk]), {"forget": ""})
    assert not SavedSearch.objects.exists()


def test_the_start_page_says_what_waits(noon, house):
    case = house.arrives()
    assert case.reference not in text_of(house.door(house.investigator).get("/"))
    assert "1 matter that nobody has" in text_of(house.door(house.investigator).get("/"))
    do(house.door(house.investigator), case, "take")
    Case.objects.update(due_on=clock.today() - timedelta(days=3))
    needs = matters_that_wait(house.investigator)
    assert [(need.late, case.reference in str(need.title)) for need in needs] == [(True, True)]
    assert "1 matter is late" in [str(need.title) for need in matters_that_wait(house.commander)]
    assert not matters_that_wait(house.overseer)


def test_a_queue_asks_the_same_few_questions_however_long_it_is(house, django_assert_num_queries):
    """How fast thousands are listed is measured by `bin/bench intake queue`."""
    first = house.arrives()
    door = house.door(house.investigator)
    queue(door)
    with CaptureQueriesContext(connection) as asked:
        queue(door)
    _many_like(first, 120, kept_from=house.colleague)
    with django_assert_num_queries(len(asked)):
        assert "121 matters" in queue(door)


def test_matters_of_one_day_stand_in_one_order_over_all_pages(house):
    """Due on the same day, received in the same moment: the reference decides, and no matter is on two pages or on none."""
    first = house.arrives()
    _many_like(first, 120, kept_from=house.colleague)
    door = house.door(house.investigator)
    seen = [
        reference
        for number in ("1", "2", "3")
        for reference in re.findall(r"T\d{7}", queue(door, reference="T00", page=number))
    ]
    listed = list(dict.fromkeys(seen))
    due = {case.reference: case.due_on for case in Case.objects.filter(reference__startswith="T00")}
    assert listed == sorted(due, key=lambda reference: (due[reference], reference))


def _many_like(first, number, *, kept_from):
    """So many more matters like that one, due on three days; every third is kept from somebody."""
    base = {field.attname: getattr(first, field.attname) for field in Case._meta.concrete_fields}
    many = []
    for place in range(number):
        row = Case(**{**base, "id": uuid.uuid4(), "locator": None, "receipt_key_wrapped": None})
        row.reference = f"T{number - place:07}"
        row.due_on = first.due_on + timedelta(days=place % 3)
        many.append(row)
    Case.objects.bulk_create(many)
    Exclusion.objects.bulk_create(
        Exclusion(case=row, person=kept_from, why=WhyExcluded.ADDED, since=clock.now()) for row in many[::3]
    )
