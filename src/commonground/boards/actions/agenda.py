"""What is on the agenda, in which order, with which files; and putting it out."""

from dataclasses import dataclass, field
from datetime import time
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.boards.models import AgendaItem, Meeting, MeetingFile, MeetingState
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.files.accept import accept_upload
from commonground.foundation.files.publish import publish_file, withdraw_file
from commonground.foundation.refusals import Refused
from commonground.foundation.versions import apply_changes, check_version, locked, values_of


@dataclass(frozen=True)
class AgendaItemDetails:
    title: str
    detail: str = ""
    presenter: str = ""
    begins_at: time | None = None
    translations: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def labels(cls) -> dict[str, str | Promise]:
        return {
            "title": _("Title"),
            "detail": _("Details"),
            "presenter": _("Presented by"),
            "begins_at": _("Begins"),
        }


@transaction.atomic
def add_agenda_item(*, meeting: Meeting, details: AgendaItemDetails, by: Person) -> AgendaItem:
    stored = _open_meeting(meeting)
    last = stored.items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem(meeting=stored, position=last + 1, **values_of(details))
    item.save(force_insert=True)
    _touch(stored)
    record("boards.agenda.item-added", item, by=by, details={"meeting": stored.pk, "position": item.position})
    return item


@transaction.atomic
def edit_agenda_item(
    *, item: AgendaItem, details: AgendaItemDetails, expected_version: int, by: Person
) -> AgendaItem:
    meeting = _open_meeting(item.meeting)
    stored = locked(item)
    check_version(stored, expected_version, details)
    if changed := apply_changes(stored, details):
        stored.save()
        _touch(meeting)
        record("boards.agenda.item-edited", stored, by=by, details={"fields": changed})
    return stored


@transaction.atomic
def move_agenda_item(*, item: AgendaItem, up: bool, by: Person) -> None:
    """One place up or down; at the end of the list nothing happens."""
    meeting = _open_meeting(item.meeting)
    items = list(meeting.items.order_by("position", "id"))
    place = next((n for n, other in enumerate(items) if other.pk == item.pk), None)
    if place is None:
        raise Refused(_("This was removed by somebody else meanwhile."))
    target = place - 1 if up else place + 1
    if not 0 <= target < len(items):
        return
    items[place], items[target] = items[target], items[place]
    for position, each in enumerate(items, start=1):
        if each.position != position:
            AgendaItem.objects.filter(pk=each.pk).update(position=position)
    _touch(meeting)
    record("boards.agenda.item-moved", item, by=by, details={"meeting": meeting.pk, "position": target + 1})


@transaction.atomic
def remove_agenda_item(*, item: AgendaItem, by: Person) -> None:
    """Refused once the board has voted on it or somebody stepped aside: that is the record."""
    meeting = _open_meeting(item.meeting)
    stored = locked(item)
    if stored.motions.exists() or stored.recusals.exists():
        raise Refused(_("Votes or recusals are recorded on this item. It stays on the agenda."))
    for held in stored.files.select_related("stored"):
        withdraw_file(held.stored)
    record("boards.agenda.item-removed", stored, by=by, details={"meeting": meeting.pk})
    stored.delete()
    _touch(meeting)


@transaction.atomic
def attach_file(
    *, meeting: Meeting, item: AgendaItem | None, title: str, upload: "UploadedFile[Any]", by: Person
) -> MeetingFile:
    """Adds a file to the packet; it is public at once when the agenda is."""
    stored_meeting = _open_meeting(meeting)
    stored = accept_upload(upload)
    held = MeetingFile(meeting=stored_meeting, item=item, stored=stored, title=title or stored.name)
    held.save(force_insert=True)
    if stored_meeting.agenda_published_at is not None:
        publish_file(stored)
    _touch(stored_meeting)
    record("boards.packet.file-added", held, by=by, details={"meeting": meeting.pk, "sha256": stored.sha256})
    return held


@transaction.atomic
def remove_file(*, file: MeetingFile, by: Person) -> None:
    meeting = _open_meeting(file.meeting)
    stored = locked(file)
    withdraw_file(stored.stored)
    record("boards.packet.file-removed", stored, by=by, details={"sha256": stored.stored.sha256})
    stored.delete()
    _touch(meeting)


@transaction.atomic
def publish_agenda(*, meeting: Meeting, by: Person) -> Meeting:
    """Items and files become public together. What changes afterwards is public at once, and dated."""
    stored = _open_meeting(meeting)
    if stored.agenda_published_at is not None:
        return stored
    if not stored.items.exists():
        raise Refused(_("Add at least one item before you publish the agenda."))
    stored.agenda_published_at = clock.now()
    stored.version += 1
    stored.save()
    for held in stored.files.select_related("stored"):
        publish_file(held.stored)
    record("boards.agenda.published", stored, by=by)
    return stored


def _open_meeting(meeting: Meeting) -> Meeting:
    stored = locked(meeting)
    if stored.state == MeetingState.CANCELLED:
        raise Refused(_("This meeting was cancelled: its agenda stays as it is."))
    return stored


def _touch(meeting: Meeting) -> None:
    """A change after publication is dated, so that nobody is surprised at the meeting."""
    if meeting.agenda_published_at is not None:
        Meeting.objects.filter(pk=meeting.pk).update(agenda_changed_at=clock.now())
