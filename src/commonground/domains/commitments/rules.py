"""What follows from the facts of a commitment. Pure: given dates and facts, never asks the time or the database.

Percent, status and dates are independent facts. What does not fit together is warned of and never blocked; the one
thing refused is calling a promise implemented when nothing shows it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from commonground.domains.commitments.dates import PartialDate


class Stage(StrEnum):
    """What a status of the city's own counts as."""

    NOT_STARTED = "not-started"
    STARTED = "started"
    IMPLEMENTED = "implemented"


class State(StrEnum):
    """Where a commitment stands when claims and evidence are weighed. A hold is laid over it."""

    UNKNOWN = "unknown"  # the city has not said
    NOT_STARTED = "not-started"
    STARTED = "started"
    REPORTED = "reported"  # somebody says it is implemented; evidence not shown
    IMPLEMENTED = "implemented"


@dataclass(frozen=True)
class Facts:
    """Everything that rules look at. None is "not known"."""

    stage: Stage | None = None
    reported_implemented: bool = False
    evidence: int = 0
    percent: int | None = None
    start: PartialDate | None = None
    estimated: PartialDate | None = None
    implemented: PartialDate | None = None
    on_hold: bool = False
    hold_reason: str = ""
    resume: PartialDate | None = None
    next_update_by: date | None = None


def state_of(facts: Facts) -> State:
    """A claim without evidence is "reported", whichever field makes it."""
    if facts.reported_implemented:
        return State.REPORTED
    if facts.stage is None:
        return State.UNKNOWN
    if facts.stage is Stage.IMPLEMENTED:
        return State.IMPLEMENTED if facts.evidence else State.REPORTED
    return State.STARTED if facts.stage is Stage.STARTED else State.NOT_STARTED


class Refusal(StrEnum):
    EVIDENCE_MISSING = "evidence-missing"
    EVIDENCE_WITHDRAWN = "evidence-withdrawn"
    SAME_PERSON = "same-person"
    ALREADY_DECIDED = "already-decided"


@dataclass(frozen=True)
class Decision:
    """Truthy when allowed. `missing` is how many pieces of evidence are still needed."""

    allowed: bool
    refusal: Refusal | None = None
    missing: int = 0

    def __bool__(self) -> bool:
        return self.allowed


def may_implement(*, evidence: int, withdrawn: int = 0, needed: int = 1) -> Decision:
    """Whether a commitment may be called implemented: only with evidence that still counts."""
    if evidence >= needed:
        return Decision(True)
    refusal = Refusal.EVIDENCE_WITHDRAWN if withdrawn else Refusal.EVIDENCE_MISSING
    return Decision(False, refusal, needed - evidence)


def may_review(*, proposer: int, reviewer: int, waiting: bool) -> Decision:
    """A change is decided once, and by somebody else than who asked for it."""
    if not waiting:
        return Decision(False, Refusal.ALREADY_DECIDED)
    return Decision(False, Refusal.SAME_PERSON) if proposer == reviewer else Decision(True)


class LateReason(StrEnum):
    ESTIMATE_PASSED = "estimate-passed"
    UPDATE_OVERDUE = "update-overdue"
    RESUME_PASSED = "resume-passed"


@dataclass(frozen=True)
class Lateness:
    """Truthy when late. `since` is the first day on which it was."""

    reasons: tuple[LateReason, ...] = ()
    since: date | None = None

    def __bool__(self) -> bool:
        return bool(self.reasons)


def lateness(facts: Facts, *, on: date, grace_days: int = 0, late_while_on_hold: bool = False) -> Lateness:
    """Which promised dates have passed.

    What is implemented owes nothing more. What is reported implemented owes no estimate, but still its updates, since
    its evidence is outstanding. On hold, the estimate and the cadence rest (unless the city says otherwise) until
    the promised resumption passes.
    """
    state = state_of(facts)
    if state is State.IMPLEMENTED:
        return Lateness()
    grace = timedelta(days=grace_days)
    found: list[tuple[LateReason, date]] = []
    if not facts.on_hold or late_while_on_hold:
        if facts.estimated and state is not State.REPORTED and facts.estimated.has_passed(on, grace=grace):
            found.append((LateReason.ESTIMATE_PASSED, facts.estimated.last_day + grace))
        if facts.next_update_by and on > facts.next_update_by:
            found.append((LateReason.UPDATE_OVERDUE, facts.next_update_by))
    if facts.on_hold and facts.resume and facts.resume.has_passed(on, grace=grace):
        found.append((LateReason.RESUME_PASSED, facts.resume.last_day + grace))
    since = min((day for _reason, day in found), default=None)
    return Lateness(tuple(reason for reason, _day in found), since + timedelta(days=1) if since else None)


class Contradiction(StrEnum):
    """Facts that do not fit together: shown to staff as warnings."""

    COMPLETE_BUT_NOT_IMPLEMENTED = "complete-but-not-implemented"
    IMPLEMENTED_BUT_NOT_COMPLETE = "implemented-but-not-complete"
    IMPLEMENTED_WITHOUT_DATE = "implemented-without-date"
    DATE_WITHOUT_IMPLEMENTED = "date-without-implemented"
    IMPLEMENTED_IN_FUTURE = "implemented-in-future"
    START_AFTER_IMPLEMENTED = "start-after-implemented"
    START_AFTER_ESTIMATE = "start-after-estimate"
    START_IN_FUTURE = "start-in-future"
    PROGRESS_BUT_NOT_STARTED = "progress-but-not-started"
    HELD_WITHOUT_REASON = "held-without-reason"
    HELD_WITHOUT_RESUME = "held-without-resume"
    HELD_BUT_IMPLEMENTED = "held-but-implemented"
    REPORTED_WITHOUT_EVIDENCE = "reported-without-evidence"


def contradictions(facts: Facts, *, on: date) -> tuple[Contradiction, ...]:
    """What does not fit together, in a fixed order."""
    found = {**_odd_percent(facts), **_odd_dates(facts, on), **_odd_hold(facts)}
    found[Contradiction.REPORTED_WITHOUT_EVIDENCE] = state_of(facts) is State.REPORTED and not facts.evidence
    return tuple(contradiction for contradiction in Contradiction if found.get(contradiction))


def _odd_percent(facts: Facts) -> dict[Contradiction, bool]:
    claimed = facts.stage is Stage.IMPLEMENTED or facts.reported_implemented
    percent = facts.percent
    return {
        Contradiction.COMPLETE_BUT_NOT_IMPLEMENTED: percent == 100 and not claimed,
        Contradiction.IMPLEMENTED_BUT_NOT_COMPLETE: claimed and percent is not None and percent < 100,
        Contradiction.PROGRESS_BUT_NOT_STARTED: facts.stage is Stage.NOT_STARTED and bool(percent),
    }


def _odd_dates(facts: Facts, on: date) -> dict[Contradiction, bool]:
    start, implemented = facts.start, facts.implemented
    claimed = facts.stage is Stage.IMPLEMENTED or facts.reported_implemented
    under_way = facts.stage in (Stage.STARTED, Stage.IMPLEMENTED)
    return {
        Contradiction.IMPLEMENTED_WITHOUT_DATE: facts.stage is Stage.IMPLEMENTED and implemented is None,
        Contradiction.DATE_WITHOUT_IMPLEMENTED: implemented is not None and not claimed,
        Contradiction.IMPLEMENTED_IN_FUTURE: implemented is not None and implemented.first_day > on,
        Contradiction.START_AFTER_IMPLEMENTED: _after(start, implemented),
        Contradiction.START_AFTER_ESTIMATE: _after(start, facts.estimated),
        Contradiction.START_IN_FUTURE: under_way and start is not None and start.first_day > on,
    }


def _odd_hold(facts: Facts) -> dict[Contradiction, bool]:
    return {
        Contradiction.HELD_WITHOUT_REASON: facts.on_hold and not facts.hold_reason,
        Contradiction.HELD_WITHOUT_RESUME: facts.on_hold and facts.resume is None,
        Contradiction.HELD_BUT_IMPLEMENTED: facts.on_hold and facts.stage is Stage.IMPLEMENTED,
    }


def _after(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Certainly after: the periods do not even touch."""
    return one is not None and other is not None and one.first_day > other.last_day


@dataclass(frozen=True)
class Counters:
    """How many commitments stand where. `started` counts everything begun, reported and implemented included."""

    total: int = 0
    started: int = 0
    implemented: int = 0
    reported: int = 0
    not_started: int = 0
    unknown: int = 0
    on_hold: int = 0
    late: int = 0

    @property
    def in_progress(self) -> int:
        """Begun, and neither implemented nor said to be."""
        return self.started - self.implemented - self.reported


def counters(standing: Iterable[tuple[Facts, Lateness]]) -> Counters:
    """Counts each commitment once in its state; a hold and lateness are counted beside."""
    states: dict[State, int] = dict.fromkeys(State, 0)
    total = on_hold = late = 0
    for facts, lateness_found in standing:
        states[state_of(facts)] += 1
        total += 1
        on_hold += facts.on_hold
        late += bool(lateness_found)
    return Counters(
        total=total,
        started=states[State.STARTED] + states[State.REPORTED] + states[State.IMPLEMENTED],
        implemented=states[State.IMPLEMENTED],
        reported=states[State.REPORTED],
        not_started=states[State.NOT_STARTED],
        unknown=states[State.UNKNOWN],
        on_hold=on_hold,
        late=late,
    )


@dataclass(frozen=True)
class Slippage:
    """How far the promised date has moved. `days` is negative when it came nearer, None when one end is not known."""

    first: PartialDate | None
    latest: PartialDate | None
    days: int | None
    times_moved: int


def slippage(estimates: Sequence[PartialDate | None]) -> Slippage:
    """Compares the first date that was promised with the latest, given in the order in which they were said."""
    known = [estimate for estimate in estimates if estimate is not None]
    moved = sum(1 for before, after in pairwise(estimates) if before != after)
    if not known:
        return Slippage(None, None, None, moved)
    first, latest = known[0], estimates[-1]
    days = (latest.last_day - first.last_day).days if latest is not None else None
    return Slippage(first, latest, days, moved)


def next_update_after(day: date, *, every_days: int) -> date:
    """The day by which the next update is promised."""
    return day + timedelta(days=every_days)
