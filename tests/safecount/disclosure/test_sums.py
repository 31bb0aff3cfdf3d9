"""The rules that make a sum sensitive: textbook examples."""

from __future__ import annotations

import pyarrow as pa
import pytest

from safecount.disclosure.sums import SumRule, protection_levels, sensitive_sums
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


def test_a_stricter_threshold_counts_row_by_row() -> None:
    import numpy as np

    sums = _sums([5] * 12, [5] * 12)
    assert sensitive_sums(sums, SumRule(), np.array([20.0, 5.0])).tolist() == [True, False]
