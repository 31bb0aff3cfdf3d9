"""Minutes: a draft that may change, then approved by the board and published, which they stay."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.boards.models import Meeting, MeetingState, Minutes
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.files.accept import accept_upload
from commonground.foundation.files.publish import publish_file
from commonground.foundation.refusals import Refused
from commonground.foundation.versions import apply_changes, check_version, locked


@dataclass(frozen=True)
class MinutesDetails:
    text: str

    @classmethod
    def labels(cls) -> dict[str, str | Promise]:
        return {"text": _("Minutes")}


@transaction.atomic
def save_minutes(
    *,
    meeting: Meeting,
    details: MinutesDetails,
    upload: "UploadedFile[Any] | None",
    expected_version: int,
    by: Person,
) -> Minutes:
    """Keeps the draft: text, a file, or both. `expected_version` is 0 when there was no draft yet."""
    stored = locked(meeting)
    _refuse_before_meeting(stored)
    minutes = Minutes.objects.select_for_update().filter(meeting=stored).first()
    if minutes is None:
        minutes = Minutes(meeting=stored, version=0)
    check_version(minutes, expected_version, details)
    if minutes.published_at is not None:
        raise Refused(
            _("These minutes are published. A correction is made in the minutes of a later meeting.")
        )
    if upload is not None:
        minutes.stored = accept_upload(upload)
    if not (details.text or minutes.stored_id):
        raise Refused(_("Write the minutes, or attach them as a file."), field="text")
    if not apply_changes(minutes, details):
        minutes.version += 1
    minutes.save()
    record("boards.minutes.drafted", stored, by=by, details={"version": minutes.version})
    return minutes


@transaction.atomic
def publish_minutes(*, meeting: Meeting, approved_on: date, expected_version: int, by: Person) -> Minutes:
    """The board approved the draft on that day: now everybody reads it."""
    stored = locked(meeting)
    minutes = Minutes.objects.select_for_update().filter(meeting=stored).first()
    if minutes is None:
        raise Refused(_("There is no draft to publish."))
    if minutes.published_at is not None:
        return minutes
    check_version(minutes, expected_version, MinutesDetails(text=minutes.text))
    if not timezone.localtime(stored.starts_at).date() <= approved_on <= clock.today():
        raise Refused(
            _("The day of approval lies between the day of the meeting and today."), field="approved_on"
        )
    minutes.approved_on, minutes.published_at = approved_on, clock.now()
    minutes.version += 1
    minutes.save()
    if minutes.stored is not None:
        publish_file(minutes.stored)
    record("boards.minutes.published", stored, by=by, details={"approved_on": str(approved_on)})
    return minutes


def _refuse_before_meeting(meeting: Meeting) -> None:
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("This meeting was cancelled: it has no minutes."))
    if meeting.starts_at > clock.now():
        raise Refused(_("This meeting has not been held yet."))
