"""Every shipped definition against the files departments published, each row accounted for.

The expected numbers come from a count of the files made here with nothing but Python's own csv and json modules.
"""

from __future__ import annotations

import csv
import functools
import gzip
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from safecount.ingest import IngestReport, Store, ingest
from safecount.schema import shipped_definition, shipped_names
from tests.safecount.conftest import NOW, parsed

Take = Callable[..., IngestReport]


@dataclass(frozen=True)
class Ingested:
    report: IngestReport
    store: Store


# definition: (files, read, accepted, rejected, identical, edited)
ACCOUNTS = {
    "minneapolis-stops": ("stops/minneapolis_*", 51_920, 51_920, 0, 0, 0),
    "seattle-terry-stops": ("stops/seattle_terry_*", 19_753, 19_753, 0, 0, 0),
    "wales-stop-search": ("stops/wales_*", 56_190, 56_190, 0, 0, 0),
    "dallas-force": ("force/dallas_*", 20_610, 20_579, 1, 30, 0),
    "cincinnati-force": ("force/cincinnati*", 22_619, 21_098, 0, 1_521, 0),
    "seattle-force": ("force/seattle*", 11_661, 11_661, 0, 0, 0),
    "philadelphia-complaints": ("complaints/philadelphia_*", 24_288, 23_234, 0, 1_054, 0),
    "toronto-crisis-calls": ("calls/toronto_*", 32_000, 32_000, 0, 0, 0),
    "sacramento-daily-log": ("calls/sacramento_*", 2_939, 2_929, 0, 0, 10),
    "baltimore-calls": ("calls/baltimore_*", 2_000, 2_000, 0, 0, 0),
}


def test_every_shipped_definition_is_measured_here() -> None:
    assert sorted(ACCOUNTS) == shipped_names()


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _objects(path: Path) -> list[dict[str, object]]:
    text = gzip.decompress(path.read_bytes()).decode()
    if path.name.endswith(".jsonl.gz"):
        return [json.loads(line) for line in text.splitlines()]
    return [feature["attributes"] for feature in json.loads(text)["features"]]


@pytest.fixture(scope="module")
def ingested(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Ingested]:
    """Each dataset is taken in once, whichever tests look at it."""

    @functools.cache
    def run(name: str) -> Ingested:
        folder = Store(tmp_path_factory.mktemp(name) / "store")
        report = ingest(shipped_definition(name), [str(shared_data / ACCOUNTS[name][0])], folder, now=NOW)
        return Ingested(report, folder)

    return run


@pytest.mark.parametrize("name", sorted(ACCOUNTS))
def test_account_is_exact_and_independent(
    name: str, shared_data: Path, ingested: Callable[[str], Ingested]
) -> None:
    report = ingested(name).report
    pattern, *expected = ACCOUNTS[name]
    totals = [report.total(what) for what in ("read", "accepted", "rejected", "identical", "edited")]
    assert totals == expected
    assert report.balanced
    counted = sum(len(_objects(p) if ".json" in p.name else _rows(p)) for p in shared_data.glob(pattern))
    assert report.total("read") == counted
    assert sum(table.after for table in report.tables) == report.total("accepted")


def test_duplicates_of_cincinnati_and_philadelphia_are_rows_alike_in_every_column(shared_data: Path) -> None:
    for path, expected in (
        ("force/cincinnati.csv.gz", 1_521),
        ("complaints/philadelphia_complaint_disciplines.csv.gz", 1_054),
    ):
        rows = [tuple(row.values()) for row in _rows(shared_data / path)]
        assert len(rows) - len(set(rows)) == expected


def test_dallas_is_one_dataset(shared_data: Path, ingested: Callable[[str], Ingested]) -> None:
    report, store = ingested("dallas-force").report, ingested("dallas-force").store
    assert not any(file.drift for file in report.files)
    assert len(report.files) == 7
    # The thirty duplicates differ in nothing but the object id and how a place is written.
    ignored = set(shipped_definition("dallas-force").table("force").ignored)
    rows = _rows(shared_data / "force/dallas_2013.csv.gz")
    alike = Counter(tuple(value.strip() for key, value in row.items() if key not in ignored) for row in rows)
    assert sum(count - 1 for count in alike.values()) == 30
    (reason,) = report.reasons
    assert (reason.column, reason.count) == ("file_number", 1)
    kept = duckdb.read_parquet(str(next(store.snapshots.glob("*/runs/*/rejects.parquet")))).fetchone()
    assert kept is not None
    assert kept[-1].startswith(b",,,4:07,")
    lines = gzip.decompress((shared_data / "force/dallas_2014.csv.gz").read_bytes()).splitlines(keepends=True)
    assert lines[kept[3] - 1] == kept[-1]


def test_dallas_times_of_day(ingested: Callable[[str], Ingested]) -> None:
    store = ingested("dallas-force").store
    by_year = duckdb.sql(
        f"""SELECT year(occurred_date), count(*) - count(occurred), count(DISTINCT hour(occurred))
            FROM read_parquet('{store.snapshots}/*/tables/force/*/*.parquet') GROUP BY 1 ORDER BY 1"""
    ).fetchall()
    # No time of day in 2018; elsewhere only where the file says NULL or nothing (one such row is a duplicate).
    assert [row[1] for row in by_year] == [24, 7, 7, 10, 14, 2_712, 13]
    assert all(row[2] == 24 for row in by_year if row[0] != 2018)


def test_wales_months_are_local(shared_data: Path, ingested: Callable[[str], Ingested]) -> None:
    report, store = ingested("wales-stop-search").report, ingested("wales-stop-search").store
    (table,) = report.tables
    assert (table.first_month, table.last_month, table.identical_kept) == ("2019-04", "2021-04", 3_690)
    stored = dict(
        duckdb.sql(
            f"""SELECT strftime(searched_date, '%Y-%m'), count(*)
                FROM read_parquet('{store.snapshots}/*/tables/search/*/*.parquet') GROUP BY 1"""
        ).fetchall()
    )
    # Independently: a time in UTC is an hour later in the city from the last Sunday of March to that of October.
    expected: Counter[str] = Counter()
    for path in shared_data.glob("stops/wales_*"):
        for row in _rows(path):
            moment = datetime.fromisoformat(row["Date"]).astimezone(ZoneInfo("Europe/London"))
            expected[moment.strftime("%Y-%m")] += 1
    assert stored == dict(expected)


def test_truncation_is_noticed(ingested: Callable[[str], Ingested]) -> None:
    assert "32,000" in ingested("toronto-crisis-calls").report.files[0].notices[0]


def test_transfer_limit_is_noticed(ingested: Callable[[str], Ingested]) -> None:
    store = ingested("baltimore-calls").store
    (file,) = ingested("baltimore-calls").report.files
    assert any("exceededTransferLimit" in notice for notice in file.notices)
    moment = duckdb.sql(
        f"""SELECT called FROM read_parquet('{store.snapshots}/*/tables/call/*/*.parquet')
            WHERE call_number = 'P210041843'"""
    ).fetchone()
    # 1,609,777,980,000 milliseconds after 1970 is 16:33 UTC, 11:33 in Baltimore.
    assert str(moment) == "(datetime.datetime(2021, 1, 4, 11, 33),)"


def test_sacramento_keeps_the_later_edit(shared_data: Path, ingested: Callable[[str], Ingested]) -> None:
    store = ingested("sacramento-daily-log").store
    latest = {item["id"]: item for item in _objects(shared_data / "calls/sacramento_daily_log.jsonl.gz")}
    stored = duckdb.sql(
        f"SELECT report_number, summary FROM read_parquet('{store.snapshots}/*/tables/incident/*/*.parquet')"
    ).fetchall()
    assert dict(stored) == {
        number: str(item["text"]).strip(" \t\r\n\u00a0\ufeff") for number, item in latest.items()
    }


def test_philadelphia_children_have_parents(ingested: Callable[[str], Ingested]) -> None:
    report = ingested("philadelphia-complaints").report
    found = {table.name: (table.after, table.orphans, table.identical_kept) for table in report.tables}
    assert found == {"complaint": (5_296, 0, 0), "finding": (12_278, 0, 0), "complainant": (5_660, 1, 27)}


def test_placeholder_births_are_missing(ingested: Callable[[str], Ingested]) -> None:
    assert ingested("seattle-terry-stops").report.tables[0].faulty == {"officer_birth_year": 4}


def test_unlisted_codes_are_counted_and_suggested(ingested: Callable[[str], Ingested]) -> None:
    unlisted = ingested("cincinnati-force").report.tables[0].unlisted
    assert {(item.spelling, item.count) for item in unlisted} >= {("SSS", 32), ("CVCS", 15)}


def test_late_month_and_second_run(shared_data: Path, take: Take) -> None:
    """A month's file holds the last hour of the month before: late rows. The same file again brings nothing."""
    definition = shipped_definition("wales-stop-search")
    months = [shared_data / f"stops/wales_{number:02}.csv.gz" for number in (12, 13)]
    take(definition, months[0])
    report = take(definition, months[1])
    assert report.balanced
    again = take(definition, *months)
    assert (again.total("accepted"), again.total("identical")) == (0, again.total("read"))
    assert again.tables[0].after == report.tables[0].after


def test_local_month_of_a_wrong_zone_would_move_rows(shared_data: Path, take: Take) -> None:
    text = Path(shipped_definition("wales-stop-search").path).read_text("utf-8")
    in_utc = parsed(text.replace('zone = "Europe/London"', 'zone = "UTC"'))
    report = take(in_utc, shared_data / "stops/wales_01.csv.gz")
    assert report.tables[0].first_month == "2019-04"
