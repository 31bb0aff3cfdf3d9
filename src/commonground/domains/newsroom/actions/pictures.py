"""Pictures and videos of an appeal: what is taken, and what each must bring with it so that everybody can follow it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.access.rights import require
from commonground.domains.newsroom.actions.drafting import refuse_published
from commonground.domains.newsroom.models import Appeal, AppealPicture, Speech
from commonground.foundation.audit.record import record
from commonground.foundation.files.accept import accept_upload
from commonground.foundation.files.captions import LARGEST_CAPTIONS
from commonground.foundation.files.images import FileRefused
from commonground.foundation.files.kinds import CAPTIONS, MP4, PICTURES, MediaKind, Upload
from commonground.foundation.files.models import StoredFile
from commonground.foundation.refusals import Refused
from commonground.foundation.versions import locked

MOST_PICTURES = 6
LARGEST = 200 * 1024 * 1024  # bytes; some minutes of a camera


@dataclass(frozen=True)
class Shown:
    """What a form says of a picture or a video."""

    upload: Upload
    description: str
    description_es: str = ""
    speech: str = Speech.PICTURE
    still: Upload | None = None
    captions: Upload | None = None
    captions_language: str = ""


@transaction.atomic
def add_picture(*, appeal: Appeal, shown: Shown, by: Person) -> AppealPicture:
    """Place, time and camera data are taken out as it is stored. A video comes with a still, and with captions unless
    nobody speaks in it."""
    require(by, Permission.DRAFT_APPEALS)
    stored = locked(appeal)
    refuse_published(stored)
    number = stored.pictures.count()
    if number >= MOST_PICTURES:
        raise Refused(_("An appeal has at most %(most)d pictures.") % {"most": MOST_PICTURES}, field="file")
    video = shown.speech != Speech.PICTURE
    _refuse_incomplete(shown, video=video)
    file = _taken(shown.upload, (*PICTURES, MP4), "file")
    if video != (file.media_type == MP4.media_type):
        raise Refused(_("Say whether it is a picture or a video, as the file is."), field="speech")
    captioned = shown.speech == Speech.CAPTIONED
    picture = AppealPicture(
        appeal=stored,
        stored_file=file,
        description=shown.description,
        speech=shown.speech,
        still=_taken(shown.still, PICTURES, "still") if video and shown.still else None,
        captions=_taken(shown.captions, (CAPTIONS,), "captions") if captioned and shown.captions else None,
        captions_language=shown.captions_language if captioned else "",
        translations={"es": {"description": shown.description_es}} if shown.description_es else {},
        position=number + 1,
    )
    picture.save()
    _take_back(stored)
    record("newsroom.appeal.picture-added", stored, by=by, details={"file": str(file.pk)})
    return picture


@transaction.atomic
def remove_picture(*, picture: AppealPicture, by: Person) -> Appeal:
    require(by, Permission.DRAFT_APPEALS)
    stored = locked(picture.appeal)
    refuse_published(stored)
    details = {"file": str(picture.stored_file_id)}
    picture.delete()
    _take_back(stored)
    record("newsroom.appeal.picture-removed", stored, by=by, details=details)
    return stored


def _refuse_incomplete(shown: Shown, *, video: bool) -> None:
    """WCAG 2.2: 1.2.2 asks for captions wherever somebody speaks."""
    if video and shown.still is None:
        raise Refused(_("Attach a still: it is shown until somebody plays the video."), field="still")
    if shown.speech == Speech.CAPTIONED and shown.captions is None:
        raise Refused(
            _("Attach the captions, or say that nobody speaks: many people cannot hear it."), field="captions"
        )
    if shown.speech == Speech.CAPTIONED and not shown.captions_language:
        raise Refused(_("Say in which language the captions are."), field="captions_language")


def _taken(upload: Upload, kinds: tuple[MediaKind, ...], field: str) -> StoredFile:
    largest = LARGEST_CAPTIONS if kinds == (CAPTIONS,) else LARGEST
    try:
        return accept_upload(upload, kinds=kinds, largest=largest)
    except FileRefused as refused:
        raise Refused(refused.reason, field=field) from refused


def _take_back(appeal: Appeal) -> None:
    """What was proposed is not what stands there now."""
    appeal.proposed_at = None
    appeal.version += 1
    appeal.save(update_fields=["proposed_at", "version"])
