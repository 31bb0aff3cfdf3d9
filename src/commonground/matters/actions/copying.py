"""A file of one matter, copied into another: opened as it is read, sealed again under a key of its own, never whole in memory.

Both matters then stand alone: letting one go destroys its bytes and leaves the other's.
"""

import uuid
from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from commonground.casework.evidence.keeping import attach, digests_of, name_of, open_evidence
from commonground.casework.models import EvidenceFile
from commonground.casework.queries.opened import NotThere, OpenedCase
from commonground.foundation import clock
from commonground.foundation.refusals import Refused
from commonground.foundation.uploads import store
from commonground.foundation.uploads.tokens import HeldUpload
from commonground.foundation.vault import CannotOpen, DataKey, new_data_key


class DamagedFile(Refused):
    """What lies on the disk is not what was sealed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("The file “%(name)s” is damaged and cannot be copied. Leave it out, and tell an administrator.")
            % {"name": name},
            field="files",
        )


def copy_files(
    *,
    source: OpenedCase,
    target: OpenedCase,
    chosen: Collection[uuid.UUID],
    messages: Mapping[uuid.UUID, uuid.UUID],
) -> None:
    """In the caller's transaction; `messages` says which message became which.

    Raises `NotThere` for a file of another matter, `NoRoom` when the disk is full, `DamagedFile`.
    Whatever stops it, no bytes of the copies stay.
    """
    rows = list(EvidenceFile.objects.filter(case=source.case, pk__in=chosen))
    if len(rows) != len(set(chosen)):
        raise NotThere
    store.check_room(sum(row.size for row in rows))
    copies = [uuid.uuid4() for _row in rows]
    try:
        for row, copy_id in zip(rows, copies, strict=True):
            _copy(row, copy_id, source, target, messages)
    except BaseException:
        for copy_id in copies:
            store.remove(copy_id)
        raise


def _copy(
    row: EvidenceFile,
    copy_id: uuid.UUID,
    source: OpenedCase,
    target: OpenedCase,
    messages: Mapping[uuid.UUID, uuid.UUID],
) -> None:
    under, anew = _key(row, source), _key(row, target)
    held = _sealed_again(row, copy_id, under)
    message = messages.get(row.message_id) if row.message_id else None
    attach(
        target.case.pk,
        (held,),
        side=row.side,
        under=anew,
        message=message,
        inner=row.inner,
        by=row.added_by,
    )
    EvidenceFile.objects.filter(pk=copy_id).update(added_at=row.added_at)


def _sealed_again(row: EvidenceFile, copy_id: uuid.UUID, under: DataKey) -> HeldUpload:
    key = new_data_key()
    writer = store.PieceWriter(copy_id, key)
    try:
        for chunk in open_evidence(row, under):
            writer.write(chunk)
    except CannotOpen as damaged:
        raise DamagedFile(name_of(row, under)) from damaged
    writer.finish()
    return HeldUpload(
        id=copy_id,
        key=key,
        name=name_of(row, under),
        size=row.size,
        pieces=row.pieces,
        media_type=row.media_type,
        metadata=row.metadata,
        scan=row.scan,
        digests=digests_of(row, under),
        at=clock.now(),
    )


def _key(row: EvidenceFile, opened: OpenedCase) -> DataKey:
    return opened.inner if row.inner else opened.shared
