"""The words and tones for what boards, meetings and recommendations are in; the city's own words come marked."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonground.boards.models import (
    AnswerKind,
    ApplicationState,
    AttendanceState,
    LeavingReason,
    Meeting,
    MeetingState,
    MotionResult,
    VoteChoice,
)
from commonground.reference.translations import text_of


class RecommendationState(StrEnum):
    """Where a recommendation stands, today."""

    OPEN = "open"
    LATE = "late"
    ACCEPTED = "accepted"
    IN_PART = "in-part"
    DECLINED = "declined"


RECOMMENDATION_STATES: dict[str, str | Promise] = {
    RecommendationState.OPEN: _("Awaiting answer"),
    RecommendationState.LATE: _("Answer is late"),
    RecommendationState.ACCEPTED: AnswerKind.ACCEPTED.label,
    RecommendationState.IN_PART: AnswerKind.IN_PART.label,
    RecommendationState.DECLINED: AnswerKind.DECLINED.label,
}
RECOMMENDATION_TONES: dict[str, str] = {
    RecommendationState.OPEN: "progress",
    RecommendationState.LATE: "late",
    RecommendationState.ACCEPTED: "done",
    RecommendationState.IN_PART: "unproven",
    RecommendationState.DECLINED: "stopped",
}
MEETING_TONES: dict[str, str] = {
    MeetingState.SCHEDULED: "progress",
    MeetingState.HELD: "done",
    MeetingState.CANCELLED: "stopped",
}
ATTENDANCE_TONES: dict[str, str] = {
    AttendanceState.PRESENT: "done",
    AttendanceState.REMOTE: "done",
    AttendanceState.EXCUSED: "neutral",
    AttendanceState.ABSENT: "stopped",
}
APPLICATION_TONES: dict[str, str] = {
    ApplicationState.RECEIVED: "progress",
    ApplicationState.SHORTLISTED: "unproven",
    ApplicationState.APPOINTED: "done",
    ApplicationState.DECLINED: "stopped",
}

# What forms let people choose from.
ANSWERS = AnswerKind.choices
ATTENDANCE_STATES = AttendanceState.choices
LEAVING_REASONS = LeavingReason.choices
MOTION_RESULTS = MotionResult.choices
VOTE_CHOICES = VoteChoice.choices


def meeting_title(meeting: Meeting) -> str:
    """Its own title, or what a meeting without one is."""
    return text_of(meeting, "title") or gettext("Regular meeting")
