"""What `class Privacy` on a model says, and how it is read.

A model declares, in one inner class::

    class Privacy:
        public = ("id", "number", "statement")
        internal = ("owner",)
        personal = ("email",)
        sealed = ()
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, insert=("id", "email"), rows="withdrawn_at IS NULL")

Every concrete field stands in exactly one of the four classes, or the build fails (`tests/architecture`).
A model that leaves `public_door` out is closed to the public door altogether.
The same declaration drives the database grants of each door (`commonground grants`), logs and disposal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import models

from commonground.foundation.privacy.third_party import third_party_privacy


class Classification(StrEnum):
    PUBLIC = "public"  # anyone may read it
    INTERNAL = "internal"  # staff, in the course of their work
    PERSONAL = "personal"  # says something of a person; disposed of by retention
    SEALED = "sealed"  # only ciphertext is stored


class Retention(StrEnum):
    """Retention classes; the periods belong to the city (`config/cities/*/retention.toml`)."""

    PERMANENT = "permanent"  # the public record of what was promised and done
    AUDIT = "audit"  # outlives the records it speaks of
    PERSONNEL = "personnel"  # people who work here, and what they may do
    SUBSCRIPTION = "subscription"  # as long as somebody wants it
    CORRESPONDENCE = "correspondence"  # what residents wrote to us
    CASE = "case"  # matters that people bring us: the period is the kind's own (`config/cities/*/casework`)
    TRANSIENT = "transient"  # sessions, tokens, queues: days


@dataclass(frozen=True)
class PublicDoor:
    """What the public door may do with a table. `rows` is an SQL condition that a readable row must meet;
    `read_sealed` names sealed columns whose ciphertext it may read, where the person who sealed it comes back for it.
    `on_stored_pages` is false where only pages that no cache keeps read it, such as those of a receipt or a form: then
    a change of it leaves stored pages true (`foundation/public_state`).
    """

    read: bool = False
    rows: str = ""
    read_sealed: tuple[str, ...] = ()
    insert: tuple[str, ...] = ()
    update: tuple[str, ...] = ()
    on_stored_pages: bool = True


CLOSED = PublicDoor()


class UndeclaredField(Exception):
    """A model leaves a field unclassified, names one twice, or names one that it does not have."""


@dataclass(frozen=True)
class Declaration:
    model: type[models.Model]
    classes: dict[str, Classification]
    retention: Retention
    public_door: PublicDoor = CLOSED

    def fields(self, *classifications: Classification) -> tuple[str, ...]:
        return tuple(name for name, found in self.classes.items() if found in classifications)

    def columns(self, names: tuple[str, ...]) -> tuple[str, ...]:
        column_of = {field.name: str(field.column) for field in self.model._meta.local_concrete_fields}
        return tuple(column_of[name] for name in names)

    def public_columns(self) -> tuple[str, ...]:
        """Columns that the public door may SELECT: the public ones of a table that it may read, and sealed ones by name."""
        if not self.public_door.read:
            return ()
        return self.columns((*self.fields(Classification.PUBLIC), *self.public_door.read_sealed))


def declaration_of(model: type[models.Model]) -> Declaration:
    """The declaration of a model of ours, or ours for a model of somebody else's package."""
    inner: Any = getattr(model, "Privacy", None)
    if inner is None:
        inner = third_party_privacy(model)
    if inner is None:
        raise UndeclaredField(f"{model._meta.label} has no `class Privacy`: add one that names every field.")
    classes = _classes(model, inner)
    door: PublicDoor = getattr(inner, "public_door", CLOSED)
    if wrong := [name for name in door.read_sealed if classes.get(name) is not Classification.SEALED]:
        raise UndeclaredField(f"{model._meta.label}: {', '.join(wrong)} in `read_sealed` is not sealed.")
    return Declaration(model=model, classes=classes, retention=Retention(inner.retention), public_door=door)


def declared_models() -> Iterator[Declaration]:
    """Every table this process knows, many-to-many tables included."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield declaration_of(model)


def _classes(model: type[models.Model], inner: type) -> dict[str, Classification]:
    named: dict[str, Classification] = {}
    concrete = [field.name for field in model._meta.local_concrete_fields]
    for classification in Classification:
        names = getattr(inner, classification.value, ())
        for name in concrete if names == "*" else names:
            if name in named:
                raise UndeclaredField(f"{model._meta.label}.{name} is classified twice.")
            named[name] = classification
    if missing := [name for name in concrete if name not in named]:
        raise UndeclaredField(f"{model._meta.label} leaves {', '.join(missing)} unclassified.")
    if unknown := [name for name in named if name not in concrete]:
        raise UndeclaredField(f"{model._meta.label} classifies {', '.join(unknown)}, which it does not have.")
    return named
