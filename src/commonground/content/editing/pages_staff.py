"""Pages of our own beside Wagtail's: languages side by side, and the library's images for editors alone."""

from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from commonground.content.editing.languages import pages_in_languages, side_by_side_of
from commonground.content.editing.opening import opened

SHOWN = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


def library_image(request: HttpRequest, name: str) -> FileResponse:
    """An image of the library or a small copy of one. Everything else in that folder stays closed."""
    media_type = SHOWN.get(PurePosixPath(name).suffix.lower())
    if media_type is None or not name.startswith(("images/", "original_images/")):
        raise Http404
    try:
        content = default_storage.open(name, "rb")
    except (FileNotFoundError, SuspiciousFileOperation) as missing:
        raise Http404 from missing
    response = FileResponse(content, content_type=media_type)
    response["Cache-Control"] = "private, max-age=300"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def languages(request: HttpRequest) -> HttpResponse:
    """Every page with its languages: what is missing, what lags."""
    pages = pages_in_languages()
    return render(
        request,
        "content_editing/staff/languages.html",
        {"pages": sorted(pages, key=lambda page: not page.needs_work)},
    )


def side_by_side(request: HttpRequest, page_id: int) -> HttpResponse:
    """One page in both languages, newest drafts, next to each other."""
    page = side_by_side_of(page_id)
    if page is None:
        raise Http404
    return render(request, "content_editing/staff/side_by_side.html", {"page": page})


urlpatterns = [
    path("languages/", opened(languages, ("GET",)), name="languages"),
    path("languages/<int:page_id>/", opened(side_by_side, ("GET",)), name="side_by_side"),
]
media_urlpatterns = [path("library/<path:name>", opened(library_image, ("GET",)), name="library_image")]
