"""A visitor's own table says nothing that the released cells do not."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safecount.disclosure.builder import OTHERS, NotReleased, Question, build_table
from safecount.disclosure.safe_table import Dimension
from safecount.problems import SafecountError


@dataclass(frozen=True)
class Released:
    """A table as read from a release."""

    name: str
    records: str
    dimensions: tuple[Dimension, ...]
    cells: pa.Table


def released(rows: list[tuple[str, str, int | None]], name: str = "stops") -> Released:
    status = ["hidden" if count is None else "shown" if count else "zero" for *_, count in rows]
    cells = pa.table(
        {
            "race": [row[0] for row in rows],
            "district": [row[1] for row in rows],
            "count": pa.array([row[2] for row in rows], pa.int64()),
            "status": status,
        }
    )
    return Released(name, "stop", (Dimension("race", "Race"), Dimension("district", "District")), cells)


TABLE = released(
    [
        ("*", "*", 60), ("asian", "*", 25), ("black", "*", 35), ("*", "1", 40), ("*", "2", 20),
        ("asian", "1", None), ("asian", "2", None), ("black", "1", None), ("black", "2", None),
    ]
)  # fmt: skip


def test_a_margin_is_answered_with_its_released_cells() -> None:
    built = build_table([TABLE], Question(("district",)))
    assert built.cells.to_pydict() == {
        "district": ["1", "2"],
        "count": [40, 20],
        "status": ["shown", "shown"],
    }


def test_a_sum_with_a_hidden_part_is_hidden() -> None:
    built = build_table(
        [TABLE], Question(("race", "district"), groups={"race": {"either": frozenset({"asian", "black"})}})
    )
    assert built.cells.column("status").to_pylist() == ["hidden", "hidden"]
    assert built.cells.column("count").to_pylist() == [None, None]


def test_values_named_in_no_group_are_the_others() -> None:
    built = build_table([TABLE], Question(("race",), groups={"race": {"first": frozenset({"asian"})}}))
    assert built.cells.to_pydict() == {
        "race": ["first", OTHERS],
        "count": [25, 35],
        "status": ["shown", "shown"],
    }


def test_the_total_of_everything_needs_no_dimension() -> None:
    assert build_table([TABLE], Question(())).cells.column("count").to_pylist() == [60]


def test_only_chosen_values_are_answered() -> None:
    built = build_table([TABLE], Question(("district",), only={"district": frozenset({"2"})}))
    assert built.cells.column("count").to_pylist() == [20]


def test_dimensions_that_no_table_has_together_are_refused_with_what_there_is() -> None:
    with pytest.raises(NotReleased, match="Ask within one of these: race, district"):
        build_table([TABLE], Question(("race", "age")))


def test_a_value_in_two_groups_and_a_dimension_twice_are_refused() -> None:
    both = {"race": {"one": frozenset({"asian"}), "two": frozenset({"asian", "black"})}}
    with pytest.raises(SafecountError, match="two groups"):
        build_table([TABLE], Question(("race",), groups=both))
    with pytest.raises(SafecountError, match="twice"):
        build_table([TABLE], Question(("race", "race")))


def test_the_finer_of_nested_dimensions_may_be_asked_for_alone() -> None:
    cells = pa.table(
        {
            "when.month": ["*", "*", "2026-01", "2026-02"],
            "when.year": ["*", "2026", "2026", "2026"],
            "count": pa.array([30, 30, 12, 18], pa.int64()),
            "status": ["shown"] * 4,
        }
    )
    dimensions = (Dimension("when.month", "Month", within="when.year"), Dimension("when.year", "Year"))
    table = Released("months", "stop", dimensions, cells)
    assert build_table([table], Question(("when.month",))).cells.column("count").to_pylist() == [12, 18]
    assert build_table([table], Question(("when.year",))).cells.column("count").to_pylist() == [30]


def test_where_several_kinds_of_record_are_released_one_is_named() -> None:
    complaints = Released("complaints", "complaint", TABLE.dimensions, TABLE.cells.slice(0, 3))
    with pytest.raises(NotReleased, match="complaint, stop"):
        build_table([TABLE, complaints], Question(("race",)))
    assert build_table([TABLE, complaints], Question(("race",), records="stop")).source == "stops"


COUNTS = st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=9, max_size=9)


@given(COUNTS)
def test_no_answer_holds_a_figure_that_is_not_a_sum_of_shown_ones(counts: list[int | None]) -> None:
    rows = [(f"r{place // 3}", f"d{place % 3}", count) for place, count in enumerate(counts)]
    groups = {"district": {"outer": frozenset({"d0", "d2"})}}
    built = build_table([released(rows)], Question(("race", "district"), groups=groups))
    for row in built.cells.to_pylist():
        parts = [
            count for race, district, count in rows
            if race == row["race"] and (district in ("d0", "d2")) == (row["district"] == "outer")
        ]  # fmt: skip
        assert row["count"] == (None if None in parts else sum(part or 0 for part in parts))
