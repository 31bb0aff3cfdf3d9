"""How a date of day, month, quarter or year precision lies in two columns, and reads as one value."""

from typing import Any, overload

from django.db import models
from django.db.models import Q

from commonground.domains.commitments.dates import PartialDate, Precision

PRECISIONS = [(precision.value, precision.value) for precision in Precision]


def day_column() -> "models.DateField[Any, Any]":
    """The first day of the period; null when no date is known."""
    return models.DateField(null=True, blank=True)


def precision_column() -> "models.CharField[Any, Any]":
    return models.CharField(max_length=7, choices=PRECISIONS, blank=True, default="")


class PartialDateColumns:
    """`start = PartialDateColumns("start")` reads and writes `start_on` with `start_precision`."""

    def __init__(self, prefix: str) -> None:
        self.day, self.precision = f"{prefix}_on", f"{prefix}_precision"

    @overload
    def __get__(self, record: None, owner: type) -> "PartialDateColumns": ...
    @overload
    def __get__(self, record: models.Model, owner: type) -> PartialDate | None: ...
    def __get__(self, record: models.Model | None, owner: type) -> "PartialDateColumns | PartialDate | None":
        if record is None:
            return self
        day = getattr(record, self.day)
        return PartialDate(day, Precision(getattr(record, self.precision))) if day else None

    def __set__(self, record: models.Model, value: PartialDate | None) -> None:
        setattr(record, self.day, value.first_day if value else None)
        setattr(record, self.precision, value.precision.value if value else "")


def paired(prefix: str, label: str) -> models.CheckConstraint:
    """A date and its precision stand together or not at all."""
    day, precision = f"{prefix}_on", f"{prefix}_precision"
    return models.CheckConstraint(
        condition=Q(**{f"{day}__isnull": True, precision: ""})
        | Q(**{f"{day}__isnull": False, f"{precision}__in": [p.value for p in Precision]}),
        name=f"{label}_{prefix}_has_precision",
    )
