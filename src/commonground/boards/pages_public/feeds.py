"""Calendars to subscribe to (RFC 5545)."""

from django.http import Http404, HttpRequest, HttpResponse

from commonground.boards import queries
from commonground.foundation.opening import open_to_anyone

CALENDAR = "text/calendar; charset=utf-8"


@open_to_anyone(reason="Meetings are public")
def all_meetings(_request: HttpRequest) -> HttpResponse:
    return _calendar(queries.public_calendar(), "boards.ics")


@open_to_anyone(reason="Meetings are public")
def meetings_of_board(_request: HttpRequest, slug: str) -> HttpResponse:
    return _calendar(queries.public_board_calendar(slug), f"{slug}.ics")


@open_to_anyone(reason="Meetings are public")
def one_meeting(_request: HttpRequest, slug: str, meeting_id: int) -> HttpResponse:
    return _calendar(queries.public_meeting_calendar(slug, meeting_id), f"{slug}-{meeting_id}.ics")


def _calendar(content: bytes | None, name: str) -> HttpResponse:
    if content is None:
        raise Http404
    return HttpResponse(
        content, content_type=CALENDAR, headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
