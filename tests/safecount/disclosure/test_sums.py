"""Sums: textbook examples of the rules, and an attack on what is left."""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safecount.cubes.table import CountedTable
from safecount.disclosure.safe_table import ALL, Dimension
from safecount.disclosure.sums import (
    SumRule,
    hidden_sums,
    possible_sums,
    protection_levels,
    sensitive_sums,
)
from safecount.problems import SafecountError

FREE = SumRule(percent=10, largest=0, threshold=2)


def _sums(*values: list[float]) -> pa.Table:
    top = [sorted(one, reverse=True) for one in values]
    return pa.table(
        {
            "records": pa.array([len(one) for one in top], pa.int64()),
            "sum": pa.array([float(sum(one)) for one in top]),
            "largest": pa.array([float(one[0]) if one else None for one in top], pa.float64()),
            "second": pa.array([float(one[1]) if len(one) > 1 else None for one in top], pa.float64()),
        }
    )


def _table(values: dict[tuple[str, str], list[float]]) -> CountedTable:
    """Districts by reason with all margins."""
    found: dict[tuple[str, str], list[float]] = {}
    for (one, other), some in values.items():
        for cell in itertools.product((one, ALL), (other, ALL)):
            found.setdefault(cell, []).extend(some)
    cells = {
        name: pa.array([key[place] for key in found], pa.string())
        for place, name in enumerate(("district", "reason"))
    }
    dimensions = (Dimension("district", "District"), Dimension("reason", "Reason"))
    count = pa.array([len(some) for some in found.values()], pa.int64())
    sums = _sums(*found.values())
    return CountedTable(
        "minutes", "Minutes", "stop", dimensions, pa.table({**cells, "count": count}), "minutes",
        pa.table({**cells, **{name: sums[name] for name in sums.column_names}}), "stop",
    )  # fmt: skip


def test_the_p_percent_rule_of_the_textbook() -> None:
    # The second (450) takes his own off 1,000 and is left with 550: within 10 % of the largest (500) exactly.
    assert sensitive_sums(_sums([500, 450, 49]), FREE).tolist() == [True]
    assert sensitive_sums(_sums([500, 450, 50]), FREE).tolist() == [False]


def test_the_dominance_rules_of_the_textbook() -> None:
    one = SumRule(percent=0.001, largest=1, dominance=75, threshold=2)
    two = SumRule(percent=0.001, largest=2, dominance=85, threshold=2)
    sums = _sums([76, 12, 12], [75, 13, 12], [50, 36, 14], [50, 35, 15])
    assert sensitive_sums(sums, one).tolist() == [True, False, False, False]
    assert sensitive_sums(sums, two).tolist() == [True, True, True, False]


def test_one_and_two_values_are_always_sensitive_and_none_never() -> None:
    assert sensitive_sums(_sums([5], [5, 5], [], [5] * 30), FREE).tolist() == [True, True, False, False]


def test_few_records_are_sensitive_whatever_their_values() -> None:
    assert sensitive_sums(_sums([5] * 10, [5] * 11), SumRule()).tolist() == [True, False]


def test_protection_levels_of_the_textbook() -> None:
    # p %: 0.1 * 500 - 20; (1, k): 100/75 * 76 - 100.
    assert protection_levels(_sums([500, 450, 20]), FREE).tolist() == [pytest.approx(30)]
    rule = SumRule(percent=0.001, largest=1, dominance=75, threshold=2)
    assert protection_levels(_sums([76, 12, 12], [50, 25, 25]), rule).tolist() == [
        pytest.approx(100 * 76 / 75 - 100),
        0,
    ]


def test_values_below_nought_are_refused() -> None:
    with pytest.raises(SafecountError, match="below nought"):
        sensitive_sums(_sums([10, 9, -8]), FREE)


@pytest.mark.parametrize("percent", [0.0, -1.0, 101.0, float("nan")], ids=str)
def test_rules_that_protect_nothing_are_refused(percent: float) -> None:
    with pytest.raises(SafecountError):
        SumRule(percent=percent)


def test_a_sum_is_hidden_with_its_count_and_its_complement() -> None:
    values = {(d, r): [10.0] * 20 for d in "AB" for r in "xy"}
    table = _table(values)
    given_hidden = [row["district"] == "A" and row["reason"] == "x" for row in table.cells.to_pylist()]
    found = hidden_sums(table, given_hidden, SumRule())
    assert not found.primary.any()
    shown = {
        (r["district"], r["reason"])
        for r, h in zip(table.cells.to_pylist(), found.hidden, strict=True)
        if not h
    }
    assert ("A", "x") not in shown
    low, high = possible_sums(table, found.hidden)
    place = given_hidden.index(True)
    assert (low[place], high[place]) == (0.0, 400.0)


def test_tables_without_sums_or_with_other_flags_are_refused() -> None:
    table = _table({("A", "x"): [1.0]})
    with pytest.raises(SafecountError, match="rows"):
        hidden_sums(table, [True], FREE)
    bare = CountedTable("a", "A", "stop", table.dimensions, table.cells)
    with pytest.raises(SafecountError, match="sums nothing"):
        hidden_sums(bare, [], FREE)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("ABC"), st.sampled_from("xyz")),
        st.lists(st.integers(0, 1000).map(float), min_size=1, max_size=15),
        min_size=1,
    ),
    st.data(),
)
def test_nobody_works_a_sensitive_sum_out_more_closely_than_the_rule(
    values: dict[tuple[str, str], list[float]], data: st.DataObject
) -> None:
    table = _table(values)
    assert table.sums is not None
    flags = data.draw(st.lists(st.booleans(), min_size=table.cells.num_rows, max_size=table.cells.num_rows))
    rule = SumRule(percent=15, largest=1, dominance=70, threshold=3)
    found = hidden_sums(table, flags, rule)
    assert found.hidden[np.array(flags) | found.primary].all()
    low, high = possible_sums(table, found.hidden)
    total = table.sums["sum"].to_numpy()
    slack = 1e-4 * max(1.0, total.max())
    assert (high >= total + found.reach - slack).all()
    assert (low <= np.maximum(0, total - found.reach) + slack).all()
    assert (low <= total + slack).all()


def test_the_same_table_hides_the_same() -> None:
    values = {
        (d, r): [float(7 * i + ord(d)) for i in range(1 + (ord(d) * ord(r)) % 5)]
        for d in "ABCD"
        for r in "wxyz"
    }
    first, again = (hidden_sums(_table(values), [False] * 25, SumRule(threshold=4)) for _ in range(2))
    assert (first.hidden == again.hidden).all()
    assert first.hidden.sum() < 25
