"""Tells `foundation.vault` at start-up what it cannot know, and locks the vault with the door."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_out

from commonground.access.models import Person
from commonground.casework.evidence.store import piece_path
from commonground.casework.models import EvidenceFile
from commonground.casework.vaults import needs
from commonground.casework.vaults.city_units import CityUnits, key_template
from commonground.foundation.vault.registry import (
    SealedFiles,
    WrappedKeys,
    register_sealed_files,
    register_units,
    register_wrapped_keys,
)
from commonground.foundation.vault.sessions import lock


def register() -> None:
    key_template()  # read for its refusal: a wrong file stops the start with a sentence
    register_units(CityUnits())
    register_wrapped_keys(WrappedKeys("casework.Case", ("shared_key_wrapped", "inner_key_wrapped")))
    register_sealed_files(SealedFiles("evidence", _evidence_folder, _evidence_known, timedelta(days=2)))
    needs.register()
    user_logged_out.connect(lock_with_the_door, dispatch_uid="vault locks with the door")


def lock_with_the_door(user: Any = None, **_given: Any) -> None:
    """Whoever signs out, or is signed out after idle minutes, leaves no unlocked vault behind, in any browser."""
    if isinstance(user, Person):
        lock(by=user)


def _evidence_folder() -> Path:
    return Path(settings.EVIDENCE_ROOT)


def _evidence_known() -> Iterator[str]:
    """Every piece of every file that was not disposed of."""
    files = EvidenceFile.objects.filter(key_wrapped__isnull=False).values_list("id", "pieces")
    for identity, pieces in files.iterator(chunk_size=500):
        for index in range(pieces):
            yield str(piece_path(identity, index).relative_to(_evidence_folder()))
