"""What the vault must be told at start-up, since it knows neither people nor records: units, tables, folders."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.db import models

from commonground.foundation.vault.data_keys import place


class Units(Protocol):
    """Who may hold a unit's key. Roles end while keys lie in a session: so this is asked at each use."""

    def keys(self) -> frozenset[str]: ...

    def may_open(self, holder: str, unit: str) -> bool: ...


class NoUnits:
    """Until somebody registers theirs, nobody may open anything."""

    def keys(self) -> frozenset[str]:
        return frozenset()

    def may_open(self, holder: str, unit: str) -> bool:
        return False


@dataclass(frozen=True)
class WrappedKeys:
    """A table whose rows hold data keys wrapped to a unit.

    `unit_key` is its foreign key to `UnitKey`, `columns` the wrapped keys. Each is bound to `place(table, column, row)`;
    a column without a key (disposed of, not made yet) holds nothing.
    """

    model: str  # "casework.Case"
    columns: tuple[str, ...]
    unit_key: str = "unit_key"

    def rows(self) -> "models.QuerySet[Any]":
        rows: models.QuerySet[Any] = apps.get_model(self.model)._base_manager.all()
        return rows.exclude(**{f"{self.unit_key}__isnull": True})

    def place_of(self, column: str, row: object) -> str:
        return place(apps.get_model(self.model)._meta.db_table, column, row)


@dataclass(frozen=True)
class SealedFiles:
    """A folder of sealed files, and which of them its records know of (paths relative to it).

    What is younger than `settled_after` may still wait for its record, and is nobody's fault yet.
    """

    name: str
    folder: Callable[[], Path]
    known: Callable[[], Iterable[str]]
    settled_after: timedelta = timedelta(0)


_units: Units = NoUnits()
_wrapped: dict[str, WrappedKeys] = {}
_files: dict[str, SealedFiles] = {}


def register_units(units: Units) -> Units:
    """Sets whose units they are, and returns who was asked before."""
    global _units
    before, _units = _units, units
    return before


def the_units() -> Units:
    return _units


def register_wrapped_keys(kind: WrappedKeys) -> None:
    _wrapped[kind.model] = kind


def wrapped_keys() -> tuple[WrappedKeys, ...]:
    return tuple(_wrapped.values())


def register_sealed_files(files: SealedFiles) -> None:
    _files[files.name] = files


def sealed_files() -> tuple[SealedFiles, ...]:
    return tuple(_files.values())
