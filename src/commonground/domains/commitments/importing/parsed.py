"""What a file says, as text, before anything is made of it."""

from dataclasses import dataclass, field

from commonground.foundation.refusals import Refused


class FileUnreadable(Refused):
    """A file of which nothing can be read, and why."""


@dataclass(frozen=True)
class RefusedRow:
    """A row that is not imported: where it stands in the file, which column, and why."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True)
class ParsedRow:
    """One commitment. A column that is absent says nothing; an empty one says "not known"."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True)
class ParsedMilestone:
    line: int
    happened: str
    event: str


@dataclass(frozen=True)
class ParsedFile:
    """Everything that a file says. `claimed` are the counters that it prints of itself."""

    rows: tuple[ParsedRow, ...]
    topics: dict[int, str] = field(default_factory=dict)
    milestones: tuple[ParsedMilestone, ...] = ()
    claimed: dict[str, int] = field(default_factory=dict)
    refused: tuple[RefusedRow, ...] = ()
    notes: tuple[str, ...] = ()
