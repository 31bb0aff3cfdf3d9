"""What one ingest did, as plain data: every row accounted for, and everything a careful person should look at."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from safecount.ingest.layout import Drift


@dataclass(frozen=True)
class FileReport:
    """One source. `read` = `accepted` + `rejected` + `identical` + `edited`, always.

    identical: rows alike to one that is kept. edited: rows superseded by a later edit of the same record.
    `path_taken` is "fast" if any part of it was read in blocks, else "exact"; `why_exact` says what was read record
    by record, and why, empty if nothing was.
    """

    address: str
    sha256: str
    size: int
    table: str
    layout: str
    encoding: str
    path_taken: str
    why_exact: str
    read: int
    rejected: int
    drift: Drift
    notices: tuple[str, ...] = ()
    accepted: int = 0
    identical: int = 0
    edited: int = 0

    @property
    def duplicates(self) -> int:
        """Rows that are not records of their own: identical to one that is kept, or superseded by an edit."""
        return self.identical + self.edited

    @property
    def balanced(self) -> bool:
        """Whether every row read is accounted for."""
        return self.read == self.accepted + self.rejected + self.duplicates


@dataclass(frozen=True)
class UnlistedSpelling:
    """A spelling no code absorbed: how often it was met, and the code whose spelling is most like it, if any is."""

    column: str
    spelling: str
    count: int
    suggestion: str


@dataclass(frozen=True)
class TableReport:
    """One table after the run. `after` = `before` + accepted - `replaced`.

    late: rows added to months that were already there, by month. missing: blank values by column among the rows
    accepted now. faulty: values not believed and taken as missing, by column. identical_kept: accepted rows that look
    exactly like another. orphans: records of the whole snapshot whose parent is not there.
    """

    name: str
    unit: str
    before: int
    after: int
    accepted: int
    replaced: int
    first_month: str
    last_month: str
    late: dict[str, int] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    faulty: dict[str, int] = field(default_factory=dict)
    midnight: dict[str, int] = field(default_factory=dict)
    future: int = 0
    identical_kept: int = 0
    orphans: int = 0
    unlisted: tuple[UnlistedSpelling, ...] = ()


@dataclass(frozen=True)
class Reason:
    """How many rows of a table were rejected for one reason."""

    table: str
    column: str
    reason: str
    count: int


@dataclass(frozen=True)
class IngestReport:
    """One run: its sources, its tables, why rows were rejected, and the snapshot it made."""

    definition: str
    fingerprint: str
    version: str
    snapshot: str
    files: tuple[FileReport, ...]
    tables: tuple[TableReport, ...]
    reasons: tuple[Reason, ...]

    def total(self, what: str) -> int:
        """Return the sum over files of `what`: read, accepted, rejected, duplicates, identical or edited."""
        return sum(int(getattr(file, what)) for file in self.files)

    @property
    def balanced(self) -> bool:
        """Whether every row of every file is accounted for."""
        return all(file.balanced for file in self.files)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain data, for JSON."""
        return dataclasses.asdict(self)
