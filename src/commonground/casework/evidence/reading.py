"""Which files a person reads: staff through their unlocked session, whoever filed through their receipt."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from commonground.access.models import Person
from commonground.casework.evidence.keeping import FileShown, file_shown, name_of, open_evidence
from commonground.casework.models import EvidenceFile, Side
from commonground.casework.queries.by_receipt import ReporterCase
from commonground.casework.queries.opened import NotThere, OpenedCase, open_case
from commonground.casework.receipt_rows import presenting
from commonground.foundation.audit.record import record
from commonground.foundation.privacy.reads import public_only
from commonground.foundation.vault import DataKey, ReceiptKeys, UnlockedVault


@dataclass(frozen=True)
class FileContent:
    """A file on its way out, opened as it is read."""

    name: str
    media_type: str
    size: int
    chunks: Iterator[bytes]


def files_of(opened: OpenedCase) -> tuple[FileShown, ...]:
    """Every file of a matter, for its unit. `opened` came out of `open_case`, which asked who may."""
    rows = EvidenceFile.objects.filter(case=opened.case)
    return tuple(file_shown(row, _key_of(row, opened)) for row in rows)


def file_for(viewer: Person, vault: UnlockedVault, case_id: uuid.UUID, file_id: uuid.UUID) -> FileContent:
    """Raises `NotThere`; `CannotOpen` when it is damaged. That it was opened, and by whom, goes into the audit."""
    opened = open_case(viewer, vault, case_id)
    row = EvidenceFile.objects.filter(case=opened.case, pk=file_id).first()
    if row is None:
        raise NotThere
    content = _content(row, _key_of(row, opened))
    with transaction.atomic():
        record("casework.file.opened", opened.case, by=viewer, details={"file": str(row.pk)})
    return content


def shared_file_of(keys: ReceiptKeys, case: ReporterCase, file_id: uuid.UUID) -> FileContent | None:
    """A file that the unit shared with the person who filed. Their own they have, and never get back from here."""
    with presenting(keys.locator):
        rows = EvidenceFile.objects.filter(case_id=case.case_id, side=Side.UNIT, inner=False, pk=file_id)
        row = public_only(rows).first()
    return _content(row, case.shared) if row is not None else None


def _content(row: EvidenceFile, under: DataKey) -> FileContent:
    return FileContent(name_of(row, under), row.media_type, row.size, open_evidence(row, under))


def _key_of(row: EvidenceFile, opened: OpenedCase) -> DataKey:
    return opened.inner if row.inner else opened.shared
