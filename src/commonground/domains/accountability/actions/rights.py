"""What each action asks first: that the person may know of the matter, and that it is open."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework.actions.rights import taken_in_hand, unit_of
from commonground.casework.models import Case
from commonground.casework.queries.visible import supervises
from commonground.foundation.refusals import Refused
from commonground.foundation.vault import DataKey, place, seal_json, seal_text


class StandardsRefused(Refused):
    """Something that professional standards do not allow."""


def open_matter(case: Case, by: Person) -> Case:
    """The matter, locked until the transaction ends. Raises `NotThere`, `StandardsRefused` for a closed one."""
    now = taken_in_hand(case, by)
    if now.closed_at is not None:
        raise StandardsRefused(_("This matter is closed. Open it again first."))
    return now


def check_supervises(case: Case, by: Person) -> None:
    if not supervises(by, unit_of(case)):
        raise StandardsRefused(_("This is for whoever supervises the unit."))


def seal_into(row: models.Model, column: str, value: Any, key: DataKey) -> None:
    """A text or a record, bound to the column and row where it lies."""
    bound_to = place(row._meta.db_table, column, row.pk)
    sealed = seal_text(key, value, bound_to) if isinstance(value, str) else seal_json(key, value, bound_to)
    setattr(row, column, sealed)


def written(text: str, field: str, *, most: int = 20_000) -> str:
    """Raises `StandardsRefused` for nothing, or for more than a person reads."""
    kept = text.strip()
    if not kept:
        raise StandardsRefused(_("Nothing is written here."), field=field)
    if len(kept) > most:
        raise StandardsRefused(_("This is too long."), field=field)
    return kept
