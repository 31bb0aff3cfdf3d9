"""What a rate gives away, by trying every count."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safecount.disclosure.rates import numerators, publishable_rates, safe_decimals
from safecount.disclosure.safe_table import Dimension, SafeTable
from safecount.problems import SafecountError
from tests.safecount.publish.making import cells_of, protected

DISTRICT = Dimension("district", "District")


def _table(name: str, counts: dict[tuple[str, ...], int], dimension: Dimension = DISTRICT) -> SafeTable:
    return protected({name: (name, (dimension,), cells_of((dimension,), counts))})[0]


def _rounded(count: int, denominator: int, decimals: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    exact = Fraction(100 * count, denominator)
    # Forty digits beyond any tie: a half stays a half.
    value = Decimal(exact.numerator * 10**40 // exact.denominator).scaleb(-40)
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=rounding)


@given(st.integers(1, 400), st.integers(0, 3), st.data())
def test_every_count_that_gives_the_rate_is_found(
    denominator: int, decimals: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(0, denominator))
    for rounding in (ROUND_HALF_UP, ROUND_HALF_EVEN):
        rate = _rounded(count, denominator, decimals, rounding)
        found = numerators(str(rate), denominator, decimals=decimals)
        same = [c for c in range(denominator + 1) if _rounded(c, denominator, decimals, rounding) == rate]
        assert count in found
        assert found.low <= min(same)
        assert max(same) <= found.high
        assert len(found) <= len(same) + 2  # the two ends, where a half was rounded the other way


@settings(deadline=None)
@given(st.integers(1, 3_000), st.integers(2, 12), st.data())
def test_decimals_that_are_safe_leave_the_doubt_that_is_asked_for(
    denominator: int, k: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, min(denominator, k - 1)))
    w = max(2, k - 1)
    safe = safe_decimals(count, denominator, k=k, w=w, most=2)
    partner = 0 < denominator - count < k
    good = []
    for decimals in range(3):
        rate = _rounded(count, denominator, decimals)
        possible = [c for c in range(1, denominator + 1) if _rounded(c, denominator, decimals) == rate]
        if partner:
            possible = [c for c in possible if c < denominator]
        enough = len(possible) >= w and max(possible) >= k
        good.append(enough and (not partner or max(denominator - c for c in possible) >= k))
    assert safe == max((decimals for decimals in range(3) if good[decimals]), default=None)


def test_one_decimal_gives_a_numerator_away_up_to_about_a_thousand() -> None:
    assert len(numerators("5.5", 200)) == 1
    assert len(numerators("5.6 %", 900)) == 1
    assert len(numerators("5.5", 2_000)) == 3
    assert safe_decimals(5, 200) is None
    assert safe_decimals(5, 5_000) == 0
    assert safe_decimals(5, 100_000) == 2


def test_all_of_few_is_never_shown() -> None:
    assert safe_decimals(9, 9) is None
    assert safe_decimals(8, 9) is None
    assert safe_decimals(0, 9) is None


def test_ratios_may_exceed_one() -> None:
    assert numerators("12.5", 8_000, per=1_000, share=False).low == 100
    assert 30 in numerators("150", 20, share=False)
    assert safe_decimals(30, 20, share=False) is None
    with pytest.raises(SafecountError, match="more than all"):
        numerators("150", 20)


@pytest.mark.parametrize("rate", ["", "five", "-1", "nan", "Infinity", "1e400", "1" * 60, "<1", "1/3"])
def test_what_is_no_rate_is_refused(rate: str) -> None:
    with pytest.raises(SafecountError, match="no rate"):
        numerators(rate, 100)


@pytest.mark.parametrize(("count", "of"), [(-1, 10), (11, 10), (0, 0), (1, -5)])
def test_counts_that_make_no_share_are_refused(count: int, of: int) -> None:
    with pytest.raises(SafecountError):
        safe_decimals(count, of)


def test_a_rate_is_shown_where_both_counts_are_and_hidden_otherwise() -> None:
    stops = _table("stops", {("A",): 200, ("B",): 150, ("C",): 9, ("D",): 40})
    searches = _table("searches", {("A",): 25, ("B",): 4, ("C",): 0})
    rates = publishable_rates(searches, stops)
    found = {row["district"]: (row["rate"], row["status"]) for row in rates.cells.to_pylist()}
    assert found["A"] == ("12.5", "shown")
    assert found["B"] == (None, "hidden")
    assert found["C"] == (None, "hidden")
    assert found["D"] == ("0.0", "zero")
    assert found["*"] == ("7.3", "shown")


def test_rates_of_tables_that_do_not_match_are_refused() -> None:
    stops = _table("stops", {("A",): 200})
    other = _table("searches", {("A",): 25}, Dimension("race", "Race"))
    with pytest.raises(SafecountError, match="same dimensions"):
        publishable_rates(other, stops)
