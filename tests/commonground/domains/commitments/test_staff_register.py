"""The register at the staff door: finding, late first, setting something for many, exporting."""

import csv
import io
import json
from datetime import date

import pytest

from commonground.domains.commitments.models import Commitment
from tests.commonground.domains.commitments.public_register import Register, make_commitment, make_register
from tests.commonground.domains.commitments.staff_pages import People, controls_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(noon) -> Register:
    return make_register()


@pytest.fixture
def who(make_person, register):
    found = People(make_person)
    Commitment.objects.filter(pk=register.late.pk).update(owner=found.owner)
    return found


def shown(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def links_to(page: str, *commitments: Commitment) -> list[bool]:
    return [f'href="/commitments/{one.pk}/"' in page for one in commitments]


def test_late_ones_come_first_and_say_why(who, register, staff_door):
    page = shown(staff_door(who.manager).get("/commitments/"))
    places = [
        page.index(f'href="/commitments/{one.pk}/"')
        for one in (register.late, register.ordinary, register.held)
    ]
    assert places[0] == min(places)
    assert "The promised update is overdue." in page
    assert "6 commitments" in page


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("show=late", ["late"]),
        ("show=held", ["held"]),
        ("show=reported", ["reported"]),
        ("show=disputed", ["implemented"]),
        ("topic=crisis-response&status=planning", ["ordinary"]),
        ("status=none", ["unknown"]),
        ("text=clinico", ["late"]),
        ("owner=none&show=held", ["held"]),
        ("show=nonsense&topic=%3Cscript%3E&page=x", None),
    ],
)
def test_filters_keep_what_they_say(who, register, staff_door, query, kept):
    page = shown(staff_door(who.manager).get(f"/commitments/?{query}"))
    names = ["late", "held", "reported", "implemented", "unknown", "ordinary"]
    found = [name for name in names if links_to(page, getattr(register, name))[0]]
    assert found == (names if kept is None else kept)
    assert "<script>" not in page.replace("<script src", "")


def test_mine_are_those_i_own(who, register, staff_door):
    page = shown(staff_door(who.owner).get("/commitments/?show=mine"))
    assert links_to(page, register.late, register.ordinary) == [True, False]
    assert f'href="/commitments/{register.late.pk}/update"' in page


def test_who_only_reads_gets_no_buttons(who, register, staff_door):
    page = shown(staff_door(who.board_member).get("/commitments/"))
    assert "/update" not in page
    assert 'name="chosen"' not in page
    assert "Add a commitment" not in page


def test_an_empty_register_says_so(make_person, noon, staff_door):
    assert "No commitment matches" in shown(staff_door(make_person("board-member")).get("/commitments/"))


def test_many_get_one_next_update(who, register, staff_door):
    door = staff_door(who.manager)
    typed = controls_of(door.get("/commitments/?tick=page"), "chosen")
    assert len(typed["chosen"]) == 6
    typed |= {
        "do": "next-update",
        "next_update_by": "2026-12-24",
        "chosen": [register.late.pk, register.unknown.pk],
    }
    assert door.post("/commitments/bulk?show=late", typed).headers["Location"] == "/commitments/?show=late"
    days = Commitment.objects.filter(next_update_by=date(2026, 12, 24))
    assert set(days) == {register.late, register.unknown}


def test_many_get_one_owner(who, register, staff_door):
    typed = {
        "do": "owner",
        "owner_id": who.other_owner.pk,
        "chosen": [register.held.pk, register.ordinary.pk],
    }
    assert staff_door(who.manager).post("/commitments/bulk", typed).status_code == 302
    assert set(Commitment.objects.filter(owner=who.other_owner)) == {register.held, register.ordinary}


def test_what_bulk_lacks_is_said_and_the_ticks_stay(who, register, staff_door):
    door = staff_door(who.manager)
    page = shown(
        door.post(
            "/commitments/bulk", {"do": "next-update", "next_update_by": "", "chosen": [register.held.pk]}
        )
    )
    assert "Give the day." in page
    assert f'value="{register.held.pk}" checked' in page
    assert "Tick at least one commitment first." in shown(door.post("/commitments/bulk", {"do": "owner"}))


def test_all_of_a_page_can_be_ticked_without_a_script(who, register, staff_door):
    page = shown(staff_door(who.manager).get("/commitments/?tick=page"))
    assert page.count(" checked") == 6


def test_the_ticked_are_exported(who, register, staff_door):
    answer = staff_door(who.manager).post("/commitments/bulk", {"do": "export", "chosen": [register.late.pk]})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["number"] for row in rows] == ["2"]


def test_an_export_has_what_the_filter_shows_and_nothing_that_runs(who, register, staff_door):
    make_commitment(register.programme, "13", statement="=HYPERLINK(1)")
    answer = staff_door(who.board_member).get("/commitments/export.csv?owner=none")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="safety-plan-2026-11-02.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["number"] for row in rows} == {"4a", "7", "9", "11", "12", "13"}
    assert next(row for row in rows if row["number"] == "13")["statement"] == "'=HYPERLINK(1)"
    as_json = json.loads(staff_door(who.manager).get("/commitments/export.json").content)
    assert len(as_json["commitments"]) == 7
    assert staff_door(who.manager).get("/commitments/export.xlsx").status_code == 404


def test_a_thousand_are_paged_with_few_queries(who, register, staff_door, django_assert_max_num_queries):
    for number in range(100, 400):
        make_commitment(register.programme, str(number))
    door = staff_door(who.manager)
    door.get("/commitments/")
    with django_assert_max_num_queries(60):
        page = shown(door.get("/commitments/?page=2"))
    assert page.count('name="chosen"') == 50
