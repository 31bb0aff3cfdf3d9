"""Two editors at once: the second is shown what the first changed, and loses nothing typed."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from commonground.foundation.refusals import ChangedMeanwhile, FieldDifference, Refused

Record = TypeVar("Record", bound=models.Model)


class Details(Protocol):
    """A frozen dataclass with the fields of a record that a form may change."""

    @classmethod
    def labels(cls) -> dict[str, str | Promise]: ...


def values_of(details: Any) -> dict[str, Any]:
    return {field.name: getattr(details, field.name) for field in fields(details)}


def locked(record: Record) -> Record:
    """The row as it is now, held until the transaction ends."""
    rows: models.QuerySet[Record] = type(record)._default_manager.all()
    try:
        return rows.select_for_update().get(pk=record.pk)
    except type(record).DoesNotExist:  # type: ignore[attr-defined]
        raise Refused(_("This was removed by somebody else meanwhile.")) from None


def check_version(record: models.Model, expected: int, details: Any) -> None:
    """Raises `ChangedMeanwhile` with the fields that differ when somebody saved since `expected`."""
    current: int = record.version  # type: ignore[attr-defined]
    if current == expected:
        return
    labels = details.labels()
    differences = tuple(
        FieldDifference(name, labels.get(name, name), shown(value), shown(getattr(record, name)))
        for name, value in values_of(details).items()
        if value != getattr(record, name) and name != "translations"
    )
    raise ChangedMeanwhile(
        _("Somebody else saved this while you were writing."),
        current_version=current,
        differences=differences,
    )


def apply_changes(record: models.Model, details: Any) -> list[str]:
    """Sets what differs and counts the version on; returns the names of the fields that changed."""
    changed = [name for name, value in values_of(details).items() if value != getattr(record, name)]
    for name in changed:
        setattr(record, name, getattr(details, name))
    if changed:
        record.version += 1  # type: ignore[attr-defined]
    return changed


def shown(value: Any) -> str:
    """A stored value as the person who compares reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return str(value)
