"""Captions of a video: WebVTT, as browsers read it."""

from django.utils.translation import gettext_lazy as _

from commonground.foundation.files.images import FileRefused
from commonground.foundation.files.kinds import Upload

LARGEST_CAPTIONS = 1024 * 1024  # bytes; hours of talk


def check_captions(upload: Upload) -> None:
    """Raises `FileRefused` where a browser would show nothing: not UTF-8, or not one line with its times."""
    upload.seek(0)
    try:
        text = upload.read(LARGEST_CAPTIONS).decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise FileRefused(
            _("These captions are not written in UTF-8. Save them so."), field="file"
        ) from wrong
    finally:
        upload.seek(0)
    if "-->" not in text:
        raise FileRefused(_("These captions hold no line with its times."), field="file")
