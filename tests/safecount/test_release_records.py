"""Records released one by one: from the definition to the folder, and what the ledger refuses beside them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shlex
import shutil
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from safecount.command.app import app
from safecount.disclosure.ledger import Ledger
from safecount.disclosure.microdata import MicrodataRefused, SafeRecords, UnsafeRecords, anonymise
from safecount.disclosure.microdata.ledger import RecordsLedger
from safecount.disclosure.microdata.planning import plan_of
from safecount.disclosure.microdata.safe_records import digest_of_records
from safecount.generate.stops import DEFINITION_TEXT, generate_stops
from safecount.ingest import Store, ingest
from safecount.problems import DefinitionError
from safecount.publish import PublishError, ReleaseError, read_release, verify_release
from safecount.publish.csv_text import texts_csv
from safecount.publish.records import RecordsRequest, make_records, publish_records, read_records
from safecount.publish.records.files import Named
from safecount.schema import load_definition
from tests.safecount.conftest import NOW, parsed
from tests.safecount.publish.making import EDITION, about

SECTION = """
[records.stops]
table = "stop"
sensitive = { outcome = 2 }

[records.stops.keys]
stopped = { coarsest = "year" }
subject_race = { coarsest = "as it is", weight = 2 }
subject_age = { bands = [[18, 35, 65], [18]] }
part_of_day = { column = "stopped", ladder = "day_parts" }
"""
PAGE = Path(__file__).parents[2] / "docs" / "count" / "release.md"
OFFICE = (
    "--contact-name",
    "Data desk",
    "--contact-email",
    "data@riverbend.example.gov",
    "--issued",
    "2026-11-21",
)


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two years of invented stops, taken in; never altered by a test."""
    folder = tmp_path_factory.mktemp("taken")
    (folder / "stops.toml").write_text(DEFINITION_TEXT + SECTION, "utf-8")
    generate_stops(str(folder / "stops.csv"), 1_500)
    definition = load_definition(folder / "stops.toml")
    ingest(definition, [str(folder / "stops.csv")], Store(folder / "riverbend-stops.store"), now=NOW)
    return folder


@pytest.fixture
def folder(taken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it to work in."""
    copy = Path(shutil.copytree(taken, tmp_path / "work"))
    monkeypatch.chdir(copy)
    return copy


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.stdout + done.stderr


def release(name: str, *more: str, kind: str = "release-records") -> tuple[int, str]:
    return run(kind, "stops.toml", "--out", f"public/{name}", *OFFICE, *(more or ("--unsigned",)))


def bytes_of(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_release_stands_alone_and_is_the_same_twice(folder: Path) -> None:
    code, text = release("first", "--key", "key.pem")
    assert code == 0, text
    before = bytes_of(folder / "public")
    assert set(before) == {
        f"first/{name}"
        for name in (
            "README.txt", "certificate.json", "data.json", "dictionary.csv", "records/stops.csv",
            "records/stops.csv-metadata.json", "records/stops.parquet", "release.json", "release.pub", "release.sig",
        )
    }  # fmt: skip
    assert "stood there already" in release("first", "--key", "key.pem")[1]
    shutil.rmtree("public")
    assert "written" in release("first", "--key", "key.pem")[1]
    assert bytes_of(folder / "public") == before
    assert verify_release("public/first").signed
    rows = list(csv.reader(io.StringIO(Path("public/first/records/stops.csv").read_text("utf-8"))))
    cells = pq.read_table("public/first/records/stops.parquet")
    assert [tuple(row) for row in rows[1:]] == list(zip(*(c.to_pylist() for c in cells.columns), strict=True))
    assert min(Counter(tuple(row[:4]) for row in rows[1:]).values()) >= 11
    manifest = json.loads(Path("public/first/release.json").read_text("utf-8"))
    certificate = json.loads(Path("public/first/certificate.json").read_text("utf-8"))
    assert manifest["protection"]["k"] == certificate["k"] == 11
    assert certificate["diversity"] == {"outcome": 2}
    assert set(certificate["levels"]) == {"stopped", "subject_race", "subject_age", "part_of_day"}
    assert (
        certificate["records_in"] - certificate["suppressed"] == len(rows) - 1 == manifest["records"]["rows"]
    )
    assert certificate["suppressed"] <= 0.05 * certificate["records_in"]
    described = json.loads(Path("public/first/records/stops.csv-metadata.json").read_text("utf-8"))
    assert [column["titles"][0] for column in described["tableSchema"]["columns"]] == rows[0]
    with open("public/first/dictionary.csv", encoding="utf-8", newline="") as file:
        entries = list(csv.DictReader(file))
    codes = {(entry["column"], entry["code"]) for entry in entries if entry["kind"] == "code"}
    assert codes == {(name, value) for row in rows[1:] for name, value in zip(rows[0], row, strict=True)}
    dataset = json.loads(Path("public/first/data.json").read_text("utf-8"))["dataset"][0]
    assert "alike in every key" in dataset["description"]


def test_the_page_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    section = PAGE.read_text("utf-8").partition("\n## Releases of records\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```(console|toml)\n(.*?)```", section, re.DOTALL)
    assert len(blocks) >= 5
    for kind, block in blocks:
        if kind == "toml":
            with open("stops.toml", "a", encoding="utf-8") as definition:
                definition.write(f"\n{block}")
            continue
        for step in block.replace("\\\n", " ").split("$ safecount ")[1:]:
            command, *shown = step.rstrip("\n").split("\n")
            code, text = run(*shlex.split(command))
            assert code == (2 if command.startswith("tables") else 0), text
            assert {line.strip() for line in shown} <= {line.strip() for line in text.splitlines()}, text


def test_what_would_be_told_is_said_without_writing(folder: Path) -> None:
    before = bytes_of(folder)
    code, text = run("release-records", "stops.toml", "--through", "2024-12")
    assert code == 0
    assert re.search(r"stopped +year", text)
    assert "from 2024-01 to 2024-12" in text
    assert bytes_of(folder) == before


def test_a_month_is_released_once(folder: Path) -> None:
    assert release("2024", "--unsigned", "--through", "2024-12")[0] == 0
    assert release("2025", "--unsigned")[0] == 0
    first, second = (read_records(f"public/{name}").records.certificate for name in ("2024", "2025"))
    assert (first.last, second.first) == ("2024-12", "2025-01")
    assert second.earlier == (first.digest,)
    # The first again, whatever came since.
    assert "stood there already" in release("2024", "--unsigned", "--through", "2024-12")[1]
    assert "No month lies between" in release("third")[1]
    assert "released before" in release("third", "--unsigned", "--first", "2025-06")[1]
    code, text = release("2024", "--unsigned", "--through", "2024-11")
    assert (code, "was made before with other records" in text) == (2, True)
    assert (
        "another day, contact"
        in release("2024", "--unsigned", "--through", "2024-12", "--issued", "2026-11-22")[1]
    )
    assert sorted(path.name for path in Path("public").iterdir()) == ["2024", "2025"]


def test_records_that_come_late_for_a_month_that_is_out_are_not_released(folder: Path) -> None:
    assert release("2024", "--unsigned", "--through", "2024-12")[0] == 0
    lines = Path("stops.csv").read_text("utf-8").splitlines()
    late = [line.replace(line.split(",")[0], f"late-{n}", 1) for n, line in enumerate(lines[1:400])]
    Path("late.csv").write_text("\n".join([lines[0], *late]) + "\n", "utf-8")
    assert run("ingest", "stops.toml", "late.csv")[0] == 0
    assert release("2025")[0] == 0
    assert read_records("public/2025").records.certificate.first == "2025-01"


@pytest.mark.parametrize("kinds", [("release", "release-records"), ("release-records", "release")])
def test_tables_and_records_of_a_dataset_are_never_both_released(
    folder: Path, kinds: tuple[str, str]
) -> None:
    assert release("first", kind=kinds[0])[0] == 0
    ledger = bytes_of(folder / "riverbend-stops.store" / "ledger")
    code, text = release("second", kind=kinds[1])
    assert (code, "never as both" in text) == (2, True)
    command = ("tables",) if kinds[1] == "release" else ("release-records",)
    assert run(*command, "stops.toml")[0] == 2
    assert [path.name for path in Path("public").iterdir()] == ["first"]
    assert bytes_of(folder / "riverbend-stops.store" / "ledger") == ledger


def test_a_run_that_ends_half_way_counts_as_released(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("safecount.publish.records.make.publish_records", killed)
        assert release("2024", "--unsigned", "--through", "2024-12")[0] != 0
    assert "begun and not finished" in release("2025")[1]
    assert "never as both" in release("tables", kind="release")[1]
    assert release("2024", "--unsigned", "--through", "2024-12")[0] == 0
    assert release("2025")[0] == 0
    entry = Path("riverbend-stops.store/ledger/records/000001/entry.json")
    entry.write_text("{}", "utf-8")
    assert "is damaged" in release("2026")[1]


def test_two_runs_at_once_are_refused(folder: Path) -> None:
    with Ledger("riverbend-stops.store/ledger").writing():
        assert "Another release is being made" in release("2024")[1]


def _safe(rows: int = 12) -> SafeRecords:
    definition = parsed(DEFINITION_TEXT + SECTION)
    only = plan_of(
        definition, replace(definition.records[0], sensitive={}, keys=definition.records[0].keys[1:2])
    )
    told = pa.table({"subject_race": ["=white", "black"] * rows})
    return anonymise(told, replace(only, month=None))


NAMED = Named("stops", "Stops", "person")


def test_nothing_but_safe_records_is_published(tmp_path: Path) -> None:
    safe = _safe()

    class Sly(SafeRecords):
        def __post_init__(self) -> None:
            """Check nothing."""

    for wrong in (safe.cells, Sly(safe.cells, safe.certificate), {"cells": safe.cells}):
        with pytest.raises(UnsafeRecords, match="not SafeRecords"):
            publish_records(wrong, NAMED, about(), tmp_path / "out", signing_key=None)  # type: ignore[arg-type]
    altered = _safe()
    object.__setattr__(altered, "cells", pa.concat_tables([safe.cells, safe.cells.slice(0, 1)]))
    with pytest.raises(UnsafeRecords, match="not as many"):
        publish_records(altered, NAMED, about(), tmp_path / "out", signing_key=None)
    with pytest.raises(UnsafeRecords, match="certificate is for"):
        publish_records(safe, NAMED, about(dataset="elsewhere"), tmp_path / "out", signing_key=None)
    with pytest.raises(PublishError, match="file name"):
        publish_records(safe, Named("../x", "", "person"), about(), tmp_path / "out", signing_key=None)
    with pytest.raises(PublishError, match="nothing to release"):
        publish_records(_safe(0), NAMED, about(), tmp_path / "out", signing_key=None)
    assert not (tmp_path / "out").exists()
    publish_records(safe, NAMED, about(), tmp_path / "out", signing_key=None)
    assert "'=white" in (tmp_path / "out" / "records" / "stops.csv").read_text("utf-8")
    assert read_records(tmp_path / "out").records.cells.equals(safe.cells)
    with pytest.raises(ReleaseError, match="holds no release of the format"):
        read_release(tmp_path / "out")


def _spoiled(folder: Path, cells: pa.Table, **changes: object) -> None:
    """Rewrite a release so that every digest fits, as a publisher could who does not keep to the promise."""
    digest = digest_of_records(cells)
    (folder / "records" / "stops.csv").write_bytes(texts_csv(cells))
    certificate = json.loads((folder / "certificate.json").read_text("utf-8")) | {"digest": digest} | changes
    (folder / "certificate.json").write_text(json.dumps(certificate), "utf-8")
    manifest = json.loads((folder / "release.json").read_text("utf-8"))
    for file in manifest["files"]:
        found = (folder / file["path"]).read_bytes()
        file |= {"bytes": len(found), "sha256": hashlib.sha256(found).hexdigest()}
    (folder / "release.json").write_text(json.dumps(manifest), "utf-8")


def test_anyone_counts_records_again(folder: Path) -> None:
    assert release("2024", "--unsigned", "--through", "2024-12")[0] == 0
    assert release("2025")[0] == 0
    code, text = run("attack", "public/2025", "public/2024")
    assert code == 0, text
    assert "No two of the releases hold the same months" in text
    cells = read_records("public/2024").records.cells
    said = read_records("public/2024").records.certificate
    shutil.copytree("public/2024", "public/again")
    _spoiled(Path("public/again"), cells, first="2025-12", last="2026-01")
    code, text = run("attack", "public/2025", "public/again")
    assert (code, "hold records of the same months" in text) == (1, True)
    shutil.copytree("public/2024", "public/small")
    lonely = pa.table({name: ["x"] for name in cells.column_names})
    records = {"records_in": said.records_in + 1, "records_out": said.records_out + 1}
    _spoiled(Path("public/small"), pa.concat_tables([cells, lonely]), **records)
    code, text = run("attack", "public/small")
    assert (code, "Some class has 1 records" in text) == (1, True)
    assert json.loads(run("attack", "public/small", "--json")[1])["passed"] is False
    assert run("attack", "public/2024", "public/2024")[0] == 2
    (Path("public/2024") / "records" / "stops.csv").write_text("altered", "utf-8")
    assert run("attack", "public/2024")[0] == 2


@pytest.mark.parametrize("field", ["k", "levels", "digest", "earlier", "loss", "diversity"])
def test_a_certificate_that_a_stranger_made_is_refused(folder: Path, field: str) -> None:
    assert release("2024", "--unsigned", "--through", "2024-12")[0] == 0
    cells = read_records("public/2024").records.cells
    for wrong in (None, 1 if field == "digest" else "x", {"a": []}, [1]):
        _spoiled(Path("public/2024"), cells, **{field: wrong})
        with pytest.raises((ReleaseError, UnsafeRecords)):
            read_records("public/2024")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('table = "nothing"\nkeys = { beat = {} }', "no table nothing"),
        ('table = "stop"\nkeys = {}', "no key"),
        ('table = "stop"\nkeys = { nothing = {} }', "no column nothing"),
        ('table = "stop"\nkeys = { stop_number = {} }', "never released"),
        ('table = "stop"\nkeys = { subject_age = {} }', "told only in bands"),
        ('table = "stop"\nkeys = { beat = { ladder = "points" } }', "goes with longitude"),
        ('table = "stop"\nkeys = { beat = { weight = 0 } }', "weight"),
        ('table = "stop"\nkeys = { beat = {} }\nk = 5', "hidden below 11"),
        ('table = "stop"\nkeys = { beat = {} }\nleft_out = 1.5', "A share"),
        ('table = "stop"\nkeys = { beat = {} }\nsensitive = { minutes = 2 }', "not a code"),
        ('table = "stop"\nkeys = { outcome = {} }\nsensitive = { outcome = 2 }', "is a key too"),
        ('table = "stop"\nkeys = { subject_age = { bands = [[true]] } }', "does not fit"),
    ],
)
def test_a_definition_that_will_not_do_is_refused_with_its_line(line: str, message: str) -> None:
    with pytest.raises(DefinitionError, match=message) as refused:
        parsed(f"{DEFINITION_TEXT}\n[records.stops]\n{line}\n")
    assert all(problem.line > 1 for problem in refused.value.problems)


def test_a_plan_takes_what_the_definition_says(tmp_path: Path) -> None:
    text = DEFINITION_TEXT + SECTION + "\n[threshold]\nk = 12\ncolumns = { subject_age = 30 }\n"
    definition = parsed(text)
    plan = plan_of(definition, definition.records[0], "2025-01", "2025-06")
    assert (plan.k, plan.first, plan.last, plan.most_suppressed) == (30, "2025-01", "2025-06", 0.05)
    assert [type(key.ladder).__name__ for key in plan.keys] == ["Periods", "Groups", "Bands", "DayParts"]
    assert plan.keys[3].name == "part_of_day"
    for wrong in (("2025-13", "2026-01"), ("2025-06", "2025-05"), ("2025-06", "")):
        with pytest.raises(MicrodataRefused):
            plan_of(definition, definition.records[0], *wrong)


def test_points_come_from_a_list_of_addresses(tmp_path: Path) -> None:
    columns = 'lat = { type = "number", role = "sensitive" }\nlon = { type = "number", role = "sensitive" }\n'
    text = DEFINITION_TEXT.replace("[tables.stop.columns]\n", f"[tables.stop.columns]\n{columns}")
    key = 'near = { column = "lat", ladder = "points", longitude = "lon", addresses = "addresses.csv" }'
    path = tmp_path / "stops.toml"
    path.write_text(f'{text}\n[records.stops]\ntable = "stop"\n[records.stops.keys]\n{key}\n', "utf-8")
    definition = load_definition(path)
    with pytest.raises(MicrodataRefused, match="columns latitude and longitude"):
        plan_of(definition, definition.records[0])
    lines = [f"{44 + n / 1000},{-93 + n / 1000}" for n in range(40)]
    (tmp_path / "addresses.csv").write_text("\n".join(["latitude,longitude", *lines]), "utf-8")
    ladder = plan_of(definition, definition.records[0]).keys[0].ladder
    assert ladder.rungs[0] == "points of 8 addresses or more"


def test_a_certificate_in_the_ledger_is_read_as_it_was_written(folder: Path) -> None:
    definition = load_definition("stops.toml")
    store = Store("riverbend-stops.store")
    request = RecordsRequest(Path("public/first"), EDITION.contact, NOW.date())
    published = make_records(definition, definition.records[0], store, request)
    entry = RecordsLedger(Ledger(store.folder / "ledger")).entries()[0]
    assert entry.digest == published.sha256
    assert asdict(entry.certificate) == asdict(published.certificate)
