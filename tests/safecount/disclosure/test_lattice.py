"""Which rows are one cell, and how cells add up, against plain sets of records."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings

from safecount.disclosure.lattice import Lattice, build_lattice
from safecount.disclosure.safe_table import Dimension

from .cases import counted
from .making import Record, choices, groups, members_of, records, rows_of, table_of


def sums_hold(lattice: Lattice) -> bool:
    for start, end in zip(lattice.starts[:-1], lattice.starts[1:], strict=True):
        parent, *children = lattice.members[start:end].tolist()
        if lattice.counts[parent] != lattice.counts[children].sum():
            return False
    return True


def implied(lattice: Lattice, known: dict[int, int], cell: int) -> bool:
    """Whether the relations fix a cell once those of `known` are told."""
    matrix = np.zeros((len(lattice.starts) - 1, lattice.size))
    for row, (start, end) in enumerate(zip(lattice.starts[:-1], lattice.starts[1:], strict=True)):
        matrix[row, lattice.members[start:end]] = 1
        matrix[row, lattice.members[start]] = -1
    free = [place for place in range(lattice.size) if place not in known]
    unit = np.zeros((1, len(free)))
    unit[0, free.index(cell)] = 1
    inner = matrix[:, free]
    return bool(np.linalg.matrix_rank(np.vstack([inner, unit])) == np.linalg.matrix_rank(inner))


@settings(max_examples=150, deadline=None)
@given(records, choices)
def test_rows_are_one_cell_only_if_they_count_the_same_records(
    found: list[Record], wanted: list[list[str]]
) -> None:
    tables = [table_of(f"t{place}", references, found) for place, references in enumerate(wanted)]
    lattice = build_lattice([tables], groups=groups)
    assert sums_hold(lattice)
    counts: dict[int, frozenset[int]] = {}
    for table, cells in zip(tables, lattice.rows[0], strict=True):
        for row, cell in zip(rows_of(table), cells.tolist(), strict=True):
            assert counts.setdefault(cell, members_of(row, found)) == members_of(row, found)
    assert not lattice.implicit.any()


@settings(max_examples=100, deadline=None)
@given(records, records, records, choices)
def test_relations_hold_over_releases_that_grow_and_shrink(
    first: list[Record], second: list[Record], third: list[Record], wanted: list[list[str]]
) -> None:
    sequence: Sequence[list[Record]] = [first, first + second, second + third]
    releases = [
        [table_of(f"t{place}", references, found) for place, references in enumerate(wanted)]
        for found in sequence
    ]
    lattice = build_lattice(releases, groups=groups)
    assert sums_hold(lattice)
    assert (lattice.counts >= 0).all()
    for tables, rows in zip(releases, lattice.rows, strict=True):
        for table, cells in zip(tables, rows, strict=True):
            assert lattice.counts[cells].tolist() == table.cells.column("count").to_pylist()


def cell_of(lattice: Lattice, table: object, row: dict[str, str], at: tuple[int, int] = (0, 0)) -> int:
    return int(lattice.rows[at[0]][at[1]][rows_of(table).index(row)])  # type: ignore[arg-type]


def test_tables_by_month_quarter_and_year_are_tied_wherever_they_stand() -> None:
    months = {("2026-01",): 20, ("2026-02",): 30, ("2026-03",): 4, ("2026-04",): 15, ("missing",): 3}
    a = counted("a", (Dimension("on.month", "Month"),), months)
    b = counted("b", (Dimension("on.quarter", "Q"),), {("2026-Q1",): 54, ("2026-Q2",): 15, ("missing",): 3})
    c = counted("c", (Dimension("on.year", "Year"),), {("2026",): 69, ("missing",): 3})
    lattice = build_lattice([[a, b, c]])
    assert sums_hold(lattice)
    quarters = {int(cell): 0 for cell in lattice.rows[0][1]}
    april = cell_of(lattice, a, {"on.month": "2026-04"})
    assert implied(lattice, quarters, april)
    assert not implied(lattice, quarters, cell_of(lattice, a, {"on.month": "2026-01"}))


def test_codes_and_their_groups_are_tied_and_a_code_in_no_group_is_its_own() -> None:
    a = counted("a", (Dimension("race", "Race"),), {("x",): 12, ("y",): 20, ("z",): 5, ("missing",): 2})
    b = counted("b", (Dimension("race.broad", "Race"),), {("x",): 12, ("other",): 25, ("missing",): 2})
    lattice = build_lattice([[a, b]], groups=groups)
    assert sums_hold(lattice)
    broad = {int(cell): 0 for cell in lattice.rows[0][1]}
    assert implied(lattice, broad, cell_of(lattice, a, {"race": "x"}))
    assert not implied(lattice, broad, cell_of(lattice, a, {"race": "y"}))


def test_records_of_other_kinds_share_nothing() -> None:
    of = (Dimension("race", "Race"),)
    lattice = build_lattice([[counted("a", of, {("x",): 9}), counted("b", of, {("x",): 9}, "search")]])
    assert not set(lattice.rows[0][0].tolist()) & set(lattice.rows[0][1].tolist())


def test_a_cell_that_did_not_change_is_the_same_and_one_that_did_has_its_difference() -> None:
    of = (Dimension("race", "Race"),)
    first = [counted("a", of, {("x",): 9, ("y",): 20, ("z",): 30})]
    later = [counted("a", of, {("x",): 9, ("y",): 24, ("z",): 27})]
    lattice = build_lattice([first, later])
    same, grew, fell = (
        (cell_of(lattice, first[0], {"race": race}), cell_of(lattice, later[0], {"race": race}, (1, 0)))
        for race in "xyz"
    )
    assert same[0] == same[1]
    assert grew[0] != grew[1]
    assert fell[0] != fell[1]
    assert sorted(lattice.counts[lattice.implicit].tolist()) == [1, 3, 4]
    assert sums_hold(lattice)
    assert lattice.sizes == (4, lattice.size)


def test_a_neighbourhood_that_crosses_precincts_only_later_keeps_its_increments() -> None:
    nested = (Dimension("precinct", "P"), Dimension("area", "A", "precinct"))
    free = (Dimension("precinct", "P"), Dimension("area", "A"))
    first = [counted("a", nested, {("p1", "n1"): 20, ("p2", "n2"): 30})]
    later = [counted("a", free, {("p1", "n1"): 22, ("p2", "n1"): 1, ("p2", "n2"): 30})]
    for releases in ([first, later], [later, first]):
        lattice = build_lattice(releases)
        assert sums_hold(lattice)
        crossing = cell_of(
            lattice, first[0], {"precinct": "p1", "area": "n1"}, (int(releases[0] is later), 0)
        )
        number = int(releases[0] is first)
        parts = {
            cell_of(lattice, later[0], {"precinct": precinct, "area": "n1"}, (number, 0))
            for precinct in ("p1", "*")
        }
        assert len(parts | {crossing}) == 3
        tied = {
            frozenset(lattice.members[start : start + 2].tolist())
            for start, end in zip(lattice.starts[:-1], lattice.starts[1:], strict=True)
            if lattice.implicit[lattice.members[end - 1]]
        }
        assert {frozenset((crossing, part)) for part in parts} <= tied
