"""What a release may not add to those before it, or put beside another table."""

from __future__ import annotations

import pytest

from safecount.disclosure.release import EarlierRelease, Terms, make_safe
from safecount.disclosure.series import LevelsApart, SeriesBroken
from tests.safecount.disclosure.cases import counted, dimensions

TOTALS = counted("by_race", dimensions("race"), {("a",): 100, ("b",): 200})
QUARTERS = counted(
    "by_quarter",
    dimensions("race", "stopped.quarter"),
    {("a", "2026-Q1"): 60, ("a", "2026-Q2"): 40, ("b", "2026-Q1"): 194, ("b", "2026-Q2"): 6},
)


def test_quarters_are_not_added_to_totals_that_are_out() -> None:
    first = make_safe([TOTALS], Terms("x"))
    earlier = [EarlierRelease("0" * 64, first.judged, first.witnesses)]
    with pytest.raises(SeriesBroken, match="by_quarter counts by time"):
        make_safe([TOTALS, QUARTERS], Terms("x"), earlier)


def test_quarters_that_were_there_from_the_first_go_on() -> None:
    first = make_safe([TOTALS, QUARTERS], Terms("x"))
    earlier = [EarlierRelease("0" * 64, first.judged, first.witnesses)]
    assert make_safe([TOTALS, QUARTERS], Terms("x"), earlier).certificate.earlier == ("0" * 64,)


def test_beats_are_not_published_apart_from_their_districts() -> None:
    beats = counted("by_beat", dimensions("beat"), {("b1",): 50, ("b2",): 82, ("b3",): 6})
    districts = counted("by_district", dimensions("district"), {("d1",): 132, ("d2",): 6})
    with pytest.raises(LevelsApart, match="Add district to the dimensions of by_beat"):
        make_safe([beats, districts], Terms("x", levels=(("beat", "district"),)))
