"""A stage taken out of a kind's file while matters stand in it: nothing starts, and whoever filed still reads their page."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as house_settings
from django.core.checks import run_checks
from django.db import connection

from commonground.casework import city_rules
from commonground.casework.actions.filing import Filing, file_case
from commonground.casework.models import Case
from commonground.casework.standing import refuse_lost_stages
from commonground.foundation.actors import RESIDENT
from commonground.foundation.vault import new_receipt
from commonground.reference.city import CityFileWrong
from tests.commonground.casework.filing_house import filing_house, unit_vault  # noqa: F401

pytestmark = pytest.mark.django_db
ANSWERING = """[[stages]]
key = "answering"
"""


@pytest.fixture
def city(settings, tmp_path: Path):
    """`city(edit)`: from here on the city's file of questions says what `edit` makes of it."""

    def changed(edit) -> Path:
        folder = tmp_path / "config" / "cities"
        shutil.copytree(house_settings.CITIES_FOLDER, folder, dirs_exist_ok=True)
        path = folder / settings.CITY / "casework" / "question.toml"
        path.write_text(edit(path.read_text()))
        settings.CITIES_FOLDER = folder
        city_rules.kind_file.cache_clear()
        return folder

    yield changed
    city_rules.kind_file.cache_clear()


@pytest.fixture
def receipt(unit_vault):  # noqa: F811
    """A question that is being answered."""
    found = new_receipt("en")
    filing = Filing("question", "rules", "en", "web", {"what": "How long is a tape kept?"})
    file_case(filing, receipt=found, by=RESIDENT)
    Case.objects.update(stage="answering")
    return found


def without_answering(toml: str) -> str:
    begin = toml.index(ANSWERING)
    rest = toml[:begin] + toml[toml.index("[[stages]]", begin + 5) :]
    return rest.replace('"answering", ', "").replace('"answering"', '"waiting"')


def with_answering_retired(toml: str) -> str:
    kept = toml.replace('"answering", ', "").replace('next = ["answering"]', 'next = ["received"]')
    kept = kept.replace('next = ["answered"]', 'next = ["waiting", "answered"]', 1)
    return kept.replace(ANSWERING, ANSWERING + "retired = true\n")


def test_nothing_starts_and_the_sentence_says_what_to_do(receipt, city) -> None:
    city(without_answering)
    with pytest.raises(CityFileWrong) as wrong:
        refuse_lost_stages()
    for words in ("question.toml", "“answering”", ": 1.", "retired = true", "move those matters on"):
        assert words in str(wrong.value)
    said = run_checks(databases=["default"])
    assert [one.id for one in said] == ["casework.E001"]


def test_a_stage_that_no_matter_stands_in_may_go(receipt, city) -> None:
    Case.objects.update(stage="received")
    city(without_answering)
    refuse_lost_stages()


def test_whoever_filed_reads_their_page_all_the_same(receipt, city, public_door) -> None:
    city(without_answering)
    answer = public_door.post("/tell-us/return/", {"code": receipt.text})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "In work" in page
    assert "How long is a tape kept?" in page
    said = {"code": receipt.text, "do": "write", "text": "Are you there?"}
    assert "Are you there?" in public_door.post("/tell-us/return/", said).content.decode()
    spanish = public_door.post("/es/tell-us/return/", {"code": receipt.text}).content.decode()
    assert "En trámite" in spanish
    Case.objects.update(waiting_since=Case.objects.get().received_at)
    assert public_door.post("/tell-us/return/", {"code": receipt.text}).status_code == 200


def test_a_retired_stage_keeps_what_stands_in_it_and_takes_nothing_in(receipt, city, public_door) -> None:
    city(with_answering_retired)
    refuse_lost_stages()
    rules = city_rules.kind_file("question")
    assert rules.stage("answering").next == ("waiting", "answered")
    assert not [stage.key for stage in rules.stages if "answering" in stage.next]
    assert "Being answered" in public_door.post("/tell-us/return/", {"code": receipt.text}).content.decode()
    assert "Being answered" not in public_door.get("/tell-us/what-happens-next/question/").content.decode()


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda toml: toml.replace(ANSWERING, ANSWERING + "retired = true\n"), "which is retired"),
        (
            lambda toml: toml.replace('key = "received"\n', 'key = "received"\nretired = true\n'),
            "matters begin",
        ),
    ],
    ids=["led to", "first"],
)
def test_a_retired_stage_is_led_to_by_none(city, edit, words: str) -> None:
    city(edit)
    with pytest.raises(CityFileWrong, match=words):
        city_rules.kind_file("question")


@pytest.mark.parametrize("program", ["commonground.doors.staff.wsgi", "worker"])
@pytest.mark.django_db(transaction=True)
def test_the_programs_themselves_refuse_to_start(receipt, city, tmp_path, program: str) -> None:
    """As they are really started, in a process of their own, before the same database."""
    folder = city(without_answering)
    command = ["-m", "django", "worker", "--once"] if program == "worker" else ["-c", f"import {program}"]
    done = subprocess.run(
        [sys.executable, *command],
        env={
            **os.environ,
            "COMMONGROUND_DATABASE_URL": _address(tmp_path),
            "COMMONGROUND_CONFIG_FOLDER": str(folder.parent),
            "DJANGO_SETTINGS_MODULE": "commonground.doors.staff.settings",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode != 0
    assert "question.toml lacks the stage “answering”" in done.stderr


def _address(folder: Path) -> str:
    """Of the database of this test; one in memory is copied to a file, for another process to open."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite":
        return os.environ["COMMONGROUND_DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
    if not connection.is_in_memory_db():
        return f"sqlite:///{name}"
    path = folder / "standing.sqlite3"
    target = sqlite3.connect(path)
    connection.connection.backup(target)
    target.close()
    return f"sqlite:///{path}"
