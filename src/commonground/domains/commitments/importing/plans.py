"""What an import would do, before it is done: shown as a table of from and to, then carried out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commonground.domains.commitments.actions.changes import CommitmentChanges
from commonground.domains.commitments.dates import PartialDate
from commonground.domains.commitments.importing.parsed import RefusedRow
from commonground.domains.commitments.rules import Counters


@dataclass(frozen=True)
class FieldPlan:
    """One field: `before` and `after` as the history keeps them; empty is "not known"."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RowPlan:
    """One commitment that would be added or changed. `version` is what the plan was made on (0: new)."""

    line: int
    number: str
    statement: str
    is_new: bool
    fields: tuple[FieldPlan, ...]
    changes: CommitmentChanges
    version: int = 0
    topic_number: int | None = None
    says_topic: bool = False
    bodies: tuple[str, ...] | None = None
    sets_next_update: bool = False


@dataclass(frozen=True)
class MilestonePlan:
    happened: PartialDate
    event: str


@dataclass(frozen=True)
class ProgrammePlan:
    """The programme it goes into; `id` is None when it would be created."""

    id: int | None
    slug: str
    name: str


@dataclass(frozen=True)
class ImportPlan:
    """Everything that would happen. `counters` are what would stand afterwards; `differences` say where the file's
    own counters disagree."""

    programme: ProgrammePlan
    file_name: str
    sha256: str
    rows: tuple[RowPlan, ...]
    unchanged: int
    new_topics: Mapping[int, str] = field(default_factory=dict)
    new_bodies: tuple[str, ...] = ()
    new_milestones: tuple[MilestonePlan, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    notes: tuple[str, ...] = ()
    counters: Counters = field(default_factory=Counters)
    claimed: Mapping[str, int] = field(default_factory=dict)
    differences: tuple[str, ...] = ()

    @property
    def created(self) -> int:
        return sum(1 for row in self.rows if row.is_new)

    @property
    def changed(self) -> int:
        return sum(1 for row in self.rows if not row.is_new)

    @property
    def changes_nothing(self) -> bool:
        return not (self.rows or self.new_topics or self.new_bodies or self.new_milestones)

    def as_table(self) -> list[tuple[str, str, str, str, str]]:
        """Line, number, field, from, to: for the command line and the staff page."""
        return [
            (str(row.line), row.number, one.label, one.before, one.after)
            for row in self.rows
            for one in row.fields
        ]


Values = dict[str, Any]
