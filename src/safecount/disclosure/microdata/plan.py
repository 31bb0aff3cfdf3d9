"""What a release of records may hold: a plan. What names a person cannot be put into one.

Every column that is released is either a key, by which a record might be recognised (a quasi-identifier), or a sensitive
field, which nobody should learn of a person whom he recognised. There is no third kind. Identifiers, free text and lists
are refused by the types themselves.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import pyarrow as pa

from safecount.disclosure.microdata.ladders import Areas, Groups, Ladder, Periods
from safecount.disclosure.microdata.problems import MicrodataRefused
from safecount.disclosure.microdata.rungs import Rungs
from safecount.schema import Column, ColumnType, Definition, Role

MOST_SENSITIVE = 64
"""Different values of a sensitive field."""

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Key:
    """A column by which a record might be recognised, its ladder, and how dear its detail is beside that of others.

    `name` is that of the released column; `coarsest` the highest rung that is still of use, if not all. Raises
    MicrodataRefused for identifiers, for lists, for sensitive columns other than coordinates, and for a ladder that is
    not for such a column.
    """

    column: Column
    ladder: Ladder
    name: str = ""
    weight: float = 1.0
    coarsest: str = "all"

    def __post_init__(self) -> None:
        """Refuse what may not be released."""
        for column in (self.column, *self.ladder.beside):
            if column.role is Role.IDENTIFIER or column.role not in self.ladder.roles or column.separator:
                what = "list" if column.separator else f"column of role {column.role}"
                raise MicrodataRefused(f"{column.name} is a {what} and cannot be a key. Leave it out.")
            if column.type not in self.ladder.types:
                kind = type(self.ladder).__name__
                raise MicrodataRefused(
                    f"{column.name} is a {column.type}, which {kind} is not for. Take another ladder."
                )
        if not (math.isfinite(self.weight) and self.weight >= 0.01):
            raise MicrodataRefused(f"The weight of {self.column.name} is {self.weight}; 0.01 is the least.")
        if self.coarsest not in self.ladder.rungs:
            rungs = ", ".join(self.ladder.rungs)
            raise MicrodataRefused(f"{self.column.name} has no rung {self.coarsest}. It has: {rungs}.")
        if not self.name:
            object.__setattr__(self, "name", self.column.name)

    def climb(self, records: pa.Table) -> Rungs:
        """Return the values of `records` on every rung that is still of use."""
        found = self.ladder.climb(self.column, records)
        return Rungs(found.values, found.labels[: self.ladder.rungs.index(self.coarsest) + 1])


@dataclass(frozen=True)
class SensitiveField:
    """A column told as it is, of which each class of records must hold at least `fewest` different values (l).

    Only codes and yes-or-no: raises MicrodataRefused for texts, numbers, times, places, lists and identifiers.
    """

    column: Column
    fewest: int = 2

    def __post_init__(self) -> None:
        """Refuse what may not be released."""
        told = (ColumnType.CODE, ColumnType.BOOLEAN)
        if (
            self.column.type not in told
            or self.column.role not in (Role.DIMENSION, Role.SENSITIVE)
            or self.column.separator
        ):
            raise MicrodataRefused(
                f"{self.column.name} ({self.column.type}, {self.column.role}) cannot be told as it is. "
                "Make it a key with a ladder, or leave it out."
            )
        if self.fewest < 2:
            raise MicrodataRefused(
                f"At least 2 different values of {self.column.name} are needed to leave any doubt."
            )


@dataclass(frozen=True)
class Plan:
    """What is released of the records of one table, and how safely.

    `k`: records that share every key, at least. `most_suppressed`: the share of records (0 to 1) that may be left out
    where that spares the others from becoming coarser. `month`: the column that says from when a record is; without it a
    release counts as one of all times, and so does one with records of unknown date. `first` and `last`, months as 2026-11:
    only records from these months are released, and none of unknown date. Raises MicrodataRefused for a plan without sense.
    """

    dataset: str
    table: str
    keys: tuple[Key, ...]
    sensitive: tuple[SensitiveField, ...] = ()
    k: int = 11
    most_suppressed: float = 0.05
    month: Column | None = None
    first: str = ""
    last: str = ""

    def __post_init__(self) -> None:
        """Refuse a plan without sense."""
        names = [*(key.name for key in self.keys), *(field.column.name for field in self.sensitive)]
        if not self.keys or len(set(names)) != len(names):
            raise MicrodataRefused(
                "A plan has at least one key, and every released column a name of its own."
            )
        if self.k < 2:
            raise MicrodataRefused(f"A class of {self.k} is one person. Choose k of at least 2; 11 is usual.")
        if not 0 <= self.most_suppressed < 1:
            raise MicrodataRefused("The share of records that may be left out is at least 0 and less than 1.")
        if self.month and self.month.type not in (ColumnType.DATE, ColumnType.MOMENT):
            raise MicrodataRefused(f"{self.month.name} has no dates, so it cannot say from when a record is.")
        self._check_months()

    def _check_months(self) -> None:
        if not self.first and not self.last:
            return
        if self.month is None or not (_MONTH.fullmatch(self.first) and _MONTH.fullmatch(self.last)):
            raise MicrodataRefused(
                "The first and the last month of a release are months such as 2026-11, of a column of dates. Give both."
            )
        if self.first > self.last:
            raise MicrodataRefused(
                f"No month lies between {self.first} and {self.last}: those before were released. Wait for the next."
            )

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        read = [one for key in self.keys for one in (key.column, *key.ladder.beside)]
        read += [field.column for field in self.sensitive]
        read += [self.month] if self.month else []
        return tuple(dict.fromkeys(one.name for one in read))


def key_for(definition: Definition, table: str, name: str) -> Key:
    """Return the key that `definition` suggests for a column: its groups, its areas, or months.

    Raises MicrodataRefused for numbers, whose bands only a person can choose, and for what may not be released.
    """
    column = definition.table(table).column(name)
    own = [part for part in definition.hierarchies if part.table == table]
    if column.type in (ColumnType.DATE, ColumnType.MOMENT):
        return Key(column, Periods())
    if column.type in (ColumnType.INTEGER, ColumnType.NUMBER) and column.role is not Role.PLACE:
        raise MicrodataRefused(
            f"{name} is a number. Say in which bands it may be told: Key(column, Bands(…))."
        )
    if column.role is Role.PLACE:
        levels = next((part.levels for part in own if name in part.levels), (name,))
        above = levels[levels.index(name) + 1 :]
        return Key(column, Areas(tuple(definition.table(table).column(one) for one in above)))
    grouped = sorted(
        (part for part in own if part.column == name and part.groups), key=lambda part: -len(part.groups)
    )
    return Key(column, Groups(tuple(part.groups for part in grouped), tuple(part.name for part in grouped)))
