"""Taking the register out: what is written is read back, and nothing in it runs."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from commonground.domains.commitments import actions, exports, importing, queries
from commonground.domains.commitments.columns import ALIASES, COLUMNS, NAMES
from commonground.domains.commitments.dates import PartialDate
from commonground.domains.commitments.filters import CommitmentFilter
from commonground.domains.commitments.models import Change, Commitment
from commonground.foundation.actors import COMMAND_LINE
from commonground.reference.models import PublicBody

DOCS = Path(__file__).resolve().parents[4] / "docs" / "reference" / "commitments-csv.md"
SLUG = "safer-together"


class Uploaded(io.BytesIO):
    name = "register.csv"


@pytest.fixture
def register(add, implemented, programme, manager):
    topic = actions.add_topic(programme_id=programme.pk, number=1, name="Force", by=manager)
    body = PublicBody.objects.create(slug="city", name="City")
    add(
        "1",
        '=HYPERLINK("http://riverbend.example")',
        detail="+1\n-2\n@3",
        status="planning",
        percent=40,
        start=PartialDate.parse("2023-05"),
        estimated=PartialDate.parse("2027-Q1"),
        topic_id=topic.pk,
        body_ids=(body.pk,),
        owner_title="-5 degrees",
        translations={"es": {"statement": "Señal; con, «todo»"}},
    )
    implemented("2", percent=90, implemented=PartialDate.parse("2024"))
    held = add("10", 'Quotes "and", commas; semicolons', reported_implemented=True)
    actions.place_on_hold(
        commitment_id=held.pk, reason="@Budget", resume=PartialDate.parse("2027-02"), by=manager
    )
    return programme


@pytest.mark.django_db
def test_export_edit_import_changes_what_was_edited_and_nothing_else(register):
    text = exports.to_csv(queries.public_download_rows(SLUG))
    plan = importing.plan_import(Uploaded(text.encode()), SLUG)
    assert (plan.as_table(), plan.refused, plan.unchanged) == ([], (), 3)
    edited = text.replace(",planning,40,", ",planning,55,")
    assert edited != text
    plan = importing.plan_import(Uploaded(edited.encode()), SLUG)
    assert plan.as_table() == [("2", "1", "Percent done", "40", "55")]
    importing.carry_out(plan, by=COMMAND_LINE)
    assert Change.objects.latest("pk").after == "55"
    assert Commitment.objects.get(number="1").statement.startswith("=HYPERLINK")


@pytest.mark.django_db
def test_no_cell_begins_like_a_formula(register):
    text = exports.to_csv(queries.public_download_rows(SLUG))
    assert text.startswith("\ufeffnumber,")
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.django_db
def test_another_programme_takes_the_whole_register(register):
    text = exports.to_csv(queries.public_download_rows(SLUG))
    plan = importing.plan_import(Uploaded(text.encode()), importing.NewProgramme("copy", "Copy"))
    importing.carry_out(plan, by=COMMAND_LINE)
    copied = {one.number: one for one in Commitment.objects.filter(programme__slug="copy")}
    assert copied["1"].translations == {"es": {"statement": "Señal; con, «todo»"}}
    assert str(copied["1"].estimated) == "2027-Q1"
    assert copied["2"].reported_implemented  # the evidence did not travel with the file
    assert copied["10"].hold_reason == "@Budget"


@pytest.mark.django_db
def test_json_holds_the_same_and_is_read_back(register):
    rows = queries.public_download_rows(SLUG)
    text = exports.to_json({"slug": SLUG}, rows)
    first = json.loads(text)["commitments"][0]
    assert (first["percent"], first["on_hold"], first["implemented"], first["start"]) == (
        40,
        False,
        None,
        "2023-05",
    )
    plan = importing.plan_import(Uploaded(text.encode()), SLUG)
    assert (plan.as_table(), plan.refused, plan.unchanged) == ([], (), 3)


@pytest.mark.django_db
def test_rows_follow_the_filter_and_say_what_follows_from_the_facts(register):
    (row,) = queries.public_download_rows(SLUG, CommitmentFilter(held=True))
    assert (row["number"], row["state"], row["evidence"], row["late"]) == ("10", "reported", "0", "no")
    assert tuple(row) == NAMES


@pytest.mark.django_db
def test_the_command_writes_a_file(register, tmp_path):
    target = tmp_path / "register.csv"
    call_command("commitments", "export", "--to", str(target), stdout=io.StringIO())
    assert target.read_bytes().startswith(b"\xef\xbb\xbfnumber,")
    out = io.StringIO()
    call_command("commitments", "export", "--format", "json", stdout=out)
    assert json.loads(out.getvalue())["programme"]["slug"] == SLUG


def test_the_page_on_columns_says_what_the_program_does():
    text = DOCS.read_text(encoding="utf-8")
    said = [line for line in text.splitlines() if line.startswith("| `")]
    assert said == [f"| `{one.name}` | {'yes' if one.read else 'no'} | {one.meaning} |" for one in COLUMNS]
    for heading, column in ALIASES.items():
        assert f"| {heading} | `{column}` |" in text
