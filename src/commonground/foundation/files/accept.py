"""The one way in for a file: its type is what it contains, its size is bounded, an image loses its metadata.

Documents are kept byte for byte (a policy's hash must match the city's own copy); images are written anew,
which drops camera, place and time.
"""

import errno
import hashlib
import logging
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.text import get_valid_filename
from django.utils.translation import gettext_lazy as _

from commonground.foundation import clock
from commonground.foundation.files.captions import check_captions
from commonground.foundation.files.images import FileRefused, without_metadata
from commonground.foundation.files.kinds import ACCEPTED, CAPTIONS, MP4, MediaKind, Upload, kind_of
from commonground.foundation.files.models import StoredFile
from commonground.foundation.files.video import without_notes

__all__ = ["LARGEST_FILE", "FileRefused", "accept_upload", "path_of"]

log = logging.getLogger(__name__)
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
LARGEST_FILE = 25 * 1024 * 1024  # bytes; a council packet, not a video


def accept_upload(
    upload: Upload, *, kinds: tuple[MediaKind, ...] = ACCEPTED, largest: int | None = None
) -> StoredFile:
    """Stores an upload and returns its row, unsaved bytes never left behind.

    Raises `FileRefused` when it is empty, larger than `largest` bytes (`LARGEST_FILE` where nothing is said), or none
    of `kinds`. The row is written in the caller's transaction; bytes are in place before the row is, so that a killed
    process leaves no row without its bytes.
    """
    if not upload.size:
        raise FileRefused(_("This file is empty."), field="file")
    largest = largest or LARGEST_FILE
    if upload.size > largest:
        raise FileRefused(
            _("This file is larger than %(limit)s MB. Attach a smaller copy, or link to it.")
            % {"limit": largest // 1024 // 1024},
            field="file",
        )
    kind = kind_of(upload, kinds)
    if kind is None:
        raise FileRefused(
            _("This kind of file is not accepted. Accepted: %(kinds)s.")
            % {"kinds": ", ".join(k.label for k in kinds)},
            field="file",
        )
    try:
        with _cleaned(upload, kind) as content:
            return _store(content, name=_safe_name(upload.name or "", kind), kind=kind)
    except OSError as failure:
        if failure.errno not in FULL:
            raise
        log.error("files.no-room")
        raise FileRefused(
            _(
                "There is no room for more files at this moment. Nothing was kept of this one; try again later."
            ),
            field="file",
        ) from failure


@contextmanager
def _cleaned(upload: Upload, kind: MediaKind) -> Iterator[BinaryIO | Upload]:
    """The file without what a device noted in it; as it came where there is nothing of that sort to take out."""
    if kind.is_image:
        yield without_metadata(upload, kind)
    elif kind is MP4:
        with without_notes(upload) as video:
            yield video
    else:
        if kind is CAPTIONS:
            check_captions(upload)
        yield upload


def path_of(stored_id: uuid.UUID) -> Path:
    """Where the bytes of a stored file lie: a name of ours, never of the sender's."""
    return Path(settings.FILES_ROOT) / stored_id.hex[:2] / stored_id.hex


def _store(content: BinaryIO | Upload, *, name: str, kind: MediaKind) -> StoredFile:
    stored = StoredFile(name=name, media_type=kind.media_type, stored_at=clock.now())
    path = path_of(stored.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    try:
        with partial.open("wb") as target:
            while block := content.read(1024 * 1024):
                digest.update(block)
                size += len(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    stored.sha256, stored.size = digest.hexdigest(), size
    stored.save(force_insert=True)
    return stored


def _safe_name(name: str, kind: MediaKind) -> str:
    stem = Path(name.replace("\\", "/")).stem.strip()[:120] or "file"
    return get_valid_filename(stem + kind.ending)
