"""Rules by property: terms never overlap, a quorum is more than half, due dates survive the ends of months."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.boards import rules
from commonground.boards.rules import Period, QuorumCounts

days = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@st.composite
def periods(draw):
    first = draw(days)
    return Period(first, first + timedelta(days=draw(st.integers(0, 2000))))


@given(st.lists(periods(), max_size=12))
def test_periods_accepted_one_after_another_never_share_a_day(wanted):
    held: list[Period] = []
    for period in wanted:
        if rules.overlapping(period, held) is None:
            held.append(period)
    for place, one in enumerate(held):
        for other in held[place + 1 :]:
            assert one.ends_on < other.starts_on or other.ends_on < one.starts_on


@given(periods(), periods())
def test_overlap_is_mutual_and_means_a_common_day(one, other):
    common = max(one.starts_on, other.starts_on) <= min(one.ends_on, other.ends_on)
    assert one.overlaps(other) == other.overlaps(one) == common


def test_leaving_early_frees_the_seat_from_the_next_day():
    held = rules.period_held(date(2025, 1, 1), date(2027, 12, 31), date(2026, 3, 15))
    assert held.covers(date(2026, 3, 15))
    assert not held.covers(date(2026, 3, 16))
    assert rules.overlapping(Period(date(2026, 3, 16), date(2028, 1, 1)), [held]) is None


@given(days, st.integers(1, 240))
def test_terms_that_follow_each_other_leave_no_gap_and_no_overlap(first, months):
    last = rules.last_day_of_term(first, months)
    assert last >= first
    following = Period(last + timedelta(days=1), rules.last_day_of_term(last + timedelta(days=1), months))
    assert not following.overlaps(Period(first, last))


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 36, date(2029, 12, 14)),
    ],
)
def test_last_day_of_a_term(first, months, last):
    assert rules.last_day_of_term(first, months) == last


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_quorum_is_more_than_half_and_two_halves_are_never_both_one(seats, members):
    members = min(seats, members)
    for counts, whole in ((QuorumCounts.SEATS, seats), (QuorumCounts.MEMBERS, members)):
        needed = rules.quorum_needed(seats, members, counts)
        assert needed * 2 > whole
        assert (needed - 1) * 2 <= whole
        assert needed >= 1


def test_quorum_of_nine_seats_with_two_vacant():
    assert rules.quorum_needed(9, 7, QuorumCounts.SEATS) == 5
    assert rules.quorum_needed(9, 7, QuorumCounts.MEMBERS) == 4
    assert rules.has_quorum(5, 5)
    assert not rules.has_quorum(4, 5)


@given(days, st.integers(1, 730))
def test_an_answer_is_due_so_many_days_on_and_late_the_day_after(made_on, within):
    due = rules.answer_due_on(made_on, within)
    assert (due - made_on).days == within
    assert not rules.is_answer_late(due, None, due)
    assert rules.is_answer_late(due, None, due + timedelta(days=1))
    assert rules.is_answer_late(due, due + timedelta(days=1), due + timedelta(days=900))
    assert not rules.is_answer_late(due, due, due + timedelta(days=900))


@pytest.mark.parametrize(
    ("made_on", "due_on"),
    [
        (date(2026, 1, 31), date(2026, 4, 1)),
        (date(2028, 1, 1), date(2028, 3, 1)),
        (date(2026, 12, 31), date(2027, 3, 1)),
    ],
)
def test_sixty_days_across_ends_of_months(made_on, due_on):
    assert rules.answer_due_on(made_on, 60) == due_on


moments = st.builds(
    lambda day, hour: datetime(day.year, day.month, day.day, hour, tzinfo=UTC), days, st.integers(0, 23)
)


@given(moments, st.integers(0, 1440))
def test_an_agenda_is_late_one_second_after_it_was_due(starts_at, hours):
    due = rules.agenda_due_at(starts_at, hours)
    assert not rules.is_agenda_late(due, due, starts_at)
    assert rules.is_agenda_late(due, due + timedelta(seconds=1), starts_at)
    assert rules.is_agenda_late(due, None, due + timedelta(seconds=1))


@given(days, st.integers(1, 365))
def test_minutes_are_late_the_day_after_they_were_due(held_on, within):
    due = rules.minutes_due_on(held_on, within)
    assert not rules.are_minutes_late(due, None, due)
    assert rules.are_minutes_late(due, None, due + timedelta(days=1))


votes = st.dictionaries(st.integers(1, 12), st.sampled_from(["yes", "no", "abstain"]), max_size=12)


@given(votes, st.sets(st.integers(1, 12)))
def test_nobody_who_stepped_aside_votes(cast, recused):
    result = "carried" if rules.tally(list(cast.values())).carries else "failed"
    problem = rules.problem_with_votes(cast, present=set(cast), recused=recused, result=result)
    assert (problem is rules.VoteProblem.RECUSED) == bool(recused & cast.keys())


@given(votes)
def test_a_result_fits_its_votes(cast):
    counted = rules.tally(list(cast.values()))
    assert counted.yes + counted.no + counted.abstained == len(cast)
    wrong = "failed" if counted.carries else "carried"
    problem = rules.problem_with_votes(cast, present=set(cast), recused=set(), result=wrong)
    assert problem is (rules.VoteProblem.CONTRADICTS if cast else None)


def test_somebody_who_was_absent_cannot_vote():
    assert rules.problem_with_votes({1: "yes"}, present={2}, recused=set(), result="carried") == "absent"


def test_a_tie_does_not_carry():
    assert not rules.tally(["yes", "no", "abstain"]).carries
