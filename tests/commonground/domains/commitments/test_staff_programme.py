"""A programme's settings at the staff door."""

import pytest

from commonground.domains.commitments.models import Milestone, Programme, Topic
from tests.commonground.domains.commitments.public_register import make_register
from tests.commonground.domains.commitments.staff_pages import People, controls_of, fill_in

pytestmark = pytest.mark.django_db
PATH = "/commitments/programs/safety-plan/"


@pytest.fixture
def register(noon):
    return make_register()


@pytest.fixture
def who(make_person, register):
    return People(make_person)


def test_settings_are_for_managers(who, staff_door):
    for person in (who.owner, who.reviewer, who.board_member, who.nobody):
        assert staff_door(person).get(PATH).status_code == 403
    assert staff_door(who.manager).get("/commitments/programs/other/").status_code == 404


def test_words_cadence_and_review_are_changed_with_their_spanish(who, register, staff_door):
    answer = fill_in(
        staff_door(who.manager), PATH, about="New **words**.", report_title_es="Más seguros juntos",
        as_of="2026-11-01", update_every_days="30", second_review=["on"],
    )  # fmt: skip
    assert answer.status_code == 302
    kept = Programme.objects.get()
    assert (kept.about, kept.update_every_days, kept.second_review) == ("New **words**.", 30, True)
    assert kept.translations["es"]["report_title"] == "Más seguros juntos"
    assert kept.translations["es"]["name"] == "Plan de seguridad de Riverbend"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"update_every_days": "0"}, "greater than or equal to 1"),
        ({"update_every_days": "often"}, "Write a number of days."),
        ({"name": ""}, "Give the program a name."),
        ({"as_of": "2026-02-31"}, "Enter a valid date."),
        ({"about": "x" * 20_001}, "at most 20000 characters"),
    ],
)
def test_what_is_wrong_is_said(who, staff_door, typed, sentence):
    assert sentence in fill_in(staff_door(who.manager), PATH, **typed).content.decode()


def test_two_managers_meet(who, staff_door, make_person):
    other = staff_door(make_person("implementation-manager"))
    typed = controls_of(other.get(PATH), "submission")
    fill_in(staff_door(who.manager), PATH, name="Safety Plan 2")
    conflict = other.post(PATH, {**typed, "name": "My plan"})
    assert "Safety Plan 2" in conflict.content.decode()
    assert other.post(PATH, controls_of(conflict, "submission")).status_code == 302
    assert Programme.objects.get().name == "My plan"


def test_it_is_withdrawn_and_published_again(who, register, staff_door):
    door = staff_door(who.manager)
    assert "Every public page of it" in door.get(PATH + "publish").content.decode()
    fill_in(door, PATH + "publish")
    assert not Programme.objects.get().published
    fill_in(door, PATH + "publish")
    assert Programme.objects.get().published


def test_topics_are_added_and_reworded(who, register, staff_door):
    door = staff_door(who.manager)
    assert fill_in(door, PATH + "topics/add", name="Homes", name_es="Vivienda").status_code == 302
    topic = Topic.objects.get(number=3)
    assert (
        "already has a topic" in fill_in(door, PATH + "topics/add", number="3", name="Again").content.decode()
    )
    assert fill_in(door, f"{PATH}topics/{topic.pk}/", name="Housing", name_es="").status_code == 302
    topic.refresh_from_db()
    assert (topic.number, topic.name, topic.translations.get("es")) == (3, "Housing", None)
    assert door.get(f"{PATH}topics/99999/").status_code == 404


def test_milestones_are_added_and_removed(who, register, staff_door):
    door = staff_door(who.manager)
    bad = fill_in(door, PATH + "milestones/add", happened="sometime", event="E", url="javascript:alert(1)")
    assert "is not a date" in bad.content.decode()
    assert "Write a whole web address" in bad.content.decode()
    assert (
        fill_in(door, PATH + "milestones/add", happened="May 2026", event="Half of it done").status_code
        == 302
    )
    milestone = Milestone.objects.get(event="Half of it done")
    assert str(milestone.happened) == "2026-05"
    remove = f"{PATH}milestones/{milestone.pk}/remove"
    assert fill_in(door, remove).status_code == 302
    assert door.get(remove).status_code == 404
