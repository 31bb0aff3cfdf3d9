"""The shape of a dataset definition: what each column means and how its records are counted.

Every class here is frozen: a definition is read once, hashed, and never altered while data passes through.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import combinations

from safecount.schema.model_analyses import Analysis
from safecount.schema.model_rates import Rate
from safecount.schema.model_records import ReleaseRecords


class ColumnType(StrEnum):
    """What a column's values are once read."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    CLOCK = "clock"
    MOMENT = "moment"
    CODE = "code"


class Role(StrEnum):
    """What a column may be used for when counts are made."""

    DIMENSION = "dimension"
    TIME = "time"
    PLACE = "place"
    MEASURE = "measure"
    SENSITIVE = "sensitive"
    IDENTIFIER = "identifier"


class CountUnit(StrEnum):
    """What one row of a table stands for."""

    INCIDENT = "incident"
    PERSON = "person"
    APPLICATION = "application"
    CALL = "call"
    COMPLAINT = "complaint"
    ALLEGATION = "allegation"


class IdenticalRows(StrEnum):
    """Whether rows alike in every defined column are one record, or several that look alike."""

    ONE = "one"
    MANY = "many"


class Faulty(StrEnum):
    """What happens to a row whose value cannot be read, or is outside minimum and maximum."""

    MISSING = "missing"
    REJECT = "reject"


class Unlisted(StrEnum):
    """What happens to a spelling that no code absorbs."""

    ACCEPT = "accept"
    REJECT = "reject"


class Midnight(StrEnum):
    """Whether exactly 00:00 is a time of day or the mark of a time nobody wrote down."""

    REAL = "real"
    UNKNOWN = "unknown"


class Period(StrEnum):
    """Spans of time that a release may count by."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


UNLISTED_CODE = "unlisted"
"""The code given to a spelling that no code absorbs, so that the row is still counted."""


@dataclass(frozen=True)
class Column:
    """One column of a table: where it comes from, what it holds, and what it may be used for."""

    name: str
    type: ColumnType
    role: Role
    headers: tuple[str, ...]
    time_headers: tuple[str, ...] = ()
    title: str = ""
    note: str = ""
    unit: str = ""
    codes: str = ""
    separator: str = ""
    formats: tuple[str, ...] = ()
    time_formats: tuple[str, ...] = ()
    source_zone: str = ""
    midnight: Midnight = Midnight.REAL
    missing: tuple[str, ...] = ()
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    faulty: Faulty = Faulty.REJECT
    unlisted: Unlisted = Unlisted.ACCEPT
    required: bool = False


@dataclass(frozen=True)
class Layout:
    """One way a department has laid its files out; a column mapped to () is absent from it."""

    name: str
    files: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    skip_lines: int = 0
    sheet: str = ""
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    formats: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One kind of record: what a row stands for, how it is told apart, and its columns in order."""

    name: str
    unit: CountUnit
    columns: tuple[Column, ...]
    layouts: tuple[Layout, ...]
    title: str = ""
    key: tuple[str, ...] = ()
    identical_rows: IdenticalRows = IdenticalRows.ONE
    version: str = ""
    month: str = ""
    parent: str = ""
    link: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column called `name`; KeyError if the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class CodeList:
    """A closed list of codes; `spellings` maps each code to the texts that mean it."""

    name: str
    spellings: dict[str, tuple[str, ...]]
    labels: dict[str, str] = field(default_factory=dict)

    def label(self, code: str) -> str:
        """Return the words a reader sees for `code`."""
        return self.labels.get(code, code.replace("_", " ").capitalize())


@dataclass(frozen=True)
class Hierarchy:
    """Finer and coarser ways to say the same: levels of columns, groups of codes, or periods of time."""

    name: str
    table: str
    levels: tuple[str, ...] = ()
    column: str = ""
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    periods: tuple[Period, ...] = ()


@dataclass(frozen=True)
class ReleaseTable:
    """A table meant for publication: its dimensions and what is summed.

    A dimension is a column, `column.period` of a date or moment, or `column.hierarchy` for the groups of its codes.
    With `together`, a table for every so many of its dimensions is published in its place.
    """

    name: str
    table: str
    dimensions: tuple[str, ...]
    measure: str = ""
    title: str = ""
    together: int = 0

    def in_parts(self) -> tuple[ReleaseTable, ...]:
        """Return the tables that are published in place of this one: itself, where `together` is 0 or leaves nothing out."""
        if not 0 < self.together < len(self.dimensions):
            return (self,)
        return tuple(
            replace(
                self,
                name=f"{self.name}_{number:02d}",
                dimensions=chosen,
                title=f"{self.title or self.name}: {', '.join(chosen)}",
                together=0,
            )
            for number, chosen in enumerate(combinations(self.dimensions, self.together), start=1)
        )


@dataclass(frozen=True)
class Break:
    """A day after which the figures do not compare with those before, and why."""

    on: datetime.date
    what: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Threshold:
    """Counts from 1 to k-1 are hidden; `columns` holds stricter thresholds, `level` (L1 to L3) the doubt that is left.

    `sum_percent`, `sum_largest` and `sum_dominance` say when a sum is hidden for its largest values, see `SumRule`.
    """

    k: int = 11
    columns: dict[str, int] = field(default_factory=dict)
    level: str = "L2"
    sum_percent: float = 10.0
    sum_largest: int = 1
    sum_dominance: float = 75.0


@dataclass(frozen=True)
class Definition:
    """A dataset as one readable file describes it. `fingerprint` is the SHA-256 of that file's bytes."""

    name: str
    title: str
    zone: str
    tables: tuple[Table, ...]
    path: str
    fingerprint: str
    publisher: str = ""
    licence: str = ""
    source: str = ""
    note: str = ""
    missing: tuple[str, ...] = ()
    threshold: Threshold = Threshold()
    codes: dict[str, CodeList] = field(default_factory=dict)
    hierarchies: tuple[Hierarchy, ...] = ()
    releases: tuple[ReleaseTable, ...] = ()
    breaks: tuple[Break, ...] = ()
    analyses: tuple[Analysis, ...] = ()
    rates: tuple[Rate, ...] = ()
    records: tuple[ReleaseRecords, ...] = ()

    @property
    def released(self) -> tuple[ReleaseTable, ...]:
        """The tables as they are published: those of `releases`, each in its parts."""
        return tuple(part for release in self.releases for part in release.in_parts())

    def table(self, name: str) -> Table:
        """Return the table called `name`; KeyError if there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)

    def ancestors(self, table: Table) -> tuple[Table, ...]:
        """Return the parent of `table`, that one's parent, and so on."""
        found: list[Table] = []
        known = {candidate.name: candidate for candidate in self.tables}
        while (parent := known.get(table.parent)) is not None and parent.name not in [t.name for t in found]:
            found.append(parent)
            table = parent
        return tuple(found)

    def owner_of(self, table: Table, column: str) -> Table:
        """Return the table that a record of `table` has `column` from: itself, or else the nearest ancestor; KeyError if none."""
        for owner in (table, *self.ancestors(table)):
            if any(candidate.name == column for candidate in owner.columns):
                return owner
        raise KeyError(column)
