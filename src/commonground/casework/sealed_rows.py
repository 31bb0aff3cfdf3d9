"""Tells the vault at start-up what of a case is wrapped and sealed, so that keys can be rotated and all of it verified."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from commonground.casework.models import EvidenceFile
from commonground.foundation.uploads.store import piece_path
from commonground.foundation.vault.registry import (
    SealedFiles,
    WrappedKeys,
    register_sealed_files,
    register_wrapped_keys,
)


def register() -> None:
    register_wrapped_keys(WrappedKeys("casework.Case", ("shared_key_wrapped", "inner_key_wrapped")))
    register_sealed_files(SealedFiles("evidence", _evidence_folder, _evidence_known, timedelta(days=2)))


def _evidence_folder() -> Path:
    return Path(settings.EVIDENCE_ROOT)


def _evidence_known() -> Iterator[str]:
    """Every piece of every file that was not disposed of."""
    files = EvidenceFile.objects.filter(key_wrapped__isnull=False).values_list("id", "pieces")
    for identity, pieces in files.iterator(chunk_size=500):
        for index in range(pieces):
            yield str(piece_path(identity, index).relative_to(_evidence_folder()))
