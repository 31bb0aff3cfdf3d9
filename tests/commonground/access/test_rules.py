"""Who may be given what, when an account locks, when somebody signs in again: by property."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from commonground.access import rules
from commonground.access.rules import AgainBecause, GlassAsked, GrantAsked, Refusal

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
moments = st.integers(0, 400 * 86_400).map(lambda seconds: NOON + timedelta(seconds=seconds))
days = st.dates(date(2025, 1, 1), date(2027, 1, 1))
grants = st.builds(
    GrantAsked,
    giver=st.integers(0, 3),
    receiver=st.integers(1, 3),
    receiver_is_active=st.booleans(),
    role_exists=st.booleans(),
    held_already=st.booleans(),
    starts_on=days,
    ends_on=st.none() | days,
)
glass = st.builds(
    GlassAsked,
    role_exists=st.booleans(),
    role_reviews_break_glass=st.booleans(),
    held_already=st.booleans(),
    running=st.booleans(),
    reason=st.text(max_size=60),
    minutes=st.integers(-5, 500),
)


@given(grants)
def test_nobody_gives_themselves_a_role(asked):
    if asked.giver == asked.receiver:
        assert rules.may_grant(asked) is Refusal.ONESELF


@given(grants)
def test_what_is_granted_is_a_role_for_an_open_account_that_ends_after_it_starts(asked):
    if rules.may_grant(asked) is None:
        assert asked.role_exists
        assert asked.receiver_is_active
        assert not asked.held_already
        assert asked.ends_on is None or asked.ends_on >= asked.starts_on


@given(glass)
def test_glass_is_broken_for_a_reason_and_an_hour_at_most(asked):
    if rules.may_break_glass(asked) is None:
        assert len(asked.reason.strip()) >= 20
        assert 1 <= asked.minutes <= 60
        assert not asked.role_reviews_break_glass


@given(st.integers())
def test_no_length_is_longer_than_an_hour(minutes):
    assert timedelta(minutes=1) <= rules.break_glass_length(minutes) <= timedelta(hours=1)


def test_spaces_are_not_a_reason():
    asked = GlassAsked(True, False, False, False, " " * 40 + "because", 10)
    assert rules.may_break_glass(asked) is Refusal.REASON_TOO_SHORT


@given(st.lists(moments, max_size=12), moments)
def test_fewer_than_five_never_lock(failures, now):
    within = [f for f in failures if now - timedelta(minutes=15) < f <= now]
    assert rules.is_locked_out(failures, now) == (len(within) >= 5)


def test_the_fifteenth_minute_is_outside():
    five = [NOON - timedelta(minutes=15)] * 5
    assert not rules.is_locked_out(five, NOON)
    assert rules.is_locked_out([NOON - timedelta(minutes=14, seconds=59)] * 5, NOON)


@given(st.integers(0, 3600), st.integers(0, 60_000))
def test_idle_and_long_sessions_end(idle, age):
    again = rules.must_sign_in_again(
        signed_in_at=NOON - timedelta(seconds=age), last_active=NOON - timedelta(seconds=idle), now=NOON
    )
    assert (again is None) == (idle < 1800 and age < 43_200)
    assert (again is AgainBecause.IDLE) == (idle >= 1800)


@given(st.none() | moments, moments)
def test_recent_is_within_five_minutes_and_never_ahead(authenticated_at, now):
    if rules.is_recent(authenticated_at, now):
        assert timedelta(0) <= now - authenticated_at < timedelta(minutes=5)


@given(st.booleans(), st.booleans(), st.booleans())
def test_a_review_is_somebody_elses_once_it_is_over(own, running, reviewed):
    answer = rules.may_review_break_glass(
        reviewer=1, person=1 if own else 2, running=running, reviewed=reviewed
    )
    assert (answer is None) == (not own and not running and not reviewed)


def test_an_account_unused_for_ninety_days():
    assert rules.is_unused(NOON - timedelta(days=90), NOON)
    assert not rules.is_unused(NOON - timedelta(days=89, hours=23), NOON)


@given(
    st.dictionaries(
        st.sampled_from(["amr", "acr", "sub"]), st.recursive(st.none() | st.text() | st.integers(), st.lists)
    )
)
def test_no_strange_claim_counts_as_a_second_factor(claims):
    if rules.says_second_factor(claims):
        assert "mfa" in (claims.get("amr") or []) or isinstance(claims.get("acr"), str)


def test_which_claims_say_two_factors():
    assert rules.says_second_factor({"amr": ["pwd", "mfa"]})
    assert rules.says_second_factor({"acr": "phr"})
    assert not rules.says_second_factor({"amr": ["pwd"]})
    assert not rules.says_second_factor({"amr": "mfa"})
    assert not rules.says_second_factor({"acr": ["phr"]})
    assert not rules.says_second_factor({})
