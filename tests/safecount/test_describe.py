"""A guessed definition is valid as it stands and takes in the file it was guessed from without a reject."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safecount.describe import describe
from safecount.generate import generate_stops
from safecount.ingest import IngestReport
from safecount.problems import SourceError
from safecount.schema import ColumnType, Role, parse_definition
from tests.safecount.conftest import parsed

Take = Callable[..., IngestReport]

PUBLISHED = [
    ("stops/seattle_terry_2015_2017.csv.gz", 19_753, "terry_stop_id", "reported_date"),
    ("stops/wales_00.csv.gz", 1_650, "", "date"),
    ("force/dallas_2016.csv.gz", 2_383, "objectid", "occurred_d"),
    ("complaints/philadelphia_complainant_demographics.csv.gz", 5_660, "", ""),
    ("calls/sacramento_daily_log.jsonl.gz", 2_939, "", "date"),
    ("calls/baltimore_2021.json.gz", 2_000, "record_id", "call_date_time"),
]


@pytest.mark.parametrize(("name", "rows", "key", "month"), PUBLISHED, ids=[item[0] for item in PUBLISHED])
def test_published_data(shared_data: Path, take: Take, name: str, rows: int, key: str, month: str) -> None:
    definition = parsed(describe(str(shared_data / name)))
    (table,) = definition.tables
    assert (",".join(table.key), table.month) == (key, month)
    report = take(definition, shared_data / name)
    assert (report.total("read"), report.total("accepted")) == (rows, rows)
    assert not report.tables[0].unlisted
    assert not report.files[0].drift


def test_a_date_and_its_time_are_joined(shared_data: Path) -> None:
    (table,) = parsed(describe(str(shared_data / "stops/seattle_terry_2015_2017.csv.gz"))).tables
    moment = table.column("reported_date")
    assert (moment.type, moment.time_headers) == (ColumnType.MOMENT, ("Reported_Time",))


def test_generated_stops(tmp_path: Path, take: Take) -> None:
    path = tmp_path / "stops.csv"
    generate_stops(path, 3_000)
    definition = parsed(describe(str(path)))
    (table,) = definition.tables
    assert table.key == ("stop_number",)
    assert table.column("stopped").type is ColumnType.MOMENT
    assert table.column("subject_race").type is ColumnType.CODE
    assert table.column("minutes").role is Role.MEASURE
    assert table.column("district").role is Role.PLACE
    assert take(definition, path).total("accepted") == 3_000


def test_headers_without_values_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n", "utf-8")
    with pytest.raises(SourceError, match="no values"):
        describe(str(path))


@pytest.fixture(scope="module")
def any_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any") / 'odd "name".csv'


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=1, max_size=5),
    st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=6), min_size=5, max_size=5), max_size=6),
)
def test_whatever_is_guessed_is_valid(any_file: Path, headers: list[str], rows: list[list[str]]) -> None:
    import csv

    with open(any_file, "w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([headers, *(row[: len(headers)] for row in rows)])
    try:
        text = describe(str(any_file))
    except SourceError:
        return
    parse_definition(text.encode(), "guess")
