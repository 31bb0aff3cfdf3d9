"""By what records may be broken down: never by a column that names a person or an officer.

The rule is in the type. A test takes a `Grouping`, and none can be made of a column of role identifier or sensitive;
districts are compared by a `Districts`, which only a column of role place can make. So no officer is ranked, whoever
calls and from wherever. A column that names one person under another role is a fault of the definition.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from safecount.analysis.records import AnalysisRefused
from safecount.schema import Column, Role

MOST = 500
"""Groups or districts of one analysis; more are not groups but names, and no reader could tell them apart."""


@dataclass(frozen=True)
class Grouping:
    """A column that records may be broken down by. Raises AnalysisRefused for any that singles people out."""

    column: Column

    def __post_init__(self) -> None:
        """Refuse columns of role identifier, sensitive, measure and time, and lists."""
        if self.column.role not in (Role.DIMENSION, Role.PLACE) or self.column.separator:
            message = f"{self.column.name} is a {self.column.role}, and records are never broken down by it."
            raise AnalysisRefused(f"{message} Name a dimension or a place; nobody is singled out.")

    def check(self, values: Collection[object]) -> None:
        """Refuse more than 500 different values."""
        if len(values) > MOST:
            message = (
                f"{self.name} has {len(values):,} different values, more than the {MOST} that are compared."
            )
            raise AnalysisRefused(f"{message} Name a coarser column.")

    @property
    def name(self) -> str:
        """The name of the column."""
        return self.column.name

    @property
    def title(self) -> str:
        """The words a reader sees for the column."""
        return self.column.title or self.column.name.replace("_", " ")


@dataclass(frozen=True)
class Districts(Grouping):
    """A column of places that may be compared with one another. Raises AnalysisRefused for anything but a place."""

    def __post_init__(self) -> None:
        """Refuse every column that is not a place."""
        super().__post_init__()
        if self.column.role is not Role.PLACE:
            message = f"{self.column.name} is not a place, and only districts are compared with one another."
            raise AnalysisRefused(f"{message} Name a column of role place.")
