"""How many commitments stood where, month by month: read back from the public history."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.models import Change, Commitment
from commonground.domains.commitments.queries.shapes import MonthlyCount
from commonground.domains.commitments.rules import Stage, State
from commonground.foundation import clock

_FOLLOWED = ("status", "reported_implemented", "on_hold")


@dataclass
class _Standing:
    """Where one commitment stands, while it is followed backwards."""

    created: date
    status: str
    reported: bool
    held: bool

    def undo(self, field: str, before: str) -> None:
        if field == "status":
            self.status = before
        elif field == "reported_implemented":
            self.reported = before == "yes"
        else:
            self.held = before == "yes"

    @property
    def state(self) -> State:
        """Evidence is not asked again: what lost its evidence was marked as reported when it did."""
        status = the_rules().status(self.status)
        if self.reported:
            return State.REPORTED
        return _STATES[status.counts_as] if status else State.UNKNOWN


_STATES = {
    Stage.NOT_STARTED: State.NOT_STARTED,
    Stage.STARTED: State.STARTED,
    Stage.IMPLEMENTED: State.IMPLEMENTED,
}
# Newest first: the day, the field, and what stood before.
_Past = list[tuple[date, str, str]]


def progress_over_time(slug: str) -> tuple[MonthlyCount, ...]:
    """One count for the end of each month since the first commitment was kept here, the last one for today.

    Two queries. Each commitment is followed backwards: from how it stands now, through each change, to before it.
    """
    commitments = Commitment.objects.filter(programme__slug=slug, programme__published=True)
    standing = {
        pk: _Standing(_day(created), status, reported, held)
        for pk, created, status, reported, held in commitments.values_list("pk", "created_at", *_FOLLOWED)
    }
    if not standing:
        return ()
    past: dict[int, _Past] = defaultdict(list)
    changes = Change.objects.filter(commitment_id__in=list(standing), field__in=_FOLLOWED).order_by(
        "-at", "-id"
    )
    for pk, at, field, before in changes.values_list("commitment_id", "at", "field", "before"):
        past[pk].append((_day(at), field, before))
    months = _months(min(one.created for one in standing.values()))
    counted: dict[date, list[_Seen]] = {month: [] for month in months}
    for pk, one in standing.items():
        _follow_back(one, past[pk], months, counted)
    return tuple(_count(month, seen) for month, seen in counted.items())


_Seen = tuple[State, bool]


def _follow_back(one: _Standing, past: _Past, months: list[date], counted: dict[date, list[_Seen]]) -> None:
    place = 0
    for month in reversed(months):
        end = _end_of(month)
        while place < len(past) and past[place][0] > end:
            one.undo(*past[place][1:])
            place += 1
        if one.created > end:
            return
        counted[month].append((one.state, one.held))


def _count(month: date, seen: list[_Seen]) -> MonthlyCount:
    states = [state for state, _held in seen]
    return MonthlyCount(
        month, {state: states.count(state) for state in State}, sum(held for _state, held in seen)
    )


def _months(first: date) -> list[date]:
    month, last, months = first.replace(day=1), clock.today(), []
    while month <= last:
        months.append(month)
        month = _next(month)
    return months


def _next(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def _end_of(month: date) -> date:
    return min(_next(month) - timedelta(days=1), clock.today())


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
