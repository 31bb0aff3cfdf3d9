"""Lays the story down: every event on its day, in the order of days, by whoever would have done it.

Dates are counted back from today, so that the demonstration is always fresh; nothing is left to chance, so that it is
always the same.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from commonground.access.models import Person
from commonground.domains.commitments import actions
from commonground.domains.commitments.actions import CommitmentChanges, ProgrammeDetails
from commonground.domains.commitments.dates import PartialDate, Precision
from commonground.domains.commitments.demonstration import programme as written
from commonground.domains.commitments.demonstration import (
    promises_answer,
    promises_care,
    promises_force,
    promises_people,
)
from commonground.domains.commitments.demonstration.events import Event, Promise
from commonground.domains.commitments.demonstration.happenings import Happenings
from commonground.domains.commitments.models import Commitment, Programme, Topic
from commonground.foundation import clock
from commonground.reference.models import PublicBody

MONTHS = 24  # the month that runs
REVIEW_FROM = 18  # from this month a second person decides about status
PROMISES = (
    *promises_force.PROMISES,
    *promises_answer.PROMISES,
    *promises_care.PROMISES,
    *promises_people.PROMISES,
)


@dataclass(order=True)
class Moment:
    """An event on its day."""

    day: date
    order: int
    promise: Promise = field(compare=False)
    event: Event = field(compare=False)


def tell_story(people: Mapping[str, Person]) -> None:
    """Makes the programme "Safer Together" with all that happened to it. Does nothing when it is there already.

    `people` are by key of their role; without a reviewer nobody reviews, without an owner the manager owns.
    """
    if Programme.objects.filter(slug=written.SLUG).exists():
        return
    calendar = Calendar(clock.today())
    with transaction.atomic():
        happenings = Happenings(people, calendar.month)
        with at(calendar.day(0, 1)):
            programme = _programme(happenings.manager, calendar)
            happenings.commitments = _commitments(programme, people, happenings.manager)
        _live_through(programme, happenings, calendar)


@dataclass(frozen=True)
class Calendar:
    """Months of the story as days: month 24 is the month of `today`, and nothing happens after it."""

    today: date

    def month(self, number: int) -> date:
        """The first day of a month of the story."""
        months = self.today.year * 12 + self.today.month - 1 + number - MONTHS
        return date(months // 12, months % 12 + 1, 1)

    def day(self, month: int, day: int) -> date:
        return min(self.month(month) + timedelta(days=day - 1), self.today)


@contextmanager
def at(day: date) -> Iterator[None]:
    """Three in the afternoon, UTC, of that day."""
    moment = datetime.combine(day, time(15, 0), tzinfo=UTC)
    with clock.stopped_at(min(moment, clock.now())):
        yield


def _programme(manager: Person, calendar: Calendar) -> Programme:
    programme = actions.create_programme(
        slug=written.SLUG, details=_details(calendar, second_review=False), published=True, by=manager
    )
    for number, (name, spanish, summary, summary_es) in enumerate(written.TOPICS, 1):
        actions.add_topic(
            programme_id=programme.pk,
            number=number,
            name=name,
            summary=summary,
            translations={"es": {"name": spanish, "summary": summary_es}},
            by=manager,
        )
    for month, event, spanish in written.MILESTONES:
        happened = PartialDate.of(calendar.month(month), Precision.MONTH)
        actions.add_milestone(
            programme_id=programme.pk,
            happened=happened,
            event=event,
            translations={"es": {"event": spanish}},
            by=manager,
        )
    return programme


def _details(calendar: Calendar, *, second_review: bool) -> ProgrammeDetails:
    return ProgrammeDetails(
        name=written.NAME,
        report_title=written.REPORT,
        about=written.ABOUT,
        adopted_on=calendar.month(-1) + timedelta(days=11),
        as_of=clock.today(),
        update_every_days=60,
        second_review=second_review,
        translations={
            "es": {"name": written.NAME_ES, "report_title": written.REPORT_ES, "about": written.ABOUT_ES}
        },
    )


def _commitments(
    programme: Programme, people: Mapping[str, Person], manager: Person
) -> dict[str, Commitment]:
    bodies = {key: _body(*names) for key, names in written.BODIES.items()}
    topics = dict(Topic.objects.filter(programme=programme).values_list("number", "pk"))
    owner = people.get("commitment-owner")
    made = {}
    for promise in PROMISES:
        facts = CommitmentChanges(
            topic_id=topics[promise.topic],
            body_ids=tuple(bodies[key].pk for key in promise.bodies),
            owner_title=promise.owner,
            owner_id=owner.pk if owner and promise.topic in (1, 3) else None,
            status="not-started",
            translations={"es": {"statement": promise.es}},
        )
        made[promise.number] = actions.add_commitment(
            programme_id=programme.pk,
            number=promise.number,
            statement=promise.statement,
            facts=facts,
            by=manager,
        )
    return made


def _body(slug: str, name: str, spanish: str) -> PublicBody:
    known = PublicBody.objects.filter(slug=slug).first() or PublicBody.objects.filter(name=name).first()
    return known or PublicBody.objects.create(slug=slug, name=name, translations={"es": {"name": spanish}})


def _live_through(programme: Programme, happenings: Happenings, calendar: Calendar) -> None:
    moments = sorted(_moments(calendar))
    changes_on = calendar.day(REVIEW_FROM, 1)
    reviewed = happenings.reviewer is None
    for moment in moments:
        with at(moment.day):
            if not reviewed and moment.day >= changes_on:
                actions.update_programme(
                    programme_id=programme.pk,
                    details=_details(calendar, second_review=True),
                    by=happenings.manager,
                )
                reviewed = True
            happenings.happen(moment.promise, moment.event)
    with at(calendar.today):
        happenings.leave_one_waiting(written.WAITING)
        second = happenings.reviewer is not None
        actions.update_programme(
            programme_id=programme.pk, details=_details(calendar, second_review=second), by=happenings.manager
        )


def _moments(calendar: Calendar) -> Iterator[Moment]:
    """Each commitment has its own day of the month; what comes later in a month comes on a later day."""
    order = 0
    for place, promise in enumerate(PROMISES):
        in_month: dict[int, int] = {}
        quiet = [Event(month, "said", text=text, es=es) for month, text, es in _quiet_updates(promise, place)]
        for event in promise.story:
            order += 1
            in_month[event.month] = in_month.get(event.month, 0) + 1
            day = 1 + place * 5 % 14 + in_month[event.month]
            yield Moment(calendar.day(event.month, day), order, promise, event)
        for event in quiet:
            order += 1
            yield Moment(calendar.day(event.month, 22 + place % 5), order, promise, event)


def _quiet_updates(promise: Promise, place: int) -> Iterator[tuple[int, str, str]]:
    """Between what moves, the city says how things stand: every other month from the start until it is done."""
    begun = next((event.month for event in promise.story if event.status == "initiation"), None)
    if begun is None:
        return
    finished = (event.month for event in promise.story if event.status == "full-implementation")
    last = min(next(finished, MONTHS - 1), written.SILENT.get(promise.number, MONTHS - 1))
    for count, month in enumerate(range(begun + 1 + place % 2, last + 1, 2)):
        stage = 0 if month < begun + 4 else 1 if month < begun + 12 else 2
        english, spanish = written.QUIET[stage][(place + count) % len(written.QUIET[stage])]
        yield month, english, spanish
