"""Answers with the bytes of a stored file, in a way that no browser executes."""

import uuid
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest
from django.utils.http import content_disposition_header

from commonground.foundation import clock
from commonground.foundation.files.accept import path_of
from commonground.foundation.files.models import StoredFile

# Shown in the browser; everything else is saved.
SHOWN = ("application/pdf", "image/png", "image/jpeg", "image/webp", "text/plain; charset=utf-8")


def serve_file(request: HttpRequest, stored_id: uuid.UUID, *, public: bool) -> FileResponse:
    """The file, or the same 404 for one that is missing and one that is not public."""
    rows = StoredFile.objects.filter(pk=stored_id)
    if public:
        rows = rows.exclude(published_at=None).exclude(public_until__lt=clock.today())
    stored = rows.first()
    if stored is None:
        raise Http404
    path: Path = path_of(stored.id)
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type=stored.media_type)
    saved = stored.media_type not in SHOWN
    response["Content-Length"] = stored.size
    response["Content-Disposition"] = content_disposition_header(saved, stored.name) or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["ETag"] = f'"{stored.sha256}"'
    lasting = public and stored.public_until is None
    response["Cache-Control"] = "public, max-age=300" if lasting else "private, no-store"
    return response
