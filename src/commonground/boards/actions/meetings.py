"""Scheduling, changing and cancelling meetings. Calendars follow by `sequence`."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.boards.models import Board, Meeting, MeetingState
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import ChangedMeanwhile, Refused
from commonground.foundation.versions import apply_changes, check_version, locked, values_of

# What a calendar shows: when one of these changes, every calendar must take the meeting anew.
SHOWN_IN_CALENDARS = frozenset({"title", "starts_at", "duration_minutes", "place", "link", "translations"})


@dataclass(frozen=True)
class MeetingDetails:
    starts_at: datetime
    duration_minutes: int = 120
    title: str = ""
    place: str = ""
    link: str = ""
    translations: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def labels(cls) -> dict[str, str | Promise]:
        return {
            "starts_at": _("Begins"),
            "duration_minutes": _("Minutes it lasts"),
            "title": _("Title"),
            "place": _("Place"),
            "link": _("Link to take part or to watch"),
        }


@transaction.atomic
def schedule_meeting(*, board: Board, details: MeetingDetails, by: Person) -> Meeting:
    _refuse_nowhere(details)
    if board.dissolved_on is not None:
        raise Refused(_("This board was dissolved: it meets no more."))
    if board.meetings.filter(starts_at=details.starts_at).exclude(state=MeetingState.CANCELLED).exists():
        raise Refused(_("This board already meets at that time."), field="starts_at")
    meeting = Meeting(board=board, changed_at=clock.now(), **values_of(details))
    meeting.save(force_insert=True)
    record("boards.meeting.scheduled", meeting, by=by, details={"board": board.slug, "at": _moment(meeting)})
    return meeting


@transaction.atomic
def edit_meeting(*, meeting: Meeting, details: MeetingDetails, expected_version: int, by: Person) -> Meeting:
    stored = locked(meeting)
    check_version(stored, expected_version, details)
    if stored.state == MeetingState.CANCELLED:
        raise Refused(_("This meeting was cancelled. Schedule another one."))
    _refuse_nowhere(details)
    if changed := apply_changes(stored, details):
        stored.changed_at = clock.now()
        if SHOWN_IN_CALENDARS.intersection(changed):
            stored.sequence += 1
        stored.save()
        record("boards.meeting.edited", stored, by=by, details={"fields": changed, "at": _moment(stored)})
    return stored


@transaction.atomic
def cancel_meeting(
    *, meeting: Meeting, because: str, because_es: str, expected_version: int, by: Person
) -> Meeting:
    """It stays on the page and in calendars, marked cancelled: whoever planned to come learns it."""
    stored = locked(meeting)
    if stored.version != expected_version:
        raise ChangedMeanwhile(
            _("Somebody else changed this meeting meanwhile. Look at it, then try again."),
            current_version=stored.version,
            differences=(),
        )
    if stored.state != MeetingState.SCHEDULED:
        raise Refused(_("Only a meeting that is still to be held can be cancelled."))
    stored.state, stored.cancelled_because = MeetingState.CANCELLED, because
    if because_es:
        spanish = {**stored.translations.get("es", {}), "cancelled_because": because_es}
        stored.translations = {**stored.translations, "es": spanish}
    stored.sequence += 1
    stored.version += 1
    stored.changed_at = clock.now()
    stored.save()
    record("boards.meeting.cancelled", stored, by=by)
    return stored


def _refuse_nowhere(details: MeetingDetails) -> None:
    if not (details.place or details.link):
        raise Refused(_("Say where people can come: a place, a link, or both."), field="place")


def _moment(meeting: Meeting) -> str:
    return meeting.starts_at.isoformat(timespec="minutes")
