"""Releases in which counts rise and fall, put to an attacker who tries every value and assumes nothing of corrections."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from safecount.disclosure.doubt import CannotProtect
from safecount.disclosure.lattice import build_lattice
from safecount.disclosure.release import SafeRelease
from safecount.disclosure.safe_table import Level

from .brute import CAP, Bounds, Equations, Name, exists, named, public_knowledge
from .cases import Key, counted, dimensions, protected
from .test_brute_force import QUIET, keys

SOME = settings(QUIET, max_examples=60)
CHANGES = st.lists(
    st.lists(st.sampled_from([-9, -4, -2, -1, 0, 0, 1, 2, 5, 9]), min_size=4, max_size=4),
    min_size=1,
    max_size=2,
)


def revised(start: Sequence[int], changes: Sequence[Sequence[int]], k: int) -> list[SafeRelease]:
    counts = list(start)
    releases: list[SafeRelease] = []
    for change in [[0] * len(counts), *changes]:
        counts = [max(0, count + more) for count, more in zip(counts, change, strict=True)]
        if not any(counts):
            break
        cells: dict[Key, int] = dict(zip(keys(2, 2), counts, strict=True))
        try:
            releases.append(
                protected([counted("all", dimensions("p", "q"), cells)], k, Level.SMALL, releases)
            )
        except CannotProtect:
            break
    return releases


def knowledge(releases: Sequence[SafeRelease], k: int) -> tuple[Equations, Bounds, list[Name]]:
    """What is public; no difference between releases is known to be a rise or a fall. And the small ones, rise or fall."""
    equations, bounds = public_knowledge([release.tables for release in releases])
    equations = [line for line in equations if len(line[1]) != 2 or len(line[1][1]) != 3]
    bounds = {name: ends for name, ends in bounds.items() if len(name) != 3}
    truth = [
        {named(table, row): row["count"] for table in release.judged for row in table.cells.to_pylist()}
        for release in releases
    ]
    small: list[Name] = []
    for early, late in itertools.combinations(range(len(releases)), 2):
        for key in {**truth[early], **truth[late]}:
            grown = truth[late].get(key, 0) - truth[early].get(key, 0)
            if not 0 < abs(grown) < k:
                continue
            one, other = ((late, key), (early, key)) if grown > 0 else ((early, key), (late, key))
            for cell in (one, other):
                bounds.setdefault(cell, (0, 0))
            change = (early, late, key)
            bounds[change] = (-CAP, CAP)
            equations.append((one, [other, change]))
            small.append(change)
    return equations, bounds, small


def check(releases: Sequence[SafeRelease], k: int) -> None:
    equations, bounds, small = knowledge(releases, k)
    wide = max(2, k - 1)
    for change in small:
        assert exists(equations, bounds, change, k, CAP), change
        # From k on there is width enough if it may also be k - w or less, or w more than k.
        assert exists(equations, bounds, change, -CAP, k - wide) or exists(
            equations, bounds, change, k + wide, CAP
        ), change


@SOME
@given(st.lists(st.integers(0, 25), min_size=4, max_size=4), CHANGES, st.integers(2, 4))
def test_small_changes_up_and_down_stay_in_doubt(start: list[int], changes: list[list[int]], k: int) -> None:
    releases = revised(start, changes, k)
    if len(releases) > 1:
        check(releases, k)


def test_a_net_change_that_neither_step_shows_is_protected() -> None:
    # Nine more, then seven fewer: between the first release and the third there are two.
    releases = revised([30, 40, 20, 50], [[9, 0, 0, 0], [-7, 0, 0, 0]], 4)
    assert len(releases) == 3
    check(releases, 4)
    first, third = (
        {named(table, row): row for table in release.tables for row in table.cells.to_pylist()}
        for release in (releases[0], releases[2])
    )
    for key in first:
        if "hidden" not in (first[key]["status"], third[key]["status"]):
            assert abs(first[key]["count"] - third[key]["count"]) not in (1, 2, 3)


def test_the_lattice_has_a_cell_for_each_small_difference_of_any_two_releases() -> None:
    tables = [[counted("one", dimensions("p"), {("a0",): count})] for count in (30, 39, 32, 33)]
    plain, near = build_lattice(tables), build_lattice(tables, near=4)
    assert set(plain.counts[plain.implicit].tolist()) == {9, 7, 1}
    assert set(near.counts[near.implicit].tolist()) == {9, 7, 1, 2, 3}


def test_a_correction_that_empties_a_cell_is_taken() -> None:
    releases = revised([30, 3, 20, 50], [[0, -3, 0, 0]], 4)
    assert len(releases) == 2
    check(releases, 4)
