"""Decides, for any body that meets: who holds a seat, what a quorum is, when something is due, what a vote comes to.

Pure: dates and counts in, answers out. The periods themselves are the city's (`config/cities/*/boards.toml`).
Counting follows the usual parliamentary convention: a quorum is more than half, a motion carries when more than half
of the votes cast, abstentions left out, are for it.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True)
class Period:
    """From one day to another, both included."""

    starts_on: date
    ends_on: date

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def overlaps(self, other: "Period") -> bool:
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on


def period_held(starts_on: date, ends_on: date, left_on: date | None) -> Period:
    """The days on which somebody really held a seat: leaving early ends the term."""
    return Period(starts_on, left_on if left_on is not None else ends_on)


def overlapping(wanted: Period, held: Iterable[Period]) -> Period | None:
    """The first period that shares a day with the wanted one: a seat has one holder at a time."""
    return next((period for period in held if period.overlaps(wanted)), None)


def is_filled(held: Iterable[Period], on: date) -> bool:
    return any(period.covers(on) for period in held)


def last_day_of_term(starts_on: date, months: int) -> date:
    """The day before the same day so many months later; a month that is too short ends on its last day."""
    count = starts_on.year * 12 + starts_on.month - 1 + months
    year, month = divmod(count, 12)
    last = monthrange(year, month + 1)[1]
    if starts_on.day > last:
        return date(year, month + 1, last)
    return date(year, month + 1, starts_on.day) - timedelta(days=1)


class QuorumCounts(StrEnum):
    SEATS = "seats"  # all seats of the board, vacant ones too
    MEMBERS = "members"  # seats that are filled


def quorum_needed(seats: int, members: int, counts: QuorumCounts) -> int:
    """More than half of what the city counts; a board that nobody sits on never has a quorum."""
    whole = seats if counts is QuorumCounts.SEATS else members
    return max(1, whole // 2 + 1)


def has_quorum(present: int, needed: int) -> bool:
    return present >= needed


def agenda_due_at(starts_at: datetime, hours_before: int) -> datetime:
    return starts_at - timedelta(hours=hours_before)


def is_agenda_late(due_at: datetime, published_at: datetime | None, now: datetime) -> bool:
    """Out too late, or not out although it should be."""
    return (published_at or now) > due_at


def minutes_due_on(held_on: date, days_after: int) -> date:
    return held_on + timedelta(days=days_after)


def are_minutes_late(due_on: date, published_on: date | None, today: date) -> bool:
    return (published_on or today) > due_on


def answer_due_on(made_on: date, days: int) -> date:
    return made_on + timedelta(days=days)


def is_answer_late(due_on: date, answered_on: date | None, today: date) -> bool:
    """Late while it is missing after the day it was due; an answer that came late stays marked so."""
    return (answered_on or today) > due_on


def needs_reasons(answer: str) -> bool:
    """A body that does not do all that was asked says why."""
    return answer in ("in-part", "declined")


@dataclass(frozen=True)
class Tally:
    yes: int
    no: int
    abstained: int

    @property
    def carries(self) -> bool:
        return self.yes > self.no


def tally(choices: Sequence[str]) -> Tally:
    return Tally(choices.count("yes"), choices.count("no"), choices.count("abstain"))


class VoteProblem(StrEnum):
    RECUSED = "recused"  # stepped aside, and yet voted
    ABSENT = "absent"  # was not there, and yet voted
    CONTRADICTS = "contradicts"  # the result is not what the votes come to


def problem_with_votes(
    votes: dict[int, str], *, present: set[int], recused: set[int], result: str
) -> VoteProblem | None:
    """What is wrong with a vote, seat by seat; None when it can stand. Unrecorded votes (a voice vote) may stand."""
    if recused & votes.keys():
        return VoteProblem.RECUSED
    if votes.keys() - present:
        return VoteProblem.ABSENT
    if (
        votes
        and result in ("carried", "failed")
        and tally(list(votes.values())).carries != (result == "carried")
    ):
        return VoteProblem.CONTRADICTS
    return None


def may_make_recommendation(*, sits_on_board: bool, serves_boards: bool) -> bool:
    """A member speaks for a board they sit on; whoever serves all boards records for any."""
    return sits_on_board or serves_boards
