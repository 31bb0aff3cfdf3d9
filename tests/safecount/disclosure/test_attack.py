"""The attack on releases: what it proves, what it says, and that it is not fooled."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from safecount.cubes.table import CountedTable
from safecount.disclosure.attack import (
    AttackError,
    Effort,
    Rules,
    Verdict,
    attack,
    candidates,
    whole_groups,
)
from safecount.disclosure.doubt import Protection, Witness
from safecount.disclosure.proof import ProofFailed, check_proof
from safecount.disclosure.release import SafeRelease
from safecount.disclosure.safe_table import Level
from safecount.disclosure.series import SeriesBroken

from .cases import (
    attacked,
    counted,
    counts_of,
    dimensions,
    hidden_where,
    protected,
    random_counts,
    read_counts,
    small_keys,
)

SSB = {
    "d2": [("county", "region<county", "main_income"), ("k_group", "region<k_group", "main_income")],
    "d3": [("county", "region<county", "main_income", "months"), ("k_group", "region<k_group", "months")],
    "example1": [("eu", "geo<eu", "age"), ("geo", "year")],
    "mun_accidents": [("mun", "inj")],
    "my_km2": [("Square1000m", "Square250m<Square1000m", "Age", "Sex"), ("Municipality", "Age", "Sex")],
}


def tables_of(path: Path, shapes: list[tuple[str, ...]]) -> list[CountedTable]:
    result = []
    for number, shape in enumerate(shapes):
        of = dimensions(*shape)
        _, cells = read_counts(path, [dimension.reference for dimension in of])
        result.append(counted(f"t{number}", of, cells))
    return result


@pytest.mark.parametrize("k", [4, 6])
@pytest.mark.parametrize("name", sorted(SSB))
def test_tables_of_statistics_norway(name: str, k: int, shared_data: Path) -> None:
    tables = tables_of(shared_data / "disclosure" / "ssb" / f"{name}.csv", SSB[name])
    report = attacked([protected(tables, k).tables], k)
    assert report.passed, report
    naive = attacked([[hidden_where(table, small_keys(table, k)) for table in tables]], k)
    if any(small_keys(table, k) for table in tables):
        assert naive.given_away


@pytest.mark.parametrize("k", [3, 5])
@pytest.mark.parametrize("name", ["A_rgr_p2", "A_rgr_sk"])
def test_benchmark_tables(name: str, k: int, shared_data: Path) -> None:
    names, cells = read_counts(shared_data / "disclosure" / f"{name}.csv.gz")
    table = counted(name, dimensions(*names), cells)
    report = attacked([protected([table], k).tables], k)
    assert report.passed, report
    naive = attacked([[hidden_where(table, small_keys(table, k))]], k)
    assert naive.finished
    assert naive.count(Verdict.EXACT) >= 20


def year_to_date(shared_data: Path, how_many: int) -> list[CountedTable]:
    names, cells = read_counts(shared_data / "disclosure" / "releases_12.csv.gz")
    return [
        counted("ytd", dimensions(*names[:3]), {k[:3]: c for k, c in cells.items() if k[3] == str(number)})
        for number in range(1, how_many + 1)
    ]


def test_releases_protected_each_alone_leak_together(shared_data: Path) -> None:
    tables = year_to_date(shared_data, 3)
    alone = [protected([table], 5).tables for table in tables]
    for release in alone:
        assert attacked([release], 5).passed
    together = attacked(alone, 5, effort=Effort(rounds=2, search=100, programmes=2, integers=0))
    assert together.count(Verdict.EXACT) > 20
    assert together.count(Verdict.SMALL) > 10


def test_releases_protected_with_the_earlier_ones_do_not_leak() -> None:
    releases: list[SafeRelease] = []
    total: dict[tuple[str, ...], int] = {}
    for month in range(3):
        grown = random_counts(month, (3, 3), 6)
        total = {key: total.get(key, 0) + count for key, count in grown.items()}
        releases.append(protected([counted("ytd", dimensions("p", "q"), total)], 5, earlier=releases))
    # As in one large block, climbing and with the nearest data sets; then by programmes alone.
    for effort in (Effort(large=5), Effort()):
        report = attacked([release.tables for release in releases], 5, effort=effort)
        assert report.passed, str(report)
        assert {cell.place.release - cell.place.earlier for cell in report.cells if cell.implicit} == {1, 2}


def test_a_series_of_releases_is_made_at_the_level_that_covers_differences() -> None:
    """31, then hidden, then 35: four were added, and L1 could not keep that back."""
    table = counted("t", dimensions("p"), {(f"a{place}",): count for place, count in enumerate([31, 17, 15])})
    first = protected([table], 7, Level.EXACT)
    with pytest.raises(SeriesBroken, match="L2"):
        protected([table], 7, Level.EXACT, [first])


def by_quarter(extra: dict[tuple[str, ...], int], name: str = "by_quarter") -> CountedTable:
    counts = {("a", "2026-Q1"): 40, ("a", "2026-Q2"): 50, ("b", "2026-Q1"): 6, ("b", "2026-Q2"): 30}
    counts |= {("c", "2026-Q1"): 12, ("c", "2026-Q2"): 44}
    grown = {key: counts.get(key, 0) + extra.get(key, 0) for key in {**counts, **extra}}
    return counted(name, dimensions("race", "stopped.quarter"), grown)


def test_records_that_come_late_for_a_period_that_was_over_are_no_contradiction() -> None:
    """What is hidden in the first quarter has grown, so that it cannot have stood from release to release."""
    first = protected([by_quarter({})], 11)
    late = {
        ("b", "2026-Q1"): 3,
        ("c", "2026-Q1"): 20,
        ("a", "2026-Q3"): 30,
        ("b", "2026-Q3"): 25,
        ("c", "2026-Q3"): 20,
    }
    second = protected([by_quarter(late)], 11, earlier=[first])
    report = attacked([first.tables, second.tables], 11)
    assert report.passed
    assert report.late
    assert "came late" in str(report)


def test_the_same_release_once_more_tells_nothing_new() -> None:
    first = protected([by_quarter({})], 11)
    assert attacked([first.tables, first.tables], 11).passed


def test_a_table_that_stands_twice_is_one_table() -> None:
    """What one copy hides and the other shows is known; what they show differently is refused."""
    hidden = hidden_where(by_quarter({}), [("b", "2026-Q1"), ("c", "2026-Q1")])
    shown = hidden_where(by_quarter({}, "again"), [("a", "2026-Q1")])
    assert attacked([[hidden, shown]], 11).count(Verdict.EXACT) == 1
    other = hidden_where(by_quarter({("a", "2026-Q2"): 5}, "again"), [])
    with pytest.raises(AttackError, match="shows another count for the same records"):
        attacked([[hidden_where(by_quarter({}), []), other]], 11)


MONTHS = {"2026-01": 3, "2026-02": 40, "2026-03": 50, "2026-04": 4, "2026-05": 45, "2026-06": 60}


def by_month_and_by_quarter() -> list[CountedTable]:
    months = counted("months", dimensions("stopped.month"), {(k,): v for k, v in MONTHS.items()})
    quarters = counted("quarters", dimensions("stopped.quarter"), {("2026-Q1",): 93, ("2026-Q2",): 109})
    return [months, quarters]


def test_the_attack_knows_the_calendar() -> None:
    """One month hidden in each quarter is safe in the table by month, and not beside a table by quarter."""
    months, quarters = by_month_and_by_quarter()
    pattern = hidden_where(months, [("2026-01",), ("2026-04",)])
    assert attacked([[pattern]], 11, Level.EXACT).passed
    report = attacked([[pattern, hidden_where(quarters, [])]], 11, Level.EXACT)
    assert report.count(Verdict.EXACT) == 2


def test_tables_by_month_and_by_quarter_are_protected_together() -> None:
    release = protected(by_month_and_by_quarter(), 11)
    assert attacked([release.tables], 11).passed


def test_a_cell_hidden_in_one_table_and_shown_in_another_is_exactly_known() -> None:
    one = counted("one", dimensions("p", "q"), random_counts(1, (2, 2), 9))
    two = counted("two", dimensions("p"), {("a0",): 0})
    two = replace(two, cells=one.cells.filter(pa.compute.equal(one.cells["q"], "*")).drop_columns("q"))
    small = hidden_where(one, [("a0", "*"), ("a1", "*")])
    report = attacked([[small, hidden_where(two, [])]], 40)
    assert report.count(Verdict.EXACT) == 2


def test_an_attack_without_effort_is_not_passed() -> None:
    table = counted("one", dimensions("p", "q", "r"), random_counts(3, (3, 3, 3), 3))
    release = protected([table], 4)
    nothing = Effort(sweeps=1, rounds=0, programmes=0, integers=0)
    report = attacked([release.tables], 4, effort=nothing)
    assert not report.finished
    assert not report.passed
    assert "has not been passed" in str(report)


def test_the_same_files_give_the_same_report() -> None:
    table = counted("one", dimensions("p", "q"), random_counts(4, (4, 4), 3))
    release = protected([table], 5)
    assert attacked([release.tables], 5) == attacked([release.tables], 5)


def test_files_that_contradict_each_other_are_refused() -> None:
    table = counted("one", dimensions("p"), {("a",): 20, ("b",): 30})
    cells = hidden_where(table, [("a",)]).cells
    wrong = replace(hidden_where(table, [("a",)]), cells=cells.set_column(
        1, "count", pa.array([c if c != 50 else 7 for c in cells["count"].to_pylist()], pa.int64())
    ))  # fmt: skip
    with pytest.raises(AttackError, match="contradict"):
        attacked([[wrong]], 5)
    with pytest.raises(AttackError, match="nothing to attack"):
        attack([], [])


def test_withdrawn_records_contradict_growth_until_that_is_said() -> None:
    of = dimensions("p")
    first = hidden_where(counted("t", of, {("a",): 40, ("b",): 60}), [])
    second = hidden_where(counted("t", of, {("a",): 30, ("b",): 55, ("c",): 20}), [("a",), ("b",), ("*",)])
    rules = [Rules(Level.SMALL, 5)] * 2
    assert attack([[first], [second]], rules, growing=True).finished
    report = attack([[first], [second]], rules, growing=False)
    lower = {dict(cell.place.values)["p"]: cell.lower for cell in report.cells if not cell.implicit}
    assert lower == {"a": 1, "b": 1, "*": 22}


def test_a_category_that_holds_everyone_is_noticed() -> None:
    table = counted("t", dimensions("p", "q"), {("a", "x"): 30, ("b", "x"): 20, ("b", "y"): 20})
    shown = hidden_where(table, [])
    found = {dict(group.values)["p"]: group for group in whole_groups([shown])}
    assert found["a"].category == "x"
    assert "all 30 are x by q" in str(found["a"])
    assert "b" not in found
    assert "Notice" in str(attacked([[shown]], 11))


def test_stricter_thresholds_are_those_of_the_columns_named() -> None:
    table = counted(
        "t", dimensions("age", "q"), {("y", "x"): 14, ("y", "z"): 16, ("o", "x"): 50, ("o", "z"): 60}
    )
    pattern = hidden_where(table, [("y", "x"), ("y", "z"), ("o", "x"), ("o", "z")])
    assert attack([[pattern]], [Rules(Level.SMALL, 11)]).passed
    strict = attack([[pattern]], [Rules(Level.SMALL, 11, {"age": 31})])
    assert strict.count(Verdict.SMALL) == 2


@pytest.mark.parametrize(
    ("rate", "decimals", "denominator", "expected"),
    [
        ("33.3", 1, 9, (3, 3)),
        ("12.5", 1, 1000, (125, 125)),
        ("12", 0, 1000, (115, 125)),
        ("0", 0, 150, (0, 0)),
        ("0", 0, 200, (0, 1)),
        ("100", 0, 7, (7, 7)),
        ("50", 0, 3, (2, 1)),
        (Decimal("0.1"), 1, 10_000, (5, 15)),
        (2.5, 1, 120, (3, 3)),
    ],
    ids=str,
)
def test_numerators_that_fit_a_percentage(
    rate: str | Decimal | float, decimals: int, denominator: int, expected: tuple[int, int]
) -> None:
    found = candidates(rate, decimals, denominator)
    assert (found.lowest, found.highest) == expected
    assert found.number == max(0, expected[1] - expected[0] + 1)
    fits = [
        n
        for n in range(denominator + 1)
        if abs(Decimal(100 * n) / denominator - Decimal(str(rate))) * 2 * 10**decimals <= 1
    ]
    assert fits == list(range(found.lowest, found.highest + 1))


def test_a_percentage_is_safe_only_if_it_leaves_doubt() -> None:
    assert candidates("0.1", 1, 10_000).safe(11, 10)
    assert not candidates("0.1", 1, 5_000).safe(11, 10)
    assert not candidates("50", 0, 3).reaches(2)


@pytest.mark.parametrize("rate", ["x", "nan", "-1", "101", "1e999999999", "1e-999999999", "9" * 100])
def test_what_is_no_percentage_is_refused(rate: str) -> None:
    with pytest.raises(AttackError):
        candidates(rate, 1, 10)


def tampered(release: SafeRelease, how: str) -> Protection:
    protection, system = release.protection, release.system
    first = protection.witnesses[0]
    values, cells = first.values.copy(), first.cells.copy()
    if how == "add up":
        values[0] += 1
    elif how == "below":
        values[0] = -5
    elif how == "shown":
        shown = np.flatnonzero(~protection.hidden)[:1]
        cells, values = np.append(cells, shown), np.append(values, system.values[shown])
    elif how == "few":
        return Protection(protection.hidden, ())
    elif how == "small":
        hidden = protection.hidden.copy()
        hidden[np.flatnonzero(hidden & (system.values < system.threshold))[0]] = False
        return Protection(hidden, protection.witnesses)
    return Protection(protection.hidden, (Witness(cells, values), *protection.witnesses[1:]))


@pytest.mark.parametrize("how", ["add up", "below", "shown", "few", "small"])
def test_a_proof_that_was_tampered_with_is_refused(how: str) -> None:
    release = protected([counted("one", dimensions("p", "q"), random_counts(5, (3, 3), 5))], 5)
    check_proof(release.system, Level.SMALL, release.protection)
    with pytest.raises(ProofFailed):
        check_proof(release.system, Level.SMALL, tampered(release, how))


def test_hidden_counts_far_outside_the_table_are_not_proved_by_chance() -> None:
    """Every hidden count lies in its bounds, and every value seen does too."""
    table = counted("one", dimensions("p", "q", "r"), random_counts(7, (3, 3, 2), 4))
    counts = counts_of(table)
    report = attacked([[hidden_where(table, small_keys(table, 6))]], 6)
    for cell in report.cells:
        true = counts[tuple(value for _, value in cell.place.values)]
        assert cell.lower is not None
        assert cell.lower <= true <= (cell.upper if cell.upper is not None else true)
        if cell.seen:
            assert cell.lower <= cell.seen[0] <= cell.seen[1]
