"""The attack on sums: finds what a naive publisher gives away, and nothing where the publisher took care."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from safecount.command import app
from safecount.cubes.table import CountedTable
from safecount.disclosure.attack import Rules
from safecount.disclosure.attack.sums import attack_sums
from safecount.disclosure.release import EarlierRelease, SafeRelease, Terms, make_safe
from safecount.disclosure.safe_table import Measure
from safecount.publish import publish_release, read_release
from safecount.publish.read import ReleasedTable

from ..publish.making import about
from .cases import QUICK, Key, dimensions
from .sum_attacker import summed

MINUTES = Measure("minutes", "Minutes", "minutes", 5.0, 60.0)
GRID = [(d, r) for d in ("a0", "a1", "a2") for r in ("b0", "b1")]
VALUES: dict[Key, list[float]] = {key: [10.0 + place] * 30 for place, key in enumerate(GRID)} | {
    GRID[1]: [60.0] + [5.0] * 2
}


def made(values: dict[Key, list[float]], earlier: tuple[SafeRelease, ...] = ()) -> SafeRelease:
    table = summed("minutes", dimensions("p", "q"), values, MINUTES)
    before = [EarlierRelease(f"{n:064}", part.judged, part.witnesses) for n, part in enumerate(earlier)]
    return make_safe([table], Terms("riverbend", effort=QUICK), before)


def naive(table: CountedTable, hide: set[Key], hide_counts: set[Key]) -> ReleasedTable:
    """The table as released with exactly these sums and counts hidden."""
    assert table.sums is not None
    rows = table.cells.to_pylist()
    keys = [(row["p"], row["q"]) for row in rows]
    sums = table.sums.column("sum").to_pylist()
    columns: dict[str, list[object]] = {
        "p": [key[0] for key in keys],
        "q": [key[1] for key in keys],
        "count": [None if k in hide_counts else row["count"] for k, row in zip(keys, rows, strict=True)],
        "status": ["hidden" if key in hide_counts else "shown" for key in keys],
        "sum": [None if k in hide else value for k, value in zip(keys, sums, strict=True)],
        "sum_status": ["hidden" if key in hide else "shown" for key in keys],
    }
    return ReleasedTable(
        table.name, table.title, "person", "stop", 11, table.dimensions, pa.table(columns), MINUTES
    )


def test_a_sum_hidden_alone_is_worked_out() -> None:
    table = summed("minutes", dimensions("p", "q"), VALUES, MINUTES)
    (found,) = attack_sums([[naive(table, {GRID[1]}, set())]], [Rules()])
    assert found.known == (("release 1, minutes, p a0, q b1", pytest.approx(70.0)),)
    assert found.given_away
    assert "the hidden sum is 70." in str(found)


def test_a_sum_beside_a_hidden_count_proves_it_small() -> None:
    # 70 minutes are at most 14 records of 5: with k = 20 the count is small whatever its neighbours hide.
    hide = {GRID[0], GRID[1], GRID[2], GRID[3], ("a0", "*"), ("*", "b1"), ("a1", "*"), ("*", "b0")}
    table = summed("minutes", dimensions("p", "q"), VALUES, MINUTES)
    (found,) = attack_sums([[naive(table, set(), hide)]], [Rules(threshold=20)])
    assert found.hidden == 0
    assert found.small == ("release 1, minutes, p a0, q b1",)


def test_what_was_protected_stands() -> None:
    first = made(VALUES)
    grown = {key: values + [20.0] * (25 if key == GRID[2] else 0) for key, values in VALUES.items()}
    second = made(grown, (first,))
    for releases in ([first], [first, second]):
        found = attack_sums([part.tables for part in releases], [Rules()] * len(releases))
        assert [item.given_away for item in found] == [False]
        assert found[0].finished


def test_a_release_with_sums_is_written_read_and_attacked(tmp_path: Path) -> None:
    release = made(VALUES)
    publish_release(release.tables, about(dataset="riverbend"), tmp_path / "out", signing_key=None)
    lines = (tmp_path / "out" / "tables" / "minutes.csv").read_text("utf-8").splitlines()
    assert lines[0] == "p,q,count,status,sum,sum_status"
    assert "a0,b1,,hidden,,hidden" in lines
    opened = read_release(tmp_path / "out")
    assert (
        opened.tables[0]
        .cells.sort_by([("p", "ascending"), ("q", "ascending")])
        .equals(release.tables[0].cells.sort_by([("p", "ascending"), ("q", "ascending")]).combine_chunks())
    )
    assert opened.tables[0].measure == MINUTES
    assert opened.certificate == release.certificate
    done = CliRunner().invoke(app, ["attack", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "minutes of stop" in done.stdout
    told = json.loads(CliRunner().invoke(app, ["attack", str(tmp_path / "out"), "--json"]).stdout)
    assert told["sums"][0]["known"] == []


def test_decimals_come_back_as_they_were(tmp_path: Path) -> None:
    values = {key: [0.1 * (place + 1)] * 40 for place, key in enumerate(GRID)}
    table = summed("cost", dimensions("p", "q"), values, Measure("cost", "Cost", "dollars"))
    release = make_safe([table], Terms("riverbend", effort=QUICK))
    publish_release(release.tables, about(dataset="riverbend"), tmp_path / "out", signing_key=None)
    read = read_release(tmp_path / "out").tables[0].cells.to_pylist()
    truth = {(row["p"], row["q"]): row["sum"] for row in release.tables[0].cells.to_pylist()}
    assert {(row["p"], row["q"]): row["sum"] for row in read} == truth
