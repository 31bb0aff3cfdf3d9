"""Who may not know of a matter: by property, over rosters of any shape."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from commonground.access.officers.rules import chain_above, everybody_below, loops_in, would_loop
from commonground.conflict.city_rule import ConflictRule, conflict_rule
from commonground.conflict.rules import (
    Named,
    OnRoster,
    WhyNot,
    kept_out_by_rule,
    must_leave_the_unit,
    why_not_investigate,
)

OFFICERS = st.integers(min_value=1, max_value=12)
ROLES = st.sampled_from(["subject", "witness", "thanked"])


@st.composite
def rosters(draw) -> dict[int, OnRoster]:
    """Each officer stands under one of a lower number, or under nobody: a tree, as a sound roster is."""
    found = {}
    for number in range(1, 13):
        supervisor = draw(st.none() | st.integers(1, number - 1)) if number > 1 else None
        person = draw(st.none() | st.just(100 + number))
        found[number] = OnRoster(number, supervisor, person, draw(st.integers(1, 7)))
    return found


names = st.lists(st.builds(Named, OFFICERS, ROLES), max_size=6)


def rule(**more) -> ConflictRule:
    return conflict_rule().model_copy(update=more)


@given(rosters(), names, st.builds(Named, OFFICERS, ROLES), st.integers(0, 6))
def test_naming_one_more_officer_lets_nobody_back_in(roster, named, one_more, levels):
    city = rule(levels_above=levels)
    assert kept_out_by_rule(named, roster, city) <= kept_out_by_rule([*named, one_more], roster, city)


@given(rosters(), names)
def test_more_levels_keep_more_people_out(roster, named):
    kept = [kept_out_by_rule(named, roster, rule(levels_above=levels)) for levels in range(5)]
    assert all(fewer <= more for fewer, more in pairwise(kept))


@given(rosters(), names)
def test_whoever_is_named_in_a_role_that_hides_is_out(roster, named):
    out = {one.person for one in kept_out_by_rule(named, roster, conflict_rule())}
    for one in named:
        if one.role in conflict_rule().hides_from and roster[one.officer].person:
            assert roster[one.officer].person in out


@given(rosters(), OFFICERS)
def test_the_chain_of_command_as_far_as_the_city_says_and_no_further(roster, officer):
    city = conflict_rule()
    out = {one.person for one in kept_out_by_rule([Named(officer, "subject")], roster, city)}
    above = chain_above(officer, {number: one.supervisor for number, one in roster.items()})
    inside = {roster[one].person for one in above[: city.levels_above]} - {None}
    outside = {roster[one].person for one in above[city.levels_above :]} - {None}
    assert inside <= out
    assert not outside & out


@given(rosters(), OFFICERS)
def test_thanks_hide_nothing(roster, officer):
    assert not kept_out_by_rule([Named(officer, "thanked")], roster, conflict_rule())


@given(st.dictionaries(OFFICERS, st.none() | OFFICERS), OFFICERS)
def test_a_chain_ends_whatever_the_roster_says(supervisors, officer):
    above = chain_above(officer, supervisors)
    assert len(above) == len(set(above))
    assert officer not in above


@given(rosters(), OFFICERS, OFFICERS)
def test_a_supervisor_who_is_accepted_closes_no_circle(roster, officer, supervisor):
    chain = {number: one.supervisor for number, one in roster.items()}
    assert not loops_in(chain)
    after = {**chain, officer: supervisor}
    assert bool(loops_in(after)) == would_loop(officer, supervisor, chain)
    assert (supervisor in everybody_below(officer, chain) or supervisor == officer) == would_loop(
        officer, supervisor, chain
    )


@given(st.integers(1, 7), st.lists(st.integers(1, 7), min_size=1, max_size=4))
def test_nobody_investigates_beside_or_below(rank, accused):
    subjects = [OnRoster(number, None, None, order) for number, order in enumerate(accused, start=1)]
    why = why_not_investigate(OnRoster(99, None, 199, rank), subjects, conflict_rule(), kept_out=False)
    assert (why is None) == (rank > max(accused))


def test_a_civilian_stands_in_no_rank_and_whoever_is_out_stays_out():
    subjects = [OnRoster(1, None, None, 7)]
    assert why_not_investigate(None, subjects, conflict_rule(), kept_out=False) is None
    assert why_not_investigate(None, subjects, conflict_rule(), kept_out=True) is WhyNot.KEPT_OUT


def test_a_city_may_let_the_same_rank_investigate():
    equal = [OnRoster(1, None, None, 2)]
    city = rule(same_rank_may_investigate=True)
    assert why_not_investigate(OnRoster(2, None, None, 2), equal, city, kept_out=False) is None
    assert why_not_investigate(OnRoster(2, None, None, 1), equal, city, kept_out=False) is WhyNot.LOWER_RANK


def test_a_unit_whose_supervisors_are_all_out_must_let_go():
    assert must_leave_the_unit({1, 2}, {1, 2, 3})
    assert not must_leave_the_unit({1, 2}, {1})
    assert not must_leave_the_unit(set(), {1})
