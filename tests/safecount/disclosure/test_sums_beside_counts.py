"""Counts and sums under one promise, put to an attacker who has all of both in one programme."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safecount.disclosure.doubt import CannotProtect
from safecount.disclosure.proof import ProofFailed
from safecount.disclosure.release import EarlierRelease, SafeRelease, Terms, make_safe
from safecount.disclosure.safe_table import Level, Measure
from safecount.disclosure.series import SeriesBroken
from safecount.disclosure.sums import SumRule, check_sums, protect_sums, protection_levels
from safecount.disclosure.sums.system import SumSystem

from .brute import named
from .cases import QUICK, Key, counted, dimensions
from .sum_attacker import Knowledge, summed
from .test_brute_force import QUIET

MINUTES = Measure("minutes", "Minutes", "minutes", 0.0, None)
LIMITED = Measure("minutes", "Minutes", "minutes", 5.0, 60.0)
SOME = settings(QUIET, max_examples=30)
RULE = SumRule(percent=15, largest=1, dominance=70)
GRID = [(d, r) for d in ("a0", "a1", "a2") for r in ("b0", "b1")]


def released(
    values: Mapping[Key, Sequence[float]],
    measure: Measure,
    earlier: Sequence[SafeRelease] = (),
    k: int = 4,
    names: Sequence[str] = ("p", "q"),
) -> SafeRelease:
    table = summed("minutes", dimensions(*names), values, measure)
    terms = Terms("riverbend", threshold=k, effort=QUICK, sums=RULE)
    before = [EarlierRelease(f"{n:064}", part.judged, part.witnesses) for n, part in enumerate(earlier)]
    return make_safe([table], terms, before)


def check(releases: Sequence[SafeRelease], measure: Measure, k: int = 4) -> None:
    """Every small count can be k or more, and is k - 1 wide; every sensitive sum ranges as far as its rule asks."""
    known = Knowledge([release.tables for release in releases], measure)
    for number, release in enumerate(releases):
        (table,) = release.judged
        assert table.sums is not None
        reach = protection_levels(table.sums, replace(RULE, threshold=k))
        rows = zip(table.cells.to_pylist(), table.sums.to_pylist(), reach.tolist(), strict=True)
        for row, sums, far in rows:
            cell = (number, named(table, row))
            if row["status"] == "hidden":
                assert sums["sum_status"] == "hidden"
            if 0 < row["count"] < k:
                assert known.possible(cell, k, np.inf, of_sum=False), cell
                # From 1 on, k and more is wide enough; a higher floor asks for more.
                low = next(n for n in range(k) if known.possible(cell, n, n, of_sum=False))
                assert known.possible(cell, low + k - 1, np.inf, of_sum=False), cell
            if far and not _was_shown(releases[:number], row):
                most = np.inf if measure.greatest is None else measure.greatest * row["count"]
                high, low = min(sums["sum"] + far, most), max(sums["sum"] - far, measure.least * row["count"])
                assert known.possible(cell, high - 1e-3, np.inf, of_sum=True), (cell, high)
                assert known.possible(cell, 0, low + 1e-3, of_sum=True), (cell, low)


def check_growth(releases: Sequence[SafeRelease], measure: Measure, k: int = 4) -> None:
    """What few records added to a sum between any two releases is in the doubt that its rule asks for."""
    known = Knowledge([release.tables for release in releases], measure)
    truth = []
    for release in releases:
        (table,) = release.judged
        assert table.sums is not None
        rows = zip(table.cells.to_pylist(), table.sums.to_pylist(), strict=True)
        truth.append({named(table, row): (row["count"], sums["sum"]) for row, sums in rows})
    for early, late in itertools.combinations(range(len(releases)), 2):
        for key, (count, total) in truth[late].items():
            before = truth[early].get(key, (0, 0.0))
            records, added = count - before[0], total - before[1]
            if not 0 < records < k:
                continue
            most = np.inf if measure.greatest is None else measure.greatest * records
            high, low = min(added * 1.15, most), max(added * 0.85, measure.least * records)
            change = (early, late, key)
            assert known.possible(change, high - 1e-3, np.inf, of_sum=True), (change, high)
            assert known.possible(change, 0, low + 1e-3, of_sum=True), (change, low)


def _was_shown(earlier: Sequence[SafeRelease], row: Mapping[str, object]) -> bool:
    """Whether an earlier release showed the same sum of the same count: it is known then, whatever is said now."""
    for release in earlier:
        (table,) = release.judged
        assert table.sums is not None
        for before, sums in zip(table.cells.to_pylist(), table.sums.to_pylist(), strict=True):
            same = all(before[key] == row[key] for key in ("p", "q", "count"))
            if same and sums["sum_status"] == "shown":
                return True
    return False


@st.composite
def grids(draw: st.DrawFn, measure: Measure) -> dict[Key, list[float]]:
    low, high = int(measure.least), int(measure.greatest or 90)
    some = st.lists(st.integers(low, high).map(float), max_size=12)
    return {key: draw(some) for key in GRID}


@SOME
@given(st.one_of(grids(MINUTES).map(lambda v: (v, MINUTES)), grids(LIMITED).map(lambda v: (v, LIMITED))))
def test_counts_and_sums_of_a_table_stand_together(drawn: tuple[dict[Key, list[float]], Measure]) -> None:
    values, measure = drawn
    if not any(values.values()):
        return
    try:
        release = released(values, measure)
    except CannotProtect:
        return
    check([release], measure)


GROWN = st.lists(
    st.lists(st.lists(st.integers(5, 60).map(float), max_size=7), min_size=4, max_size=4),
    min_size=2,
    max_size=3,
)


@SOME
@given(GROWN, st.sampled_from([MINUTES, LIMITED]))
def test_sums_of_releases_that_grow_stand_together(grown: list[list[list[float]]], measure: Measure) -> None:
    values: dict[Key, list[float]] = {key: [] for key in GRID[:4]}
    releases: list[SafeRelease] = []
    for month in grown:
        values = {key: values[key] + more for key, more in zip(values, month, strict=True)}
        if not any(values.values()):
            continue
        try:
            releases.append(released(values, measure, releases))
        except CannotProtect:
            break
    if releases:
        check(releases, measure)
        check_growth(releases, measure)


def test_sums_by_periods_are_not_added_to_totals_of_them_that_are_out() -> None:
    of = dimensions("stopped.quarter")
    values = {("2026-Q1",): [10.0] * 30, ("2026-Q2",): [10.0] * 30}
    quarters = counted("quarters", of, {key: len(some) for key, some in values.items()})
    total = summed("total", (), {(): [10.0] * 60}, MINUTES)
    first = make_safe([quarters, total], Terms("x", threshold=4, effort=QUICK))
    by_quarter = summed("quarters", of, values, MINUTES)
    with pytest.raises(SeriesBroken, match="sums minutes by time"):
        make_safe(
            [by_quarter, total],
            Terms("x", threshold=4, effort=QUICK),
            [EarlierRelease("0" * 64, first.judged, first.witnesses)],
        )


def test_a_limit_would_give_a_count_away_that_stands_alone() -> None:
    # Each record adds 5 to 60: a shown sum of 60 minutes can be of 12 records at most.
    values = {key: [20.0] * 30 for key in GRID} | {GRID[0]: [20.0, 20.0, 20.0], GRID[3]: [25.0] * 2}
    release = released(values, LIMITED)
    rows = {(row["p"], row["q"]): row for row in release.tables[0].cells.to_pylist()}
    assert rows["*", "*"]["sum_status"] == "shown"
    assert rows[GRID[0]]["sum"] is None
    assert rows["*", "*"]["sum"] == pytest.approx(4 * 600 + 60 + 50)
    check([release], LIMITED)


def test_one_large_value_hides_its_sum_and_not_its_count() -> None:
    values = {key: [10.0] * 30 for key in GRID} | {GRID[1]: [4_000.0] + [10.0] * 29}
    release = released(values, MINUTES)
    rows = {(row["p"], row["q"]): row for row in release.tables[0].cells.to_pylist()}
    assert rows[GRID[1]]["status"] == "shown"
    assert rows[GRID[1]]["sum_status"] == "hidden"
    assert release.certificate.sums is not None
    assert release.certificate.sums.hidden >= 2
    check([release], MINUTES)


def test_tables_of_one_measure_are_protected_together() -> None:
    values = {(d, r, "c0"): [10.0 + ord(d[1])] * 15 for d, r in GRID} | {("a0", "b0", "c1"): [300.0] * 12}
    pairs = [
        summed(name, dimensions(*of), _folded(values, places), MINUTES)
        for name, of, places in (("one", "pq", (0, 1)), ("two", "pr", (0, 2)))
    ]
    release = make_safe(pairs, Terms("riverbend", threshold=4, effort=QUICK, sums=RULE))
    one, two = ({tuple(row.values())[:2]: row for row in t.cells.to_pylist()} for t in release.tables)
    assert one["a0", "*"]["sum_status"] == two["a0", "*"]["sum_status"]


def _folded(values: Mapping[Key, list[float]], places: tuple[int, int]) -> dict[Key, list[float]]:
    found: dict[Key, list[float]] = {}
    for key, some in values.items():
        found.setdefault((key[places[0]], key[places[1]]), []).extend(some)
    return found


def test_a_level_that_hides_noughts_hides_their_sums() -> None:
    values = {key: [10.0] * 20 for key in GRID} | {GRID[0]: []}
    table = summed("minutes", dimensions("p", "q"), values, MINUTES)
    release = make_safe([table], Terms("x", Level.PRESENCE, 4, effort=QUICK))
    rows = {(row["p"], row["q"]): row for row in release.tables[0].cells.to_pylist()}
    assert (rows[GRID[0]]["status"], rows[GRID[0]]["sum_status"]) == ("hidden", "hidden")


def test_tables_with_and_without_a_measure_share_their_counts() -> None:
    values = {key: [10.0] * (20 if key != GRID[0] else 2) for key in GRID}
    plain = counted("plain", dimensions("p", "q"), {key: len(some) for key, some in values.items()})
    table = summed("minutes", dimensions("p", "q"), values, MINUTES)
    release = make_safe([plain, table], Terms("x", threshold=4, effort=QUICK))
    one, two = (t.cells.column("status").to_pylist() for t in release.tables)
    assert one == two
    assert release.tables[0].cells.column_names == ["p", "q", "count", "status"]
    assert release.tables[1].cells.column_names == ["p", "q", "count", "status", "sum", "sum_status"]


def test_sums_that_contradict_a_witness_of_the_counts_are_hidden() -> None:
    # Of three records that add 60 each, nobody would believe that they are one: their sum must be free to fall.
    values = {key: [30.0] * 20 for key in GRID} | {GRID[0]: [60.0] * 3, GRID[1]: [5.0] * 6}
    system, counts = _systems(values, LIMITED)
    other = counts.copy()
    inner = [
        np.flatnonzero((counts == n) & (system.values[np.argsort(system.cells)] < 200))[0] for n in (3, 6)
    ]
    other[inner[0]], other[inner[1]] = 1, 8
    protected = protect_sums(system, counts, [counts, other])
    check_sums(system, protected, counts, [counts, other])
    low, high = system.between(other)
    assert ((protected.completions[1] >= low - 1e-6) & (protected.completions[1] <= high + 1e-6)).all()
    assert not ((system.values >= low) & (system.values <= high)).all()
    assert protected.hidden.sum() > system.must_hide.sum()


def _systems(
    values: Mapping[Key, Sequence[float]], measure: Measure = MINUTES
) -> tuple[SumSystem, np.ndarray]:
    from safecount.disclosure.lattice import build_lattice
    from safecount.disclosure.sums import SumTable, sum_system

    table = summed("minutes", dimensions("p", "q"), values, measure)
    lattice = build_lattice([[table]])
    nothing = np.zeros(table.cells.num_rows, np.bool_)
    assert table.sums is not None
    one = SumTable(table, lattice.rows[0][0], table.sums, np.full(len(nothing), 4), nothing)
    return sum_system([[one]], lattice, measure, RULE, ({}, True)), lattice.counts


@pytest.mark.parametrize("fault", ["shown", "moved", "sum", "none", "count"])
def test_a_proof_of_sums_that_was_tampered_with_is_refused(fault: str) -> None:
    system, counts = _systems({key: [10.0] * 20 for key in GRID} | {GRID[1]: [900.0] + [5.0] * 20})
    protected = protect_sums(system, counts, [counts])
    check_sums(system, protected, counts, [counts])
    hidden, witnesses = protected.hidden.copy(), list(protected.witnesses)
    completions = list(protected.completions)
    match fault:
        case "shown":
            hidden[system.must_hide] = False
        case "moved":
            hidden[(witnesses[0] != system.values) & ~system.must_hide] = False
        case "sum":
            witnesses[0] = witnesses[0].copy()
            witnesses[0][np.flatnonzero(hidden)[0]] += 50.0
        case "none":
            witnesses = []
        case "count":
            completions = []
    changed = replace(protected, hidden=hidden, witnesses=tuple(witnesses), completions=tuple(completions))
    with pytest.raises(ProofFailed):
        check_sums(system, changed, counts, [counts])


def test_the_same_sums_give_the_same_release() -> None:
    values = {
        key: [float(7 * n + len(key[0])) for n in range(1 + 3 * place)] for place, key in enumerate(GRID)
    }
    one, two = (released(values, MINUTES) for _ in range(2))
    assert one.certificate == two.certificate
    assert len(list(itertools.chain(one.tables))) == 1


def test_a_large_value_between_releases_that_do_not_follow_one_another_is_not_told() -> None:
    # Three and three records more: neither step has many, and both together are nearly one value.
    start: dict[Key, list[float]] = {key: [20.0] * 40 for key in GRID}
    steps = [[], [5.0] * 6, [900.0] + [5.0] * 5]
    releases: list[SafeRelease] = []
    for step in steps:
        start = start | {GRID[0]: [*start[GRID[0]], *step]}
        releases.append(released(start, MINUTES, releases))
    known = Knowledge([release.tables for release in releases], MINUTES)
    change = (0, 2, frozenset({("p", "a0"), ("q", "b0")}))
    added = 900.0 + 5.0 * 11
    reach = 0.15 * 900 - 55
    assert known.possible(change, added + reach - 1e-3, np.inf, of_sum=True)
    assert known.possible(change, 0, added - reach + 1e-3, of_sum=True)
