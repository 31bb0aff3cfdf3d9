"""What may enter the editor's library: judged by content and size; photographs lose what the camera noted down."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from commonground.foundation.files.images import FileRefused, without_metadata
from commonground.foundation.files.kinds import ACCEPTED, MediaKind, kind_of


class ImageForm(BaseImageForm):
    """Wagtail has checked that the ending and the bytes agree; this writes the image anew, without metadata."""

    def clean_file(self) -> Any:
        upload = self.cleaned_data.get("file")
        if not isinstance(upload, UploadedFile):
            return upload
        kind = kind_of(upload)
        if kind is None or not kind.is_image:
            raise ValidationError(_("This is not an image that can be shown: PNG, JPEG or WebP."))
        return _written_anew(upload, kind)


class DocumentForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        upload = self.cleaned_data.get("file")
        if not isinstance(upload, UploadedFile):
            return upload
        kind = kind_of(upload)
        if kind is None:
            labels = ", ".join(kind.label for kind in ACCEPTED)
            raise ValidationError(
                _("This kind of file is not accepted. Accepted: %(kinds)s.") % {"kinds": labels}
            )
        if not (upload.name or "").lower().endswith(kind.ending):
            raise ValidationError(
                _("The file is %(kind)s, but its name ends otherwise. Rename it to end in %(ending)s.")
                % {"kind": kind.label, "ending": kind.ending}
            )
        return upload


def _written_anew(upload: UploadedFile, kind: MediaKind) -> InMemoryUploadedFile:
    try:
        picture = without_metadata(upload, kind)
    except FileRefused as refused:
        raise ValidationError(refused.reason) from refused
    clean = InMemoryUploadedFile(
        picture, "file", upload.name, kind.media_type, picture.getbuffer().nbytes, None
    )
    # Wagtail's form looks for the opened image on the upload.
    clean.image = upload.image  # type: ignore[attr-defined]
    return clean
