"""A meeting or a recommendation in one line, with what is due and what is late, for both doors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from commonground.boards import rules
from commonground.boards.addresses import public_path
from commonground.boards.city_rules import rules_for
from commonground.boards.membership import day_of
from commonground.boards.models import Meeting, MeetingState, Minutes, Recommendation
from commonground.boards.outcomes import Outcome, outcomes_of
from commonground.boards.words import (
    MEETING_TONES,
    RECOMMENDATION_STATES,
    RECOMMENDATION_TONES,
    RecommendationState,
    meeting_title,
)
from commonground.foundation import clock
from commonground.foundation.privacy.reads import public_only


@dataclass(frozen=True)
class MeetingLine:
    """`agenda_late` and `minutes_late` are said in public: out too late, or still missing after they were due."""

    meeting: Meeting
    agenda_due_at: datetime
    agenda_late: bool
    minutes_due_on: date
    minutes_published_on: date | None
    minutes_late: bool

    @property
    def title(self) -> str:
        return meeting_title(self.meeting)

    @property
    def status(self) -> dict[str, str | Promise]:
        state = MeetingState(self.meeting.state)
        return {"label": state.label, "tone": MEETING_TONES[state]}

    @property
    def url(self) -> str:
        return public_path("meeting", slug=self.meeting.board.slug, meeting_id=self.meeting.pk)

    @property
    def ends_at(self) -> datetime:
        return self.meeting.starts_at + timedelta(minutes=self.meeting.duration_minutes)

    @property
    def is_cancelled(self) -> bool:
        return self.meeting.state == MeetingState.CANCELLED

    @property
    def is_over(self) -> bool:
        return self.ends_at <= clock.now()

    @property
    def agenda_missing(self) -> bool:
        return self.agenda_late and self.meeting.agenda_published_at is None and not self.is_over


@dataclass(frozen=True)
class RecommendationLine:
    recommendation: Recommendation
    state: RecommendationState
    answered_late: bool

    @property
    def status(self) -> dict[str, str | Promise]:
        return {"label": RECOMMENDATION_STATES[self.state], "tone": RECOMMENDATION_TONES[self.state]}

    @property
    def url(self) -> str:
        return public_path("recommendation", recommendation_id=self.recommendation.pk)

    @property
    def is_late(self) -> bool:
        return self.state is RecommendationState.LATE

    @property
    def outcomes(self) -> list[Outcome]:
        return outcomes_of(self.recommendation.pk)


def meetings() -> QuerySet[Meeting]:
    return public_only(Meeting.objects.all(), follow=("board",))


def meeting_lines(rows: Iterable[Meeting]) -> list[MeetingLine]:
    """Lines for meetings read with `meetings()`. One query more for all their minutes."""
    held = list(rows)
    published = dict(
        Minutes.objects.filter(meeting__in=held, published_at__isnull=False).values_list(
            "meeting", "published_at"
        )
    )
    return [_line(meeting, published.get(meeting.pk)) for meeting in held]


def _line(meeting: Meeting, minutes_published_at: datetime | None) -> MeetingLine:
    periods = rules_for(meeting.board.slug)
    cancelled = meeting.state == MeetingState.CANCELLED
    agenda_due_at = rules.agenda_due_at(meeting.starts_at, periods.agenda_hours_before)
    minutes_due_on = rules.minutes_due_on(day_of(meeting), periods.minutes_days_after)
    published_on = timezone.localtime(minutes_published_at).date() if minutes_published_at else None
    return MeetingLine(
        meeting=meeting,
        agenda_due_at=agenda_due_at,
        agenda_late=not cancelled
        and rules.is_agenda_late(agenda_due_at, meeting.agenda_published_at, clock.now()),
        minutes_due_on=minutes_due_on,
        minutes_published_on=published_on,
        minutes_late=not cancelled and rules.are_minutes_late(minutes_due_on, published_on, clock.today()),
    )


def recommendations() -> QuerySet[Recommendation]:
    return public_only(Recommendation.objects.all(), follow=("board", "addressed_to"))


def recommendation_line(row: Recommendation) -> RecommendationLine:
    late = rules.is_answer_late(row.due_on, row.answered_on, clock.today())
    if row.answer:
        return RecommendationLine(row, RecommendationState(row.answer), answered_late=late)
    return RecommendationLine(
        row, RecommendationState.LATE if late else RecommendationState.OPEN, answered_late=False
    )
