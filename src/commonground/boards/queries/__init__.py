"""Every read that leaves this package. `public_…` is for anyone; the rest takes the viewer first."""

from commonground.boards.queries.calendars import (
    public_board_calendar,
    public_calendar,
    public_meeting_calendar,
)
from commonground.boards.queries.finding import public_meeting_choices, public_paths, public_search
from commonground.boards.queries.meeting_page import public_meeting
from commonground.boards.queries.public import (
    BoardToApplyTo,
    board_by_slug,
    public_board,
    public_board_names,
    public_board_to_apply_to,
    public_boards,
    public_recommendation,
    public_recommendations,
    seat_name,
    upcoming_meetings,
)

__all__ = [
    "BoardToApplyTo",
    "board_by_slug",
    "public_board",
    "public_board_calendar",
    "public_board_names",
    "public_board_to_apply_to",
    "public_boards",
    "public_calendar",
    "public_meeting",
    "public_meeting_calendar",
    "public_meeting_choices",
    "public_paths",
    "public_recommendation",
    "public_recommendations",
    "public_search",
    "seat_name",
    "upcoming_meetings",
]
