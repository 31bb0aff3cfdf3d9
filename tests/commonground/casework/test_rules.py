"""Steps, due dates, the clock that stands still, lateness, letters, likeness: by property."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from commonground.casework import rules
from commonground.reference.business_days import after_business_days, business_days_between

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
SOME = st.integers(0, 60)


@dataclass(frozen=True)
class Stage:
    key: str = "here"
    next: tuple[str, ...] = ("there",)
    days: int | None = 5
    closed: bool = False
    waits: bool = False


def days(start: date, end: date) -> int:
    """Every day counts: the arithmetic of the clock without a calendar."""
    return max((end - start).days, 0)


def after(start: date, number: int) -> date:
    return start + timedelta(days=number)


@given(DAYS, DAYS, SOME)
def test_the_days_that_we_waited_are_added_to_the_promise(due: date, since: date, waited: int):
    answered = since + timedelta(days=waited)
    restarted = rules.clock_restarted(due, since, answered, after=after, between=days)
    assert restarted == due + timedelta(days=waited)
    assert rules.clock_restarted(None, since, answered, after=after, between=days) is None


@given(DAYS, DAYS, SOME)
def test_in_the_citys_calendar_an_answer_leaves_as_many_business_days_as_there_were(due, since, waited):
    """What was left when we asked is left when the answer comes, whatever weekends and holidays lie between."""
    due = after_business_days(max(due, since), 0)
    answered = since + timedelta(days=waited)
    restarted = rules.clock_restarted(
        due, since, answered, after=after_business_days, between=business_days_between
    )
    assert business_days_between(answered, restarted) == business_days_between(since, due)


@given(DAYS, DAYS)
def test_a_stage_that_waits_or_is_come_back_to_keeps_the_promised_date(due: date, today: date):
    for stage, resumes in ((Stage(waits=True), False), (Stage(), True)):
        assert rules.due_after_step(stage, due_on=due, resumes=resumes, today=today, after=after) == due
    assert rules.due_after_step(Stage(), due_on=due, resumes=False, today=today, after=after) == after(
        today, 5
    )
    closed = Stage(closed=True, days=None)
    assert rules.due_after_step(closed, due_on=due, resumes=False, today=today, after=after) is None
    waits = Stage(waits=True)
    assert rules.due_after_step(waits, due_on=None, resumes=False, today=today, after=after) == after(
        today, 5
    )


@given(DAYS, DAYS, st.booleans(), st.booleans())
def test_late_is_only_what_we_owe(due: date, today: date, waiting: bool, closed: bool):
    late = rules.is_late(due, waiting=waiting, closed=closed, today=today)
    assert late == (due < today and not waiting and not closed)
    assert not rules.is_late(None, waiting=waiting, closed=closed, today=today)


def test_whose_step_it_is():
    assert rules.owner_now("assignee", assigned=False, waiting=False) == "unit"
    assert rules.owner_now("assignee", assigned=True, waiting=False) == "assignee"
    assert rules.owner_now("supervisor", assigned=True, waiting=True) == "person"
    assert rules.owner_now("person", assigned=True, waiting=False) == "assignee"
    assert rules.owner_now("nobody", assigned=True, waiting=True) == "nobody"


def test_steps_and_outcomes():
    assert rules.may_step(Stage(), "there")
    assert not rules.may_step(Stage(), "elsewhere")
    closed = Stage(closed=True)
    assert rules.needs_outcome(closed, {"sustained"}, "")
    assert rules.needs_outcome(closed, {"sustained"}, "invented")
    assert not rules.needs_outcome(closed, {"sustained"}, "sustained")
    assert not rules.needs_outcome(closed, set(), "")
    assert not rules.needs_outcome(Stage(), {"sustained"}, "")


@given(st.text(max_size=200))
def test_a_letter_fills_named_places_and_leaves_every_other_brace(text: str):
    assert rules.fill(text, {}) == text
    assert rules.fill("{reference} {text} {0} {} {{city}}", {"reference": "R2", "city": "{unit}"}) == (
        "R2 {text} {0} {} {{unit}}"
    )


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(1, 100))
def test_a_record_is_kept_for_whole_years(closed: date, years: int):
    kept = rules.dispose_after(closed, years)
    assert kept.year == closed.year + years
    assert (kept.month, kept.day) in ((closed.month, closed.day), (2, 28))


@given(st.text(max_size=300), st.text(max_size=300))
def test_likeness_is_symmetric_and_bounded(one: str, other: str):
    a, b = rules.words_of(one), rules.words_of(other)
    assert rules.likeness(a, b, same_officer=False) == rules.likeness(b, a, same_officer=False)
    assert 0 <= rules.likeness(a, b, same_officer=True) <= 1.4
    assert not any(len(word) < rules.SHORTEST_WORD for word in a)


def test_two_accounts_of_one_thing_are_alike_and_two_things_are_not():
    one = rules.words_of("The officer pulled my brother out of the green car on Levee Street by the arm.")
    same = rules.words_of(
        "On Levee Street I saw a man pulled out of a green car by his arm, his brother cried."
    )
    else_ = rules.words_of("Nobody answered when I called about the burglary in my garage last winter.")
    assert rules.likeness(one, same, same_officer=False) >= rules.RELATED_FROM
    assert rules.likeness(one, else_, same_officer=False) < rules.RELATED_FROM
    assert rules.likeness(one, else_, same_officer=True) >= rules.RELATED_FROM
    assert rules.words_of("Policía, OFICIAL, después") == frozenset()


def test_words_that_many_accounts_share_tell_none_from_another():
    accounts = [frozenset({"levee", "street", f"word{number}"}) for number in range(9)]
    assert rules.common_words(accounts) == {"levee", "street"}
    assert rules.common_words(accounts[:8]) == frozenset()
