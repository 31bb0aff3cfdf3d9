"""What other parts of the house look up here: the site search, the site map, meetings that can be evidence."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.formats import date_format

from commonground.boards.addresses import public_path
from commonground.boards.membership import day_of
from commonground.boards.models import Board, Meeting, MeetingState, Recommendation
from commonground.boards.queries.lines import meetings, recommendations
from commonground.boards.words import meeting_title
from commonground.foundation import clock
from commonground.foundation.privacy.reads import public_only
from commonground.reference.translations import text_of

MOST_FOUND = 20
MOST_WORDS = 8
EXCERPT = 200  # characters


@dataclass(frozen=True)
class BoardThingFound:
    """A board, a meeting or a recommendation that the site search found."""

    title: str
    address: str
    excerpt: str = ""


@dataclass(frozen=True)
class MeetingChoice:
    """A meeting that can stand as evidence."""

    title: str
    url: str


def public_search(query: str) -> list[BoardThingFound]:
    """Boards, recommendations and meetings that hold every word of the query, in the reader's language."""
    words = query.casefold().split()[:MOST_WORDS]
    if not words:
        return []
    found = [
        BoardThingFound(text_of(board, "name"), board_path(board), text_of(board, "purpose")[:EXCERPT])
        for board in public_only(Board.objects.all())
        if _holds(words, text_of(board, "name"), text_of(board, "purpose"))
    ]
    # Translations lie in JSON, which each database writes in its own way: a city's few hundred are read here.
    found += [
        BoardThingFound(text_of(row, "title"), recommendation_path(row.pk), text_of(row, "text")[:EXCERPT])
        for row in recommendations()[:500]
        if _holds(words, text_of(row, "title"), text_of(row, "text"))
    ]
    found += [BoardThingFound(title_with_date(row), meeting_path(row)) for row in _meetings_with(words)]
    return found[:MOST_FOUND]


def _holds(words: list[str], *texts: str) -> bool:
    whole = " ".join(texts).casefold()
    return all(word in whole for word in words)


def _meetings_with(words: list[str]) -> list[Meeting]:
    rows = meetings()
    for word in words:
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(place__icontains=word)
            | Q(agenda_published_at__isnull=False, items__title__icontains=word)
        )
    return list(rows.order_by("-starts_at", "-id").distinct()[:MOST_FOUND])


def public_meeting_choices(limit: int = 60) -> list[MeetingChoice]:
    """Meetings that were held, newest first: a commitment may name one as evidence."""
    rows = meetings().filter(starts_at__lt=clock.now(), state=MeetingState.HELD).order_by("-starts_at", "-id")
    return [MeetingChoice(title_with_date(meeting), meeting_path(meeting)) for meeting in rows[:limit]]


def public_paths() -> list[str]:
    """Paths of all public pages of boards, for the site map."""
    newest = Recommendation.objects.order_by("-id").values_list("pk", flat=True)[:500]
    return [
        public_path("boards"),
        public_path("recommendations"),
        *(board_path(board) for board in public_only(Board.objects.all())),
        *(meeting_path(meeting) for meeting in meetings().order_by("-starts_at", "-id")[:500]),
        *(recommendation_path(key) for key in newest),
    ]


def board_path(board: Board) -> str:
    return public_path("board", slug=board.slug)


def meeting_path(meeting: Meeting) -> str:
    return public_path("meeting", slug=meeting.board.slug, meeting_id=meeting.pk)


def recommendation_path(key: int) -> str:
    return public_path("recommendation", recommendation_id=key)


def title_with_date(meeting: Meeting) -> str:
    return f"{text_of(meeting.board, 'name')}: {meeting_title(meeting)}, {date_format(day_of(meeting))}"
