"""Rates of a release: of shown counts by a named denominator, in files of their own, and nothing where a count is hidden."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from safecount.disclosure.rates import benchmark_rates, margin_rates
from safecount.problems import DefinitionError, SafecountError
from safecount.publish import PublishError, publish_release
from safecount.schema import Rate

from ..conftest import SMALL, parsed
from .making import about, riverbend

SHARE = Rate("searched_share", "stops", of="searched")
RESIDENTS = Rate(
    "by_residents",
    "stops_by_beat",
    benchmark="residents, census of 2020",
    benchmark_dimension="district",
    benchmark_counts={"downtown": 4_000, "north": 9_000},
    per=1_000,
)


def rows_of(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_rates_are_written_listed_and_described(tmp_path: Path) -> None:
    publish_release(riverbend(), about(rates=(SHARE, RESIDENTS)), tmp_path / "out", signing_key=None)
    manifest = json.loads((tmp_path / "out" / "release.json").read_text("utf-8"))
    by_name = {entry["name"]: entry for entry in manifest["rates"]}
    assert by_name["searched_share"]["denominator_words"].endswith("all by Search")
    assert by_name["by_residents"]["benchmark_counts"] == {"downtown": 4_000, "north": 9_000}
    assert {entry["path"] for entry in manifest["files"]} >= {entry["csv"] for entry in manifest["rates"]}
    kinds = {(row["table"], row["kind"]) for row in rows_of(tmp_path / "out" / "dictionary.csv")}
    assert ("searched_share", "rates") in kinds
    assert "rates/" in (tmp_path / "out" / "README.txt").read_text("utf-8")


def test_every_rate_follows_from_shown_counts_and_none_from_hidden_ones(tmp_path: Path) -> None:
    publish_release(riverbend(), about(rates=(SHARE,)), tmp_path / "out", signing_key=None)
    names = ("district", "race", "searched", "stopped.year", "stopped.quarter")
    counts = {
        tuple(row[name] for name in names): row for row in rows_of(tmp_path / "out" / "tables" / "stops.csv")
    }
    found = rows_of(tmp_path / "out" / "rates" / "searched_share.csv")
    assert {row["status"] for row in found} == {"shown", "hidden"}
    for row in found:
        cell = tuple(row[name] for name in names)
        whole = counts[*cell[:2], "*", *cell[3:]]
        hidden = "hidden" in (counts[cell]["status"], whole["status"])
        assert (row["status"] == "hidden") == hidden == (row["rate"] == "")
        if not hidden:
            assert float(row["rate"]) == pytest.approx(
                100 * int(counts[cell]["count"]) / int(whole["count"]), abs=0.0501
            )


def test_a_benchmark_divides_what_names_its_values() -> None:
    table = next(table for table in riverbend() if table.name == "stops_by_beat")
    rates = benchmark_rates(table, "district", ("residents", {"north": 9_000}))
    assert {row["district"] for row in rates.cells.to_pylist()} == {"north"}
    assert rates.denominator == "residents"


def test_a_margin_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SafecountError, match="has no dimension"):
        margin_rates(riverbend()[0], "nowhere")
    with pytest.raises(SafecountError, match="has no dimension"):
        benchmark_rates(riverbend()[0], "nowhere", ("residents", {"x": 1}))
    with pytest.raises(PublishError, match="need the release table"):
        publish_release(
            riverbend(), about(rates=(Rate("x", "absent", of="race"),)), tmp_path / "out", signing_key=None
        )
    with pytest.raises(PublishError, match="file name"):
        publish_release(
            riverbend(), about(rates=(Rate("../x", "stops", of="race"),)), tmp_path / "out", signing_key=None
        )
    assert not (tmp_path / "out").exists()


RELEASES = (
    SMALL
    + """
[releases.by_race]
table = "stop"
dimensions = ["race", "stopped.month"]

[releases.by_age]
table = "stop"
dimensions = ["age"]
"""
)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ('numerator = "gone"\nof = "race"', "no release table gone"),
        ('numerator = "by_race"', "exactly one denominator"),
        ('numerator = "by_race"\nof = "race"\ndenominator = "by_age"', "exactly one denominator"),
        ('numerator = "by_race"\nof = "age"', "no dimension age"),
        ('numerator = "by_race"\ndenominator = "by_age"', "do not have the same dimensions"),
        ('numerator = "by_race"\nbenchmark = "residents"', "no dimension without a name"),
        ('numerator = "by_race"\nbenchmark = "residents"\nbenchmark_dimension = "race"', "words and counts"),
        ('numerator = "by_race"\nof = "race"\ndecimals = 9', "Nobody can use"),
    ],
)
def test_rates_that_cannot_be_told_are_refused_in_the_definition(keys: str, words: str) -> None:
    with pytest.raises(DefinitionError, match=words):
        parsed(f"{RELEASES}[rates.x]\n{keys}\n")


def test_a_definition_with_rates_is_read() -> None:
    found = parsed(f'{RELEASES}[rates.share]\nnumerator = "by_race"\nof = "race"\nper = 1000\n')
    assert found.rates == (Rate("share", "by_race", of="race", per=1000),)
