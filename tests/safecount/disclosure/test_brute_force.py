"""The promise, put to an attacker who tries every value: what `protect` hides stays in doubt."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safecount.cubes.table import CountedTable
from safecount.disclosure.attack import Effort, Verdict
from safecount.disclosure.doubt import CannotProtect
from safecount.disclosure.release import SafeRelease
from safecount.disclosure.safe_table import Level

from .brute import Name, lacking_doubt, named, public_knowledge, range_of
from .cases import attacked, counted, dimensions, hidden_where, protected, small_keys

QUIET = settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
FEW = settings(QUIET, max_examples=80)


def small_cells(
    releases: Sequence[SafeRelease], k: int, level: Level, apart: int = 1
) -> list[tuple[Name, int]]:
    """The true counts from 1 (nought at L3) to k - 1: hidden cells, and differences of releases up to `apart` from each other."""
    found: dict[Name, int] = {}
    truth: list[dict[Any, int]] = []
    least = 0 if level is Level.PRESENCE else 1
    for number, release in enumerate(releases):
        truth.append({})
        for table in release.judged:
            for row in table.cells.to_pylist():
                truth[-1][named(table, row)] = row["count"]
                if least <= row["count"] < k and row["status"] == "hidden":
                    found[number, named(table, row)] = row["count"]
    for early, late in itertools.combinations(range(len(releases)), 2):
        for key, count in truth[late].items():
            grown = count - truth[early].get(key, 0)
            if 0 < grown < k and late - early <= apart:
                found[early, late, key] = grown
    return list(found.items())


def keys(*sizes: int) -> list[tuple[str, ...]]:
    return list(
        itertools.product(*([f"{'abc'[place]}{v}" for v in range(size)] for place, size in enumerate(sizes)))
    )


def check(releases: Sequence[SafeRelease], k: int, level: Level, apart: int = 1) -> None:
    small = small_cells(releases, k, level, apart)
    assert lacking_doubt([release.tables for release in releases], small, (str(level), k)) == []


@st.composite
def one_table(draw: st.DrawFn) -> CountedTable:
    sizes = draw(st.sampled_from([(3,), (6,), (2, 2), (3, 2), (3, 3), (2, 2, 2)]))
    cells = keys(*sizes)
    counts = draw(st.lists(st.integers(0, 14), min_size=len(cells), max_size=len(cells)))
    names = [f"d{place}" for place in range(len(sizes))]
    return counted("one", dimensions(*names), dict(zip(cells, counts, strict=True)))


@QUIET
@given(one_table(), st.integers(2, 5), st.sampled_from(list(Level)))
def test_a_table_keeps_its_promise(table: CountedTable, k: int, level: Level) -> None:
    if not table.cells.num_rows:
        return
    try:
        release = protected([table], k, level)
    except CannotProtect:
        return
    check([release], k, level)


@FEW
@given(
    st.lists(st.integers(0, 12), min_size=10, max_size=10), st.integers(2, 5), st.sampled_from(list(Level))
)
def test_a_table_that_nests_keeps_its_promise(counts: list[int], k: int, level: Level) -> None:
    places = [("n", "1"), ("n", "2"), ("n", "3"), ("s", "4"), ("s", "5")]
    cells = {(*place, race): counts.pop() for place in places for race in ("x", "y")}
    if not any(cells.values()):
        return
    table = counted("beats", dimensions("district", "beat<district", "race"), cells)
    try:
        release = protected([table], k, level)
    except CannotProtect:
        return
    check([release], k, level)


@FEW
@given(st.lists(st.integers(0, 9), min_size=12, max_size=12), st.integers(2, 5), st.sampled_from(list(Level)))
def test_linked_tables_keep_their_promise(counts: list[int], k: int, level: Level) -> None:
    cells = dict(zip(keys(3, 2, 2), counts, strict=True))
    if not any(counts):
        return
    pairs = [(0, 1), (0, 2)]
    names = ["p", "q", "r"]
    tables = []
    for one, other in pairs:
        summed: dict[tuple[str, ...], int] = {}
        for key, count in cells.items():
            summed[key[one], key[other]] = summed.get((key[one], key[other]), 0) + count
        tables.append(counted(f"{names[one]}{names[other]}", dimensions(names[one], names[other]), summed))
    try:
        release = protected(tables, k, level)
    except CannotProtect:
        return
    check([release], k, level)


def cumulative(grown: Sequence[Sequence[int]], k: int, level: Level) -> list[SafeRelease]:
    total = [0] * len(grown[0])
    releases: list[SafeRelease] = []
    for month in grown:
        total = [before + new for before, new in zip(total, month, strict=True)]
        if not any(total):
            continue
        table = counted("ytd", dimensions("p", "q"), dict(zip(keys(2, len(total) // 2), total, strict=True)))
        try:
            releases.append(protected([table], k, level, releases))
        except CannotProtect:
            break
    return releases


GROWTH = st.lists(
    st.lists(st.sampled_from([0, 1, 2, 3, 5, 9, 20]), min_size=6, max_size=6), min_size=2, max_size=3
)


@FEW
@given(GROWTH, st.integers(2, 4))
def test_cumulative_releases_keep_their_promise(grown: list[list[int]], k: int) -> None:
    releases = cumulative(grown, k, Level.SMALL)
    if releases:
        check(releases, k, Level.SMALL, apart=len(releases))


@FEW
@given(one_table(), st.integers(3, 5), st.sampled_from([Level.SMALL, Level.PRESENCE]))
def test_the_attack_agrees_with_trying_every_value(table: CountedTable, k: int, level: Level) -> None:
    if not table.cells.num_rows:
        return
    naive = hidden_where(table, small_keys(table, k))
    report = attacked([[naive]], k, level, Effort(every=True))
    assert report.finished
    equations, bounds = public_knowledge([[naive]], zeros_shown=level is not Level.PRESENCE)
    for cell in report.cells:
        name = (0, named(naive, dict(cell.place.values)))
        if cell.upper is not None:
            assert (cell.lower, cell.upper) == range_of(equations, bounds, name), cell


@FEW
@given(one_table(), st.integers(3, 5), st.randoms(use_true_random=False))
def test_a_cell_shown_too_much_is_found(table: CountedTable, k: int, chance: Any) -> None:
    if not table.cells.num_rows:
        return
    try:
        release = protected([table], k)
    except CannotProtect:
        return
    rows = release.judged[0].cells.to_pylist()
    names = [dimension.reference for dimension in table.dimensions]
    hidden = [tuple(row[n] for n in names) for row in rows if row["status"] == "hidden"]
    spare = [tuple(row[n] for n in names) for row in rows if row["status"] == "hidden" and row["count"] >= k]
    if not spare:
        return
    shown = chance.choice(spare)
    changed = hidden_where(table, [key for key in hidden if key != shown])
    small = [(name, count) for name, count in small_cells([release], k, Level.SMALL)]
    lost = lacking_doubt([[changed]], small, ("L2", k))
    report = attacked([[changed]], k)
    found = {named(changed, dict(cell.place.values)) for cell in report.given_away}
    assert report.finished
    assert {name[1] for name in lost} <= found


def test_a_naive_pattern_is_given_away_to_both() -> None:
    table = counted("one", dimensions("p", "q"), dict(zip(keys(2, 2), [2, 30, 20, 25], strict=True)))
    naive = hidden_where(table, small_keys(table, 5))
    assert attacked([[naive]], 5).count(Verdict.EXACT) == 1
    key = (0, frozenset({("p", "a0"), ("q", "b0")}))
    assert lacking_doubt([[naive]], [(key, 2)], ("L1", 5)) == [key]


@pytest.mark.parametrize("level", list(Level), ids=str)
def test_the_truth_is_always_possible(level: Level) -> None:
    table = counted(
        "one", dimensions("p", "q"), dict(zip(keys(3, 3), [2, 30, 20, 25, 4, 0, 18, 9, 40], strict=True))
    )
    release = protected([table], 5, level)
    report = attacked([release.tables], 5, level)
    truth = {named(table, row): row["count"] for row in release.judged[0].cells.to_pylist()}
    for cell in report.cells:
        count = truth[named(table, dict(cell.place.values))]
        assert (cell.lower or 0) <= count <= (cell.upper if cell.upper is not None else count)
