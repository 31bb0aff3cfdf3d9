"""When a finding stands, who may decide on it, and when a matter may be closed. Pure.

An investigator proposes; each step of the chain approves, or returns it for work. Nobody decides on work of their own,
and nobody decides twice: so one that stands was looked at by as many people as the city's file names, and one more.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True)
class Decided:
    """One decision on a finding."""

    step: str
    by: int
    approved: bool


class FindingState(StrEnum):
    NONE = "none"  # nobody has proposed one
    IN_REVIEW = "in-review"
    RETURNED = "returned"
    APPROVED = "approved"


def next_step(steps: Sequence[str], decided: Sequence[Decided]) -> str | None:
    """Whose turn it is; None once it is returned, or every step has approved."""
    if any(not one.approved for one in decided):
        return None
    done = {one.step for one in decided}
    return next((step for step in steps if step not in done), None)


def state_of(steps: Sequence[str], decided: Sequence[Decided], *, proposed: bool) -> FindingState:
    if not proposed:
        return FindingState.NONE
    if any(not one.approved for one in decided):
        return FindingState.RETURNED
    return FindingState.IN_REVIEW if next_step(steps, decided) else FindingState.APPROVED


class WhyNotReview(StrEnum):
    NOTHING_WAITS = "nothing-waits"
    NOT_ABOVE = "not-above"
    OWN_WORK = "own-work"
    DECIDED_BEFORE = "decided-before"
    OTHER_RANK = "other-rank"


@dataclass(frozen=True)
class Reviewer:
    """Somebody who wants to decide."""

    person: int
    supervises: bool  # the unit of the matter
    rank: str = ""  # "" for somebody who is no officer


def why_not_review(
    reviewer: Reviewer,
    *,
    authors: Collection[int],
    decided: Sequence[Decided],
    step: str | None,
    ranks: Collection[str],
) -> WhyNotReview | None:
    """`authors`: everybody who worked on it: who has the matter, and who ever proposed a finding for the allegation."""
    if step is None:
        return WhyNotReview.NOTHING_WAITS
    if not reviewer.supervises:
        return WhyNotReview.NOT_ABOVE
    if reviewer.person in authors:
        return WhyNotReview.OWN_WORK
    if any(one.by == reviewer.person for one in decided):
        return WhyNotReview.DECIDED_BEFORE
    if ranks and reviewer.rank not in ranks:
        return WhyNotReview.OTHER_RANK
    return None


@dataclass(frozen=True)
class AllegationState:
    withdrawn: bool
    approved: bool


def lacking(allegations: Iterable[AllegationState]) -> int:
    """How many allegations still need a finding that everybody of the chain approved."""
    return sum(not one.withdrawn and not one.approved for one in allegations)


def may_be_disciplined(finding_allows: bool, discipline: str) -> bool:
    """Discipline follows only from a finding that allows it."""
    return finding_allows or not discipline


def is_late(due_on: date | None, *, done: bool, today: date) -> bool:
    return due_on is not None and not done and due_on < today
