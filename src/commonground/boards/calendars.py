"""Meetings as a calendar (RFC 5545): subscribed once, it follows every change and cancellation.

`UID` never changes, `SEQUENCE` grows with each change of time, place or state, a cancelled meeting stays with
`STATUS:CANCELLED`. Times are given in UTC, which every calendar shows in its owner's zone.
"""

from collections.abc import Iterable
from datetime import UTC, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from commonground.boards.addresses import public_address
from commonground.boards.models import Meeting, MeetingState
from commonground.boards.words import meeting_title
from commonground.reference.city import the_city
from commonground.reference.translations import text_of

REFRESH = timedelta(hours=6)


def calendar_of(meetings: Iterable[Meeting], *, name: str) -> bytes:
    """The calendar's file. A function of the meetings alone: the same meetings give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{the_city().short_name}//Common Ground//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for meeting in meetings:
        calendar.add_component(_event(meeting))
    return calendar.to_ical()


def _event(meeting: Meeting) -> Event:
    starts = meeting.starts_at.astimezone(UTC)
    event = Event()
    event.add("uid", str(meeting.uid))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at.astimezone(UTC))
    event.add("last-modified", meeting.changed_at.astimezone(UTC))
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=meeting.duration_minutes))
    event.add("summary", f"{text_of(meeting.board, 'name')}: {meeting_title(meeting)}")
    event.add("status", "CANCELLED" if meeting.state == MeetingState.CANCELLED else "CONFIRMED")
    if where := text_of(meeting, "place") or meeting.link:
        event.add("location", where)
    event.add("description", _description(meeting))
    event.add("url", public_address("meeting", slug=meeting.board.slug, meeting_id=meeting.pk))
    return event


def _description(meeting: Meeting) -> str:
    parts = []
    if meeting.state == MeetingState.CANCELLED:
        parts.append(_("Cancelled: %(reason)s") % {"reason": text_of(meeting, "cancelled_because")})
    if meeting.link:
        parts.append(_("To take part or to watch: %(link)s") % {"link": meeting.link})
    parts.append(_("Agenda, files and minutes are on the meeting's page."))
    return "\n".join(parts)
