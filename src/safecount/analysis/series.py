"""A series over time: counted days put together to weeks, months or quarters, cut at known breaks.

A step that a break falls into belongs to neither side, and steps at the ends that the records do not fill are left
out: half a month is not a month with half the stops.
"""

from __future__ import annotations

import datetime
import itertools
from dataclasses import dataclass

from safecount.analysis.records import AnalysisRefused
from safecount.schema import Break
from safecount.schema.model_analyses import Step

DAY = datetime.timedelta(days=1)
MOST_DAYS = 50 * 366
"""Days that one series may span; beyond, a placeholder such as 1900 is taken for a date."""


@dataclass(frozen=True)
class DayCount:
    """One day: records with the event, and all records asked."""

    day: datetime.date
    events: int
    of: int


@dataclass(frozen=True)
class StepCount:
    """One step: its first day, number of days, events and records; `segment` counts the stretches between breaks.

    A `mixed` step holds a break inside it.
    """

    start: datetime.date
    days: int
    events: int
    of: int
    segment: int
    mixed: bool


def first_day(day: datetime.date, step: Step) -> datetime.date:
    """Return the first day of the step that `day` lies in; weeks begin on Monday (ISO 8601)."""
    if step is Step.WEEK:
        return day - day.weekday() * DAY
    month = day.month if step is Step.MONTH else 3 * ((day.month - 1) // 3) + 1
    return day.replace(month=month, day=1)


def next_step(start: datetime.date, step: Step) -> datetime.date:
    """Return the first day of the step after the one that begins at `start`."""
    length = {Step.WEEK: 7, Step.MONTH: 31, Step.QUARTER: 92}[step]
    return first_day(start + length * DAY, step)


def steps_of(
    days: list[DayCount], step: Step, breaks: tuple[Break, ...]
) -> tuple[list[StepCount], list[DayCount]]:
    """Return whole steps in order, without gaps, and the days at either end that fill no step.

    Raises AnalysisRefused where the days span more than fifty years.
    """
    found = sorted((day for day in days if day.of), key=lambda day: day.day)
    if not found:
        return [], []
    if (found[-1].day - found[0].day).days > MOST_DAYS:
        message = f"The records go from {found[0].day} to {found[-1].day}: some date cannot be true."
        raise AnalysisRefused(f"{message} Give the column a minimum and maximum year, and ingest again.")
    first, last = _covered(found, step)
    inside = [day for day in found if first <= day.day < last]
    outside = [day for day in found if not first <= day.day < last]
    steps = []
    start = first
    while start < last:
        end = next_step(start, step)
        own = [day for day in inside if start <= day.day < end]
        inner = [item for item in breaks if start < item.on < end]
        segment = sum(item.on <= start for item in breaks)
        steps.append(
            StepCount(
                start,
                (end - start).days,
                sum(day.events for day in own),
                sum(day.of for day in own),
                segment,
                bool(inner),
            )
        )
        start = end
    return steps, outside


def _covered(days: list[DayCount], step: Step) -> tuple[datetime.date, datetime.date]:
    """Return the first day of the first whole step and the day after the last whole one.

    A step at an end is whole if the silence at its edge is no longer than the longest silence inside the series, or
    one day.
    """
    gaps = [(later.day - earlier.day).days - 1 for earlier, later in itertools.pairwise(days)]
    # A silence that is the series' only one must not make half a month whole: the typical longest, not a closed year.
    longest = min(max([1, *gaps]), 6)
    first, last = first_day(days[0].day, step), next_step(first_day(days[-1].day, step), step)
    if (days[0].day - first).days > longest:
        first = next_step(first, step)
    if (last - days[-1].day).days - 1 > longest:
        last = first_day(days[-1].day, step)
    return first, max(first, last)
