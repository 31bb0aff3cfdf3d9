"""The chain of review, by property: never signed by whoever worked on it, never twice by the same person."""

from hypothesis import given
from hypothesis import strategies as st

from commonground.domains.accountability.rules import (
    AllegationState,
    Decided,
    FindingState,
    Reviewer,
    WhyNotReview,
    is_late,
    lacking,
    may_be_disciplined,
    next_step,
    state_of,
    why_not_review,
)

PEOPLE = st.integers(1, 5)
STEPS = st.lists(st.sampled_from(["supervisor", "chief", "mayor"]), min_size=1, max_size=3, unique=True)


@given(
    STEPS, st.sets(PEOPLE, min_size=1), st.lists(st.tuples(PEOPLE, st.booleans(), st.booleans()), max_size=12)
)
def test_whoever_tries_in_whatever_order(steps, authors, tries):
    """A run of people who try to decide; only what the rule lets through is kept."""
    decided: list[Decided] = []
    for person, supervises, approves in tries:
        step = next_step(steps, decided)
        why = why_not_review(
            Reviewer(person, supervises), authors=authors, decided=decided, step=step, ranks=()
        )
        if why is None:
            assert step is not None
            assert supervises
            decided.append(Decided(step, person, approves))
    signers = [one.by for one in decided]
    assert not set(signers) & authors
    assert len(signers) == len(set(signers))
    assert [one.step for one in decided] == steps[: len(decided)]
    state = state_of(steps, decided, proposed=True)
    if state is FindingState.APPROVED:
        assert all(one.approved for one in decided)
        assert len(decided) == len(steps)
    assert (state is FindingState.IN_REVIEW) == (next_step(steps, decided) is not None)


@given(STEPS, PEOPLE)
def test_returned_waits_for_nobody(steps, person):
    decided = [Decided(steps[0], person, approved=False)]
    assert next_step(steps, decided) is None
    assert state_of(steps, decided, proposed=True) is FindingState.RETURNED
    assert state_of(steps, [], proposed=False) is FindingState.NONE


def test_a_step_for_a_rank_is_for_that_rank():
    for rank, why in (("chief", None), ("captain", WhyNotReview.OTHER_RANK), ("", WhyNotReview.OTHER_RANK)):
        reviewer = Reviewer(1, supervises=True, rank=rank)
        assert why_not_review(reviewer, authors=(), decided=(), step="chief", ranks=("chief",)) is why


@given(st.lists(st.builds(AllegationState, st.booleans(), st.booleans()), max_size=8))
def test_a_matter_lacks_what_is_neither_approved_nor_ended(allegations):
    open_ones = [one for one in allegations if not one.withdrawn and not one.approved]
    assert lacking(allegations) == len(open_ones)


def test_discipline_and_lateness():
    from datetime import date

    assert may_be_disciplined(True, "reprimand")
    assert not may_be_disciplined(False, "reprimand")
    assert may_be_disciplined(False, "")
    assert is_late(date(2026, 1, 1), done=False, today=date(2026, 1, 2))
    assert not is_late(date(2026, 1, 1), done=True, today=date(2026, 1, 2))
    assert not is_late(None, done=False, today=date(2026, 1, 2))
