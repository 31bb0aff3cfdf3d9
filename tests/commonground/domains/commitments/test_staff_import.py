"""Loading a file at the staff door: look, confirm exactly that, read what was done."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonground.domains.commitments.models import Commitment, ImportRun, Programme
from tests.commonground.domains.commitments.public_register import HOSTILE, make_register
from tests.commonground.domains.commitments.staff_pages import People, controls_of, fill_in

pytestmark = pytest.mark.django_db
PATH = "/commitments/import/"
CSV = f"""number,statement,percent,status,surprise
12,,60,Planning,x
13,"New one, with a comma {HOSTILE}",10,Initiation,
9,,100,Full implementation,
14,Bad percent,110,Planning,
15,Bad status,5,Nearly there,
"""


@pytest.fixture
def register(noon):
    return make_register()


@pytest.fixture
def door(make_person, register, staff_door):
    return staff_door(People(make_person).manager)


def send(door, content: str | bytes, name="register.csv", **typed):
    data = content.encode() if isinstance(content, str) else content
    return fill_in(
        door,
        PATH,
        "programme",
        **{"programme": "safety-plan", **typed, "file": SimpleUploadedFile(name, data)},
    )


def looked_at(door, content=CSV):
    answer = send(door, content)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def test_the_plan_says_what_would_change_and_changes_nothing(door, register):
    page = door.get(looked_at(door)).content.decode()
    for part in ("55%", "60%", "110", "Nearly there", "would be added", "rows refused", "surprise"):
        assert part in page, part
    assert "<script>alert" not in page
    assert Commitment.objects.count() == 6
    assert not ImportRun.objects.exists()


def test_refused_rows_are_left_out_only_on_purpose(door, register):
    plan = looked_at(door)
    refused = fill_in(door, plan)
    assert "Put the refused rows right" in refused.content.decode()
    assert not ImportRun.objects.exists()


def test_confirming_carries_out_that_plan_and_stands_in_the_history(door, register):
    plan = looked_at(door)
    done = fill_in(door, plan, skip_refused="on")
    run = ImportRun.objects.get()
    assert done.headers["Location"] == f"{PATH}{run.pk}/"
    assert Commitment.objects.get(number="13").percent == 10
    assert Commitment.objects.get(number="12").percent == 60
    result = door.get(done.headers["Location"]).content.decode()
    assert "Bad percent" not in result
    assert "They are dealt with" in result
    assert f'href="{PATH}{run.pk}/"' in door.get(PATH).content.decode()
    settled = door.post(
        f"{PATH}{run.pk}/settle", controls_of(door.get(f"{PATH}{run.pk}/"), "submission"), follow=True
    )
    assert "They are dealt with" not in settled.content.decode()


def test_confirming_twice_imports_once(door, register):
    plan = looked_at(door)
    typed = {**controls_of(door.get(plan), "plan"), "skip_refused": "on"}
    first, second = door.post(plan, typed), door.post(plan, typed)
    assert first.headers["Location"] == second.headers["Location"]
    assert ImportRun.objects.count() == 1


def test_a_register_changed_meanwhile_shows_the_new_plan_and_imports_nothing(door, register):
    plan = looked_at(door)
    typed = {**controls_of(door.get(plan), "plan"), "skip_refused": "on"}
    Commitment.objects.filter(number="12").update(percent=58, version=2)
    stale = door.post(plan, typed)
    page = stale.content.decode()
    assert "The register has changed" in page
    assert "58%" in page
    assert not ImportRun.objects.exists()
    assert door.post(plan, {**controls_of(stale, "plan"), "skip_refused": "on"}).status_code == 302
    assert Commitment.objects.get(number="12").percent == 60


def test_an_upload_kept_no_longer_says_so(door, register, settings):
    plan = looked_at(door)
    for path in (Path(settings.FILES_ROOT) / "imports").iterdir():
        path.unlink()
    page = door.get(plan).content.decode()
    assert "This upload is kept no longer." in page
    assert "This upload is kept no longer." in door.get(PATH + "plan/made-up/").content.decode()


def test_a_plan_is_its_uploaders_alone(door, register, make_person, staff_door):
    plan = looked_at(door)
    other = staff_door(make_person("implementation-manager"))
    assert "kept no longer" in other.get(plan).content.decode()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        ("", "register.csv", "empty"),
        (b"PK\x03\x04 workbook", "register.xlsx", "This is not a CSV or JSON file."),
        ("{not json", "register.json", "not valid JSON"),
        ("a,b\n1,2\n", "register.csv", "has no column"),
        ('{"other": []}', "register.json", "holds no list"),
        ("number,statement\n" + "x" * (5 * 1024 * 1024), "register.csv", "larger than 5 MB"),
        ("", None, "Choose a file."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_field(door, register, content, name, sentence):
    nothing = name is None
    answer = (
        fill_in(door, PATH, "programme", programme="safety-plan") if nothing else send(door, content, name)
    )
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert 'href="#id_file"' in answer.content.decode()


def test_a_new_programme_is_made_unpublished(door, register):
    refused = send(door, "number,statement\n1,First\n", programme="+new")
    assert "Give the new program a name." in refused.content.decode()
    plan = send(door, "number,statement\n1,First\n", programme="+new", new_name="Second Report").headers[
        "Location"
    ]
    assert "A new program is made." in door.get(plan).content.decode()
    assert fill_in(door, plan).status_code == 302
    made = Programme.objects.get(slug="second-report")
    assert (made.published, made.commitments.count()) == (False, 1)


def test_our_own_export_changes_nothing(door, register):
    for kind in ("csv", "json"):
        export = door.get(f"/commitments/export.{kind}").content
        plan = door.get(send(door, export, f"register.{kind}").headers["Location"]).content.decode()
        assert "Nothing would change" in plan, kind


def test_thousands_of_rows_are_paged(door, register):
    rows = "".join(f"{number},Statement {number},5,Planning\n" for number in range(100, 2100))
    plan = looked_at(door, "number,statement,percent,status\n" + rows)
    page = door.get(plan + "?page=3").content.decode()
    assert page.count('class="cm-plan__title"') == 50
    assert "Statement 200" in page


def test_json_of_a_tracker_is_read(door, register):
    content = {
        "recommendations": [{"number": 30, "title": "A new one", "percent_implemented": 15}],
        "topics": [],
    }
    plan = send(door, json.dumps(content), "tracker.json").headers["Location"]
    assert "A new one" in door.get(plan).content.decode()


@pytest.mark.parametrize("role", ["commitment-owner", "change-reviewer", "board-member", "auditor"])
def test_imports_are_for_those_who_may(register, make_person, staff_door, role):
    door = staff_door(make_person(role))
    assert door.get(PATH).status_code == 403
    assert door.post(PATH, {}).status_code == 403
