"""Reads at the public door: public columns, nothing else."""

from typing import TypeVar

from django.db import models

from commonground.foundation.privacy.declarations import Classification, declaration_of

Row = TypeVar("Row", bound=models.Model)


def public_fields(model: type[models.Model]) -> tuple[str, ...]:
    """Names of the fields of a model that the public door may read: public ones, and ciphertext by name."""
    declaration = declaration_of(model)
    return (*declaration.fields(Classification.PUBLIC), *declaration.public_door.read_sealed)


def public_only(rows: "models.QuerySet[Row]", *, follow: tuple[str, ...] = ()) -> "models.QuerySet[Row]":
    """The same rows, of which only public columns are loaded; `follow` names foreign keys to join likewise."""
    names = list(public_fields(rows.model))
    for path in follow:
        target: type[models.Model] = rows.model
        for step in path.split("__"):
            target = target._meta.get_field(step).related_model  # type: ignore[assignment]
        names += [f"{path}__{name}" for name in public_fields(target)]
    chosen = rows.select_related(*follow) if follow else rows
    return chosen.only(*names)
