"""Meetings for calendars: what is to come, and a year back."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from commonground.boards.calendars import calendar_of
from commonground.boards.models import Board
from commonground.boards.queries.lines import meetings
from commonground.foundation import clock
from commonground.foundation.privacy.reads import public_only
from commonground.reference.city import the_city
from commonground.reference.translations import text_of

KEPT = timedelta(days=366)


def public_calendar() -> bytes:
    rows = meetings().filter(starts_at__gte=_since()).order_by("starts_at", "id")
    return calendar_of(rows, name=_("%(city)s: all boards") % {"city": the_city().short_name})


def public_board_calendar(slug: str) -> bytes | None:
    board = public_only(Board.objects.filter(slug=slug)).first()
    if board is None:
        return None
    rows = meetings().filter(board=board, starts_at__gte=_since()).order_by("starts_at", "id")
    return calendar_of(rows, name=text_of(board, "name"))


def public_meeting_calendar(slug: str, meeting_id: int) -> bytes | None:
    found = meetings().filter(pk=meeting_id, board__slug=slug).first()
    return calendar_of([found], name=text_of(found.board, "name")) if found is not None else None


def _since() -> datetime:
    # Whole days, so that the answer changes once a day, as the caches before it expect.
    return (clock.now() - KEPT).replace(hour=0, minute=0, second=0, microsecond=0)
