"""Tables of every body that meets."""

from commonground.boards.models.applications import ApplicationState, SeatApplication
from commonground.boards.models.boards import Board, LeavingReason, Seat, Term
from commonground.boards.models.meetings import (
    AgendaItem,
    Attendance,
    AttendanceState,
    Meeting,
    MeetingFile,
    MeetingState,
    Minutes,
)
from commonground.boards.models.recommendations import AnswerKind, Recommendation
from commonground.boards.models.votes import Motion, MotionResult, Recusal, Vote, VoteChoice

__all__ = [
    "AgendaItem",
    "AnswerKind",
    "ApplicationState",
    "Attendance",
    "AttendanceState",
    "Board",
    "LeavingReason",
    "Meeting",
    "MeetingFile",
    "MeetingState",
    "Minutes",
    "Motion",
    "MotionResult",
    "Recommendation",
    "Recusal",
    "Seat",
    "SeatApplication",
    "Term",
    "Vote",
    "VoteChoice",
]
