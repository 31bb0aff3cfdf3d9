"""What anyone may read of boards, their seats and members. Public columns only."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from commonground.boards.city_rules import rules_for
from commonground.boards.membership import SeatOnDay, roster, rosters
from commonground.boards.models import Board, Meeting, Recommendation, Seat
from commonground.boards.queries.lines import (
    MeetingLine,
    RecommendationLine,
    meeting_lines,
    meetings,
    recommendation_line,
    recommendations,
)
from commonground.boards.words import RecommendationState
from commonground.foundation import clock
from commonground.foundation.privacy.reads import public_only
from commonground.reference.translations import text_of

MEETINGS_ON_A_PAGE = 12
RECOMMENDATIONS_ON_A_PAGE = 20


@dataclass(frozen=True)
class BoardSummary:
    """A board in a list."""

    board: Board
    seats: int
    vacancies: int
    next_meeting: MeetingLine | None
    recommendations: int

    @property
    def members(self) -> int:
        return self.seats - self.vacancies

    @property
    def may_apply(self) -> bool:
        return self.board.accepts_applications and self.vacancies > 0 and self.board.dissolved_on is None


@dataclass(frozen=True)
class BoardShown:
    """Everything on a board's own page."""

    board: Board
    roster: list[SeatOnDay]
    upcoming: list[MeetingLine]
    past: Page[Meeting]
    past_lines: list[MeetingLine]
    recommendations: list[RecommendationLine]

    @property
    def vacancies(self) -> list[SeatOnDay]:
        return [place for place in self.roster if place.vacant]

    @property
    def members(self) -> int:
        return len(self.roster) - len(self.vacancies)

    @property
    def may_apply(self) -> bool:
        return self.board.accepts_applications and self.board.dissolved_on is None


@dataclass(frozen=True)
class RecommendationCounts:
    total: int
    open: int
    late: int
    answered: int


@dataclass(frozen=True)
class RecommendationList:
    page: Page[Recommendation]
    lines: list[RecommendationLine]
    counts: RecommendationCounts


def public_boards() -> list[BoardSummary]:
    """Boards that exist today, each with its next meeting."""
    found = list(public_only(Board.objects.filter(dissolved_on=None)))
    seats = rosters(found, clock.today())
    following: dict[int, MeetingLine] = {}
    for line in meeting_lines(_upcoming().filter(board__in=found)):
        following.setdefault(line.meeting.board_id, line)
    made = dict(
        Recommendation.objects.filter(board__in=found).order_by().values_list("board").annotate(n=Count("id"))
    )
    return [
        BoardSummary(
            board=board,
            seats=len(seats[board.pk]),
            vacancies=sum(place.vacant for place in seats[board.pk]),
            next_meeting=following.get(board.pk),
            recommendations=made.get(board.pk, 0),
        )
        for board in found
    ]


def public_board(slug: str, *, page: str = "1") -> BoardShown | None:
    board = board_by_slug(slug)
    if board is None:
        return None
    past = Paginator(_past().filter(board=board), MEETINGS_ON_A_PAGE).get_page(page)
    return BoardShown(
        board=board,
        roster=roster(board, clock.today()),
        upcoming=meeting_lines(_upcoming().filter(board=board)),
        past=past,
        past_lines=meeting_lines(past.object_list),
        recommendations=[recommendation_line(row) for row in recommendations().filter(board=board)],
    )


def board_by_slug(slug: str) -> Board | None:
    return public_only(Board.objects.filter(slug=slug)).first()


def upcoming_meetings(limit: int) -> list[MeetingLine]:
    """The next meetings of all boards, for the start page; cancelled ones too, marked: people may plan to come."""
    return meeting_lines(_upcoming()[:limit])


@dataclass(frozen=True)
class BoardToApplyTo:
    """A board that takes applications, its open seats, and how soon we answer."""

    board: Board
    seats: list[Seat]
    answer_days: int


def public_board_to_apply_to(slug: str) -> BoardToApplyTo | None:
    board = board_by_slug(slug)
    if board is None or not board.accepts_applications or board.dissolved_on is not None:
        return None
    seats = [place.seat for place in roster(board, clock.today()) if place.vacant and place.next_term is None]
    return BoardToApplyTo(board, seats, rules_for(slug).application_answer_days)


def seat_name(seat: Seat) -> str:
    return text_of(seat, "name")


def public_board_names() -> list[tuple[str, str]]:
    """Slug and name of every board, for filters."""
    return [(board.slug, text_of(board, "name")) for board in public_only(Board.objects.all())]


def _upcoming() -> QuerySet[Meeting]:
    return meetings().filter(starts_at__gte=clock.now()).order_by("starts_at", "id")


def _past() -> QuerySet[Meeting]:
    return meetings().filter(starts_at__lt=clock.now()).order_by("-starts_at", "-id")


def public_recommendations(*, board: str = "", state: str = "", page: str = "1") -> RecommendationList:
    """Recommendations, those without an answer first, late ones at the top."""
    rows = recommendations()
    if board:
        rows = rows.filter(board__slug=board)
    today = clock.today()
    wanted = {
        RecommendationState.OPEN: Q(answer="", due_on__gte=today),
        RecommendationState.LATE: Q(answer="", due_on__lt=today),
    }
    if state in list(RecommendationState):
        rows = rows.filter(wanted.get(RecommendationState(state), Q(answer=state)))
    rows = rows.order_by("-made_on", "-id")
    shown = Paginator(rows, RECOMMENDATIONS_ON_A_PAGE).get_page(page)
    return RecommendationList(
        page=shown, lines=[recommendation_line(row) for row in shown.object_list], counts=_counts()
    )


def _counts() -> RecommendationCounts:
    today = clock.today()
    found = Recommendation.objects.aggregate(
        total=Count("id"),
        late=Count("id", filter=Q(answer="", due_on__lt=today)),
        open=Count("id", filter=Q(answer="", due_on__gte=today)),
    )
    return RecommendationCounts(**found, answered=found["total"] - found["late"] - found["open"])


def public_recommendation(recommendation_id: int) -> RecommendationLine | None:
    row = public_only(
        Recommendation.objects.filter(pk=recommendation_id), follow=("board", "addressed_to", "meeting")
    ).first()
    return recommendation_line(row) if row is not None else None
