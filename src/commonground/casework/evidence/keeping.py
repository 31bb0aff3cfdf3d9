"""What becomes of a complete upload: part of a matter, read again by those who may, removed when nobody wanted it."""

import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework.models import EvidenceFile, Side
from commonground.foundation import clock
from commonground.foundation.uploads import store
from commonground.foundation.uploads.examined import MetadataFate, ScanResult
from commonground.foundation.uploads.limits import SWEPT_AFTER
from commonground.foundation.uploads.refused import UploadRefused
from commonground.foundation.uploads.tokens import HeldUpload
from commonground.foundation.vault import (
    CannotOpen,
    DataKey,
    open_json,
    open_text,
    place,
    seal_json,
    seal_text,
    unwrap_with,
    wrap_with,
)

log = logging.getLogger(__name__)
TABLE = "casework_evidencefile"


@dataclass(frozen=True)
class Owner:
    """To what a file is attached: a case, perhaps a message of it; by whom, and whether the person sees it."""

    case_id: uuid.UUID
    side: str
    message_id: uuid.UUID | None = None
    inner: bool = False
    by: Person | None = None


def attach(  # noqa: PLR0913  # six, and `by`
    case_id: uuid.UUID,
    uploads: tuple[HeldUpload, ...],
    *,
    side: str,
    under: DataKey,
    message: uuid.UUID | None = None,
    inner: bool = False,
    by: Person | None = None,
) -> None:
    """Writes the rows in the caller's transaction. The bytes are on the disk already.

    Raises `UploadRefused` when a file became part of a matter before.
    """
    owner = Owner(case_id, side, message, inner, by if side == Side.UNIT else None)
    for upload in uploads:
        row = _row(upload, owner, under)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
                store.keep(upload.id)
        except IntegrityError as twice:
            raise UploadRefused(
                _("The file “%(name)s” was sent before. Attach it again to send it once more.")
                % {"name": upload.name}
            ) from twice


def _row(upload: HeldUpload, owner: Owner, under: DataKey) -> EvidenceFile:
    return EvidenceFile(
        id=upload.id,
        case_id=owner.case_id,
        message_id=owner.message_id,
        side=owner.side,
        inner=owner.inner,
        added_at=clock.now(),
        added_by=owner.by,
        size=upload.size,
        pieces=upload.pieces,
        name_sealed=seal_text(under, upload.name, place(TABLE, "name_sealed", upload.id)),
        key_wrapped=wrap_with(upload.key, under, place(TABLE, "key_wrapped", upload.id)),
        digest_sealed=seal_json(under, upload.digests, place(TABLE, "digest_sealed", upload.id)),
        media_type=upload.media_type,
        metadata=upload.metadata,
        scan=upload.scan,
    )


@dataclass(frozen=True)
class FileShown:
    """A file of a matter as a page shows it, its name opened."""

    id: uuid.UUID
    case_id: uuid.UUID
    name: str
    size: int
    media_type: str
    metadata: str
    scan: str
    scanned: bool
    side: str
    from_us: bool
    inner: bool
    added_at: datetime
    message_id: uuid.UUID | None


def file_shown(file: EvidenceFile, under: DataKey) -> FileShown:
    """Raises `CannotOpen`. Reads no column that the public door may not."""
    return FileShown(
        id=file.id,
        case_id=file.case_id,
        name=name_of(file, under),
        size=file.size,
        media_type=file.media_type,
        metadata=str(MetadataFate(file.metadata).label),
        scan=str(ScanResult(file.scan).label),
        scanned=file.scan == ScanResult.CLEAN,
        side=file.side,
        from_us=file.side == Side.UNIT,
        inner=file.inner,
        added_at=file.added_at,
        message_id=file.message_id,
    )


def name_of(file: EvidenceFile, under: DataKey) -> str:
    return open_text(under, bytes(file.name_sealed), place(TABLE, "name_sealed", file.id))


def digests_of(file: EvidenceFile, under: DataKey) -> dict[str, str]:
    found: dict[str, str] = open_json(
        under, bytes(file.digest_sealed), place(TABLE, "digest_sealed", file.id)
    )
    return found


def key_of(file: EvidenceFile, under: DataKey) -> DataKey:
    if not file.key_wrapped:
        raise CannotOpen("no key: disposed of")
    return unwrap_with(bytes(file.key_wrapped), under, place(TABLE, "key_wrapped", file.id))


def open_evidence(file: EvidenceFile, under: DataKey) -> Iterator[bytes]:
    """The content, opened as it is read. Raises `CannotOpen` before the first byte, or breaks off where it is damaged."""
    reader = store.SealedReader(file.id, key_of(file, under), file.size)
    first = reader.read(256 * 1024)
    return _rest(first, reader)


def _rest(first: bytes, reader: store.SealedReader) -> Iterator[bytes]:
    yield first
    while chunk := reader.read(256 * 1024):
        yield chunk


def sweep_abandoned() -> None:
    """Periodic: removes bytes that belong to no matter and that no page can send any more."""
    root, before, swept = Path(settings.EVIDENCE_ROOT), clock.now() - SWEPT_AFTER, 0
    if not root.is_dir():
        return
    for folder in (inner for outer in root.iterdir() if outer.is_dir() for inner in outer.iterdir()):
        if _last_change(folder) < before and not _belongs_to_a_matter(folder.name):
            store.remove(uuid.UUID(folder.name))
            swept += 1
    if swept:
        log.info("evidence.swept number=%s", swept)


def _last_change(folder: Path) -> datetime:
    newest = max((path.stat().st_mtime for path in (folder, *folder.iterdir())), default=0)
    return (
        datetime.fromtimestamp(newest, tz=clock.now().tzinfo) if newest else clock.now() - timedelta(days=9)
    )


def _belongs_to_a_matter(name: str) -> bool:
    try:
        file_id = uuid.UUID(name)
    except ValueError:
        return True  # not ours to remove
    return EvidenceFile.objects.filter(pk=file_id).exists()
