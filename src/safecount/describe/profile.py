"""Looks through a file and remembers, column by column, what its values are like; memory stays bounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from safecount.ingest.records import Record

MOST_DISTINCT = 20_000
MISSING_MARKS = ("NULL", "null", "(null)", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "-", "--")


@dataclass
class ColumnProfile:
    """One column: `values` counts its distinct texts, up to a bound; `crowded` says that the bound was reached."""

    header: str
    position: int
    values: Counter[str] = field(default_factory=Counter)
    empty: int = 0
    crowded: bool = False
    length: int = 0

    def add(self, cell: str | None) -> None:
        """Take one cell into account."""
        text = (cell or "").strip(" \t\r\n\u00a0\ufeff")
        if not text:
            self.empty += 1
            return
        self.length += len(text)
        if text in self.values or len(self.values) < MOST_DISTINCT:
            self.values[text] += 1
        else:
            self.crowded = True

    @property
    def filled(self) -> int:
        """How many cells held something that was counted."""
        return sum(self.values.values())

    def marks(self) -> set[str]:
        """Return the marks of missing values that occur."""
        return {mark for mark in MISSING_MARKS if mark in self.values}

    def without(self, marks: Iterable[str]) -> ColumnProfile:
        """Return the profile with cells that hold one of `marks` counted as empty."""
        kept = Counter({value: count for value, count in self.values.items() if value not in set(marks)})
        return ColumnProfile(
            self.header,
            self.position,
            kept,
            self.empty + self.filled - sum(kept.values()),
            self.crowded,
            self.length,
        )


@dataclass(frozen=True)
class FileProfile:
    """What was seen: `rows` readable rows, `complete` if that was the whole file."""

    columns: tuple[ColumnProfile, ...]
    rows: int
    complete: bool


def profile(headers: tuple[str, ...], records: Iterable[Record], most_rows: int) -> FileProfile:
    """Return the profile of at most `most_rows` records; records with a problem are passed over."""
    columns = tuple(ColumnProfile(header, position) for position, header in enumerate(headers))
    rows = 0
    complete = True
    for record in records:
        if rows >= most_rows:
            complete = False
            break
        if record.problem:
            continue
        rows += 1
        for column, cell in zip(columns, record.cells, strict=False):
            column.add(cell)
    return FileProfile(columns, rows, complete)
