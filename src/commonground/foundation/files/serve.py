"""Answers with the bytes of a stored file, in a way that no browser executes."""

import uuid
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from commonground.foundation import clock
from commonground.foundation.files.accept import path_of
from commonground.foundation.files.models import StoredFile
from commonground.foundation.files.ranges import Part, PartReader, PastTheEnd, part_asked_for

# Shown in the browser; everything else is saved.
SHOWN = ("application/pdf", "image/png", "image/jpeg", "image/webp", "text/plain; charset=utf-8")


def serve_file(request: HttpRequest, stored_id: uuid.UUID, *, public: bool) -> HttpResponseBase:
    """The file or the part asked for; the same 404 for one that is missing and one that is not public."""
    stored, path = _found(stored_id, public=public)
    try:
        part = _part(request, stored)
    except PastTheEnd:
        refused = HttpResponse(status=416, headers={"Content-Range": f"bytes */{stored.size}"})
        return _with_headers(refused, stored, public=public)
    content = PartReader(path.open("rb"), part) if part else path.open("rb")
    response = FileResponse(content, status=206 if part else 200, content_type=stored.media_type)
    response["Content-Length"] = part.length if part else stored.size
    if part:
        response["Content-Range"] = f"bytes {part.first}-{part.last}/{stored.size}"
    return _with_headers(response, stored, public=public)


def _found(stored_id: uuid.UUID, *, public: bool) -> tuple[StoredFile, Path]:
    rows = StoredFile.objects.filter(pk=stored_id)
    if public:
        rows = rows.exclude(published_at=None).exclude(public_until__lt=clock.today())
    stored = rows.first()
    if stored is None or not path_of(stored.id).is_file():
        raise Http404
    return stored, path_of(stored.id)


def _part(request: HttpRequest, stored: StoredFile) -> Part | None:
    """A player that holds a part of another version gets the whole."""
    held = request.headers.get("If-Range", "")
    if request.method != "GET" or (held and held != f'"{stored.sha256}"'):
        return None
    return part_asked_for(request.headers.get("Range", ""), stored.size)


def _with_headers(response: HttpResponseBase, stored: StoredFile, *, public: bool) -> HttpResponseBase:
    saved = stored.media_type not in SHOWN
    response["Content-Disposition"] = content_disposition_header(saved, stored.name) or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["ETag"] = f'"{stored.sha256}"'
    response["Accept-Ranges"] = "bytes"
    lasting = public and stored.public_until is None
    response["Cache-Control"] = "public, max-age=300" if lasting else "private, no-store"
    if stored.public_until is not None:  # what comes down must not stand on in a search engine
        response["X-Robots-Tag"] = "noindex, noimageindex, noarchive"
    return response
