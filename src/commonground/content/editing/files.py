"""Images and documents of a page: copied to where the public door serves them when the page is published.

A preview shows the editor's own copy. A public copy passes `accept_upload`: judged by content, and images are
written anew, which drops what a camera noted down.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commonground.content.editing.models import CopiedFile
from commonground.foundation.files.accept import accept_upload
from commonground.foundation.files.kinds import ACCEPTED
from commonground.foundation.files.models import StoredFile

SHOWN_SIZE = "max-1280x1280"  # pixels; a phone's photograph shrinks to this

_copied: ContextVar[list[UUID] | None] = ContextVar("copied_files", default=None)


@dataclass(frozen=True)
class ShownFile:
    address: str
    kind: str = ""
    size: int = 0  # bytes
    width: int = 0
    height: int = 0


@contextmanager
def copying_files() -> Iterator[list[UUID]]:
    """While a page is rendered for the public: every file it shows is copied, and its key collected."""
    keys: list[UUID] = []
    token = _copied.set(keys)
    try:
        yield keys
    finally:
        _copied.reset(token)


def shown_image(image: Any) -> ShownFile:
    rendition = image.get_rendition(SHOWN_SIZE)
    size = {"width": rendition.width, "height": rendition.height}
    if _copied.get() is None:
        return ShownFile(rendition.url, **size)
    key = f"image:{image.pk}:{SHOWN_SIZE}:{image.get_file_hash()}"
    name = PurePath(image.filename).stem + PurePath(rendition.file.name).suffix
    return ShownFile(_address(_copy_of(key, name, rendition.file)), **size)


def shown_document(document: Any) -> ShownFile:
    if _copied.get() is None:
        address = reverse("wagtaildocs_serve", args=[document.pk, document.filename])
        return ShownFile(address, document.file_extension.upper(), document.get_file_size() or 0)
    key = f"document:{document.pk}:{document.get_file_hash()}"
    stored = _copy_of(key, document.filename, document.file)
    kind = next((kind.label for kind in ACCEPTED if kind.media_type == stored.media_type), stored.media_type)
    return ShownFile(_address(stored), kind, stored.size)


def _copy_of(key: str, name: str, source: Any) -> StoredFile:
    copied = CopiedFile.objects.filter(key=key).select_related("stored").first()
    if copied is None:
        with source.open("rb") as content:
            stored = accept_upload(SimpleUploadedFile(name, content.read()))
        copied = CopiedFile.objects.create(key=key, stored=stored)
    collected = _copied.get()
    if collected is not None:
        collected.append(copied.stored_id)
    return copied.stored


def _address(stored: StoredFile) -> str:
    return reverse("files:download", kwargs={"stored_id": stored.id, "name": stored.name})
