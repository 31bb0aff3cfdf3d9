"""Patterns of hiding with known leaks: the attack finds each leak, and `protect` leaves none."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from safecount.cubes.table import CountedTable
from safecount.disclosure.attack import Verdict
from safecount.disclosure.safe_table import ALL, Level

from .cases import Key, attacked, counted, dimensions, hidden_where, protected, small_keys


@pytest.fixture(scope="module")
def traps(shared_data: Path) -> dict[str, Any]:
    path = shared_data / "disclosure" / "traps.json"
    if not path.is_file():
        pytest.skip("the traps are not among the real data")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def blocks(trap: dict[str, Any]) -> tuple[CountedTable, list[Key]]:
    cells = {
        (row, column): count
        for row, counts in zip(trap["rows"], trap["table"], strict=True)
        for column, count in zip(trap["cols"], counts, strict=True)
    }
    return counted("blocks", dimensions("row", "column"), cells), [tuple(key) for key in trap["suppressed"]]


def test_two_by_two_blocks_are_solved(traps: dict[str, Any]) -> None:
    """At least two hidden cells in every row and column do not help if their equations have one solution."""
    table, hidden = blocks(traps["hidden_linear_2x2_blocks"])
    report = attacked([[hidden_where(table, hidden)]], 50)
    known = {dict(cell.place.values)["row"] + dict(cell.place.values)["column"] for cell in report.given_away}
    exact = [cell for cell in report.cells if cell.lower == cell.upper]
    assert [dict(cell.place.values) for cell in exact] == [{"row": "w", "column": "b"}]
    assert exact[0].lower == 47
    assert known >= {"wb"}
    safer = attacked([[hidden_where(table, [*hidden, ("x", "b")])]], 50, Level.EXACT)
    assert safer.passed


def test_three_hidden_ones_in_a_row_are_found_and_protected(traps: dict[str, Any]) -> None:
    """Three hidden cells that sum to three are all one, since a hidden cell is not nought."""
    trap = traps["three_singletons_issue135"]
    cells = {
        (str(one), other): count
        for one, other, count in zip(trap["var1"], trap["var2"], trap["values"], strict=True)
    }
    table = counted("singles", dimensions("var1", "var2"), cells)
    # What a method hides that looks at pairs only: A, B and W of the first row, and one in each column beside them.
    pattern = [("1", "A"), ("1", "B"), ("1", "M"), ("2", "A"), (ALL, "B"), (ALL, "M"), (ALL, "A"), ("2", "M")]
    naive = attacked([[hidden_where(table, pattern)]], 3)
    assert naive.count(Verdict.EXACT) >= 3
    for level in (Level.EXACT, Level.SMALL):
        release = protected([table], 3, level)
        assert attacked([release.tables], 3, level).passed


def linked(trap: dict[str, Any]) -> list[CountedTable]:
    by_county: Counter[Key] = Counter()
    by_group: Counter[Key] = Counter()
    for region, county, group, count in zip(
        trap["region"], trap["county"], trap["group"], trap["n"], strict=True
    ):
        by_county[county, region] += count
        by_group[group, region] += count
    return [
        counted("by_county", dimensions("county", "region<county"), by_county),
        counted("by_group", dimensions("group", "region<group"), by_group),
    ]


def test_linked_tables_protected_in_turn_leak_and_together_do_not(traps: dict[str, Any]) -> None:
    """Each table alone is safe; the regions they share give the small ones away."""
    tables = linked(traps["linked_iteration_unsafe_issue136"])
    small = {key[1] for key in small_keys(tables[0], 3) if key[1] != ALL}
    assert small == {"A", "B"}
    # In county-1 two small regions hide each other, and in the group `small` they do too; k = 4 proves both small at once.
    patterns = [hidden_where(table, small_keys(table, 4)) for table in tables]
    assert attacked([patterns], 4).given_away
    for k in (3, 4):
        assert attacked([protected(tables, k, Level.EXACT).tables], k, Level.EXACT).passed
        together = protected(tables, k)
        assert attacked([together.tables], k).passed


def test_linked_regions_hidden_differently_in_two_tables_are_read_from_the_other(
    traps: dict[str, Any],
) -> None:
    tables = linked(traps["linked_iteration_unsafe_issue136"])
    county = hidden_where(tables[0], [("county-1", "A"), ("county-1", "B")])
    group = hidden_where(tables[1], [("small", "A"), ("small", "I")])
    report = attacked([[county, group]], 3)
    exact = {dict(cell.place.values)["region"] for cell in report.cells if cell.verdict is Verdict.EXACT}
    assert exact == {"A", "B"}
