"""The one door to a matter at the staff door. Missing, of another unit, and hidden by a conflict of interest look alike."""

import uuid
from dataclasses import dataclass

from django.http import Http404

from commonground.access.models import Person
from commonground.casework.models import Case
from commonground.casework.queries.visible import cases_for
from commonground.foundation.vault import CannotOpen, DataKey, UnlockedVault, open_json, place

TABLE = "casework_case"


class NotThere(Http404):
    """No such matter for this person, whatever the reason."""


@dataclass(frozen=True)
class OpenedCase:
    """A matter with its keys, for the length of one request."""

    case: Case
    shared: DataKey
    inner: DataKey
    answers: dict[str, str]


def case_for(viewer: Person, case_id: uuid.UUID | str) -> Case:
    """The matter without its content. Raises `NotThere`."""
    visible = cases_for(viewer)
    found = visible.select_related("assigned_to", "merged_into").filter(pk=case_id).first()
    if found is None:
        raise NotThere
    # Whoever may not know of the surviving matter may not know of what was merged into it.
    if found.merged_into_id and not visible.filter(pk=found.merged_into_id).exists():
        raise NotThere
    return found


def open_case(viewer: Person, vault: UnlockedVault, case_id: uuid.UUID | str) -> OpenedCase:
    """Raises `NotThere`; `CannotOpen` when the session holds no key of this matter, or it was disposed of."""
    return opened(case_for(viewer, case_id), vault)


def opened(case: Case, vault: UnlockedVault) -> OpenedCase:
    """For a matter that came out of this door."""
    shared, inner = shared_key(case, vault), inner_key(case, vault)
    return OpenedCase(case, shared, inner, answers_of(case, shared))


def shared_key(case: Case, vault: UnlockedVault) -> DataKey:
    return _key(case, vault, "shared_key_wrapped")


def inner_key(case: Case, vault: UnlockedVault) -> DataKey:
    return _key(case, vault, "inner_key_wrapped")


def answers_of(case: Case, shared: DataKey) -> dict[str, str]:
    """What the person answered to each question of the form."""
    sealed = bytes(case.filing_sealed or b"")
    return dict(open_json(shared, sealed, place(TABLE, "filing_sealed", case.pk)) or {})


def _key(case: Case, vault: UnlockedVault, column: str) -> DataKey:
    wrapped = bytes(getattr(case, column) or b"")
    if case.unit_key_id is None or not wrapped:
        raise CannotOpen("disposed of")
    return vault.open_key(case.unit_key_id, wrapped, place(TABLE, column, case.pk))
