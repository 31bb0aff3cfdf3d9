"""What staff read: boards with their seats, meetings with drafts, applications, recommendations."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet

from commonground.access.decisions import Viewer, decide
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.boards.city_rules import BoardRules, rules_for
from commonground.boards.membership import SeatOnDay, members_at, period_of, roster
from commonground.boards.models import (
    AgendaItem,
    ApplicationState,
    Attendance,
    Board,
    Meeting,
    MeetingFile,
    MeetingState,
    Minutes,
    Motion,
    Recommendation,
    Seat,
    SeatApplication,
    Term,
)
from commonground.boards.queries.finding import board_path
from commonground.boards.queries.lines import (
    MeetingLine,
    RecommendationLine,
    meeting_lines,
    meetings,
    recommendation_line,
    recommendations,
)
from commonground.boards.queries.meeting_page import MeetingShown, whole_meeting
from commonground.boards.queries.public import MEETINGS_ON_A_PAGE
from commonground.boards.rules import last_day_of_term
from commonground.foundation import clock
from commonground.reference.models import PublicBody

APPLICATIONS_ON_A_PAGE = 25
RECOMMENDED_WITHIN = timedelta(days=731)
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class BoardForStaff:
    board: Board
    roster: list[SeatOnDay]
    upcoming: list[MeetingLine]
    past: Page[Meeting]
    past_lines: list[MeetingLine]

    @property
    def public_path(self) -> str:
        return board_path(self.board)


def boards_visible_to(viewer: Viewer) -> list[Board]:
    return list(Board.objects.order_by("name")) if decide(viewer, Permission.VIEW_BOARDS) else []


def board_for(viewer: Viewer, slug: str) -> Board | None:
    return Board.objects.filter(slug=slug).first() if decide(viewer, Permission.VIEW_BOARDS) else None


def board_page_for(viewer: Viewer, slug: str, *, page: str = "1") -> BoardForStaff | None:
    board = board_for(viewer, slug)
    if board is None:
        return None
    rows = meetings().filter(board=board)
    past = Paginator(
        rows.filter(starts_at__lt=clock.now()).order_by("-starts_at", "-id"), MEETINGS_ON_A_PAGE
    ).get_page(page)
    return BoardForStaff(
        board=board,
        roster=roster(board, clock.today()),
        upcoming=meeting_lines(rows.filter(starts_at__gte=clock.now()).order_by("starts_at")),
        past=past,
        past_lines=meeting_lines(past.object_list),
    )


def seat_for(viewer: Viewer, seat_id: int) -> Seat | None:
    return _for(viewer, Seat.objects.select_related("board"), seat_id)


def terms_of(seat: Seat) -> list[Term]:
    return list(seat.terms.select_related("person").order_by("-starts_on"))


def term_for(viewer: Viewer, term_id: int) -> Term | None:
    return _for(viewer, Term.objects.select_related("seat__board", "person"), term_id)


def meeting_for(viewer: Viewer, meeting_id: int) -> Meeting | None:
    return _for(viewer, Meeting.objects.select_related("board"), meeting_id)


def meeting_page_for(viewer: Viewer, meeting_id: int) -> MeetingShown | None:
    meeting = _for(viewer, meetings(), meeting_id)
    return whole_meeting(meeting) if meeting is not None else None


def agenda_item_for(viewer: Viewer, item_id: int) -> AgendaItem | None:
    return _for(viewer, AgendaItem.objects.select_related("meeting__board"), item_id)


def file_for(viewer: Viewer, file_id: int) -> MeetingFile | None:
    return _for(viewer, MeetingFile.objects.select_related("meeting__board", "stored"), file_id)


def motion_for(viewer: Viewer, motion_id: int) -> Motion | None:
    return _for(viewer, Motion.objects.select_related("item__meeting__board"), motion_id)


def minutes_for(viewer: Viewer, meeting: Meeting) -> Minutes | None:
    if not decide(viewer, Permission.MANAGE_MEETINGS):
        return None
    return Minutes.objects.filter(meeting=meeting).select_related("stored").first()


def members_of(meeting: Meeting) -> list[tuple[Seat, Term]]:
    """Seats with whoever held them on the day of the meeting, in the board's order."""
    members = members_at(meeting)
    seats = Seat.objects.filter(pk__in=members).order_by("position", "id")
    return [(seat, members[seat.pk]) for seat in seats]


def attendance_of(meeting: Meeting) -> dict[int, str]:
    return dict(Attendance.objects.filter(meeting=meeting).values_list("seat", "state"))


def votes_of(motion: Motion) -> dict[int, str]:
    return dict(motion.votes.values_list("seat", "choice"))


def recusals_of(item: AgendaItem) -> dict[int, str]:
    return dict(item.recusals.values_list("seat", "reason"))


def applications_visible_to(viewer: Viewer, *, waiting: bool, page: str = "1") -> Page[SeatApplication]:
    """Those who appoint read what people wrote; to everybody else there are none."""
    rows = SeatApplication.objects.select_related("board", "seat").order_by("received_at")
    states = [ApplicationState.RECEIVED, ApplicationState.SHORTLISTED]
    rows = (
        rows.filter(state__in=states) if waiting else rows.exclude(state__in=states).order_by("-decided_at")
    )
    if not decide(viewer, Permission.APPOINT_MEMBERS):
        rows = rows.none()
    return Paginator(rows, APPLICATIONS_ON_A_PAGE).get_page(page)


def application_for(viewer: Viewer, application_id: uuid.UUID) -> SeatApplication | None:
    if not decide(viewer, Permission.APPOINT_MEMBERS):
        return None
    rows = SeatApplication.objects.select_related("board", "seat", "decided_by", "term__seat")
    return rows.filter(pk=application_id).first()


def seats_on(board: Board, day: date) -> list[SeatOnDay]:
    return roster(board, day)


def waiting_for(viewer: Viewer) -> dict[str, int]:
    """How much waits, for the counters of the boards page; only what the viewer may see."""
    waiting = SeatApplication.objects.filter(
        state__in=[ApplicationState.RECEIVED, ApplicationState.SHORTLISTED]
    )
    unanswered = Recommendation.objects.filter(answer="")
    return {
        "applications": waiting.count() if decide(viewer, Permission.APPOINT_MEMBERS) else 0,
        "unanswered": unanswered.count(),
        "late_answers": unanswered.filter(due_on__lt=clock.today()).count(),
    }


def recommendations_visible_to(viewer: Viewer) -> list[RecommendationLine]:
    """Unanswered first, the earliest due at the top; then the answered ones, newest first."""
    if not decide(viewer, Permission.VIEW_BOARDS):
        return []
    lines = [recommendation_line(row) for row in recommendations().order_by("-made_on", "-id")[:300]]
    waiting = [line for line in lines if not line.recommendation.answer]
    return sorted(waiting, key=lambda line: line.recommendation.due_on) + [
        line for line in lines if line.recommendation.answer
    ]


def recommendation_for(viewer: Viewer, recommendation_id: int) -> Recommendation | None:
    rows = Recommendation.objects.select_related("board", "meeting__board", "addressed_to", "recorded_by")
    return _for(viewer, rows, recommendation_id)


def boards_that_may_recommend(viewer: Person) -> list[Board]:
    """Boards on which the viewer sits today; all of them for whoever serves boards."""
    if not decide(viewer, Permission.MAKE_RECOMMENDATIONS):
        return []
    boards = Board.objects.filter(dissolved_on=None)
    if decide(viewer, Permission.MANAGE_MEETINGS):
        return list(boards)
    terms = Term.objects.filter(person=viewer).select_related("seat")
    sitting = [term.seat.board_id for term in terms if period_of(term).covers(clock.today())]
    return list(boards.filter(pk__in=sitting))


def meetings_to_choose(board: Board) -> QuerySet[Meeting]:
    """Meetings at which something could have been recommended: those of the last two years."""
    rows = board.meetings.filter(starts_at__lt=clock.now(), starts_at__gte=clock.now() - RECOMMENDED_WITHIN)
    return rows.exclude(state=MeetingState.CANCELLED).order_by("-starts_at")


def usual_meeting(board: Board) -> dict[str, Any]:
    """Place and length of the board's last meeting: what the next one most likely has too."""
    last = board.meetings.exclude(state=MeetingState.CANCELLED).order_by("-starts_at").first()
    if last is None:
        return {"duration_minutes": 120}
    return {
        "duration_minutes": last.duration_minutes,
        "place": last.place,
        "link": last.link,
        "place_es": last.translations.get("es", {}).get("place", ""),
    }


def public_bodies() -> QuerySet[PublicBody]:
    return PublicBody.objects.order_by("name")


def accounts_to_choose() -> QuerySet[Person]:
    return Person.objects.filter(is_active=True).order_by("name")


def rules_of(board: Board) -> BoardRules:
    return rules_for(board.slug)


def proposed_last_day(board: Board, first_day: date) -> date:
    return last_day_of_term(first_day, rules_for(board.slug).term_months)


def _for(viewer: Viewer, rows: QuerySet[Row], key: int) -> Row | None:
    """The same answer for what is not there and what the viewer may not see."""
    return rows.filter(pk=key).first() if decide(viewer, Permission.VIEW_BOARDS) else None
