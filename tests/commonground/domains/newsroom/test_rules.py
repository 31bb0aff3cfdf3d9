"""What may be shown of whom, tried over every combination."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from commonground.domains.newsroom.rules import (
    NEVER_SHOWN,
    AppealFacts,
    ShownIs,
    WhyNot,
    is_live,
    shows_outcome,
    why_not_publish,
)

TODAY = date(2026, 11, 2)
days = st.integers(min_value=-400, max_value=400).map(lambda number: TODAY + timedelta(days=number))
facts = st.builds(
    AppealFacts,
    shown_is=st.sampled_from(ShownIs),
    shows_face=st.booleans(),
    names_person=st.booleans(),
    face=st.booleans(),
    name_shown=st.booleans(),
    held=st.booleans(),
    released=st.booleans(),
    has_legal_basis=st.booleans(),
    has_facts=st.booleans(),
    pictures_without_description=st.integers(min_value=0, max_value=3),
    expires_on=days,
)


@given(facts, st.integers(min_value=1, max_value=365))
def test_what_may_be_published_breaks_no_rule(found: AppealFacts, longest: int) -> None:
    against = why_not_publish(found, today=TODAY, longest_days=longest)
    if against:
        return
    assert found.shown_is not in NEVER_SHOWN
    assert found.shown_is is ShownIs.NOBODY or not found.shows_face or found.face
    assert found.shown_is is ShownIs.NOBODY or not found.names_person or found.name_shown
    assert not found.held or found.released
    assert found.has_legal_basis
    assert found.has_facts
    assert found.pictures_without_description == 0
    assert TODAY <= found.expires_on <= TODAY + timedelta(days=longest)


@given(facts)
def test_the_protected_are_never_shown_whatever_a_city_allows(found: AppealFacts) -> None:
    against = why_not_publish(found, today=TODAY, longest_days=365)
    assert (WhyNot.NEVER_SHOWN in against) == (found.shown_is in NEVER_SHOWN)


@given(facts, st.integers(min_value=1, max_value=365))
def test_mending_everything_that_is_named_is_enough(found: AppealFacts, longest: int) -> None:
    """A person who does what each sentence asks ends with an appeal that may be published."""
    mended = AppealFacts(
        shown_is=ShownIs.SUSPECT if found.shown_is in NEVER_SHOWN else found.shown_is,
        shows_face=found.shows_face and found.face,
        names_person=found.names_person and found.name_shown,
        face=found.face,
        name_shown=found.name_shown,
        held=found.held,
        released=True,
        has_legal_basis=True,
        has_facts=True,
        pictures_without_description=0,
        expires_on=min(max(found.expires_on, TODAY), TODAY + timedelta(days=longest)),
    )
    assert why_not_publish(mended, today=TODAY, longest_days=longest) == []


@given(days, st.booleans(), st.booleans())
def test_an_appeal_comes_down_by_itself_the_day_after_its_last(
    last: date, published: bool, ended: bool
) -> None:
    live = is_live(published=published, ended=ended, expires_on=last, today=TODAY)
    assert live == (published and not ended and last >= TODAY)


def test_an_outcome_is_shown_for_as_long_as_the_city_says() -> None:
    ended = date(2026, 1, 1)
    assert shows_outcome(ended_on=ended, today=ended + timedelta(days=365), days=365)
    assert not shows_outcome(ended_on=ended, today=ended + timedelta(days=366), days=365)
    assert not shows_outcome(ended_on=None, today=ended, days=365)
