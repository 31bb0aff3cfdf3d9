"""Everything on the page of one commitment."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from commonground.domains.commitments import words
from commonground.domains.commitments.dates import PartialDate
from commonground.domains.commitments.queries.shapes.rows import CommitmentRow, ProgrammeShown
from commonground.domains.commitments.queries.shapes.text import CityText
from commonground.domains.commitments.rules import Slippage


@dataclass(frozen=True)
class SubActionShown:
    id: int
    title: CityText
    due_on: date | None
    done_on: date | None
    late: bool


@dataclass(frozen=True)
class FileShown:
    """Reverse `files:download` with `stored_id` and `name`."""

    stored_id: uuid.UUID
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class EvidenceShown:
    id: int
    kind: str
    kind_label: str
    title: CityText
    url: str
    file: FileShown | None
    version_label: str
    added_at: datetime
    added_by_title: str
    withdrawn_at: datetime | None
    withdrawn_reason: str

    @property
    def counts(self) -> bool:
        return self.withdrawn_at is None


@dataclass(frozen=True)
class DisputeShown:
    """A dispute as the public sees it: `text` is empty until staff have published it."""

    id: uuid.UUID
    received_at: datetime
    answer_due_on: date
    late: bool
    state: str
    state_label: str
    text: str
    answer: CityText
    answered_at: datetime | None
    answered_by_title: str


@dataclass(frozen=True)
class EstimateShown:
    estimated: PartialDate | None
    said_on: date
    reason: str

    @property
    def estimated_in_words(self) -> str:
        return words.date_in_words(self.estimated)


@dataclass(frozen=True)
class UpdateShown:
    posted_at: datetime
    text: CityText  # Markdown
    by_title: str


# Fields whose values are the words of people, in the city's first language.
WRITTEN = frozenset(
    {
        "created",
        "statement",
        "detail",
        "topic",
        "owner_title",
        "hold_reason",
        "as_of_note",
        "evidence",
        "update",
    }
    | {"sub_action", "sub_action_done"}
)


@dataclass(frozen=True)
class ChangeLine:
    """One field: `before` and `after` are worded; empty means not known or nothing."""

    field: str
    label: str
    before: str
    after: str

    @property
    def language(self) -> str:
        """The language that the values are in, where it is not the reader's: what people wrote is kept as written."""
        return "en" if self.field in WRITTEN and words.language() != "en" else ""


@dataclass(frozen=True)
class ChangeShown:
    """Fields that were changed together."""

    batch: uuid.UUID
    at: datetime
    by_title: str
    note: str
    lines: tuple[ChangeLine, ...]
    commitment_id: int
    number: str
    statement: CityText
    programme_slug: str


@dataclass(frozen=True)
class TimelineEntry:
    """Either an update (`text`, Markdown) or changes (`lines`), newest first on a page."""

    at: datetime
    by_title: str
    text: CityText | str
    note: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True)
class Neighbour:
    number: str
    statement: CityText


@dataclass(frozen=True)
class CommitmentPage:
    """Everything that the public page of a commitment shows."""

    programme: ProgrammeShown
    row: CommitmentRow
    detail: CityText  # Markdown
    sub_actions: tuple[SubActionShown, ...]
    evidence: tuple[EvidenceShown, ...]
    disputes: tuple[DisputeShown, ...]
    estimates: tuple[EstimateShown, ...]
    slippage: Slippage
    updates: tuple[UpdateShown, ...]
    history: tuple[ChangeShown, ...]
    previous: Neighbour | None
    next: Neighbour | None
    may_be_disputed: bool

    @property
    def timeline(self) -> tuple[TimelineEntry, ...]:
        """Updates and changes in one line of time, newest first."""
        entries = [
            TimelineEntry(update.posted_at, update.by_title, update.text, "", ()) for update in self.updates
        ]
        for change in self.history:
            lines = tuple(
                line for line in change.lines if line.field != "update"
            )  # the update itself is shown
            if lines:
                entries.append(TimelineEntry(change.at, change.by_title, "", change.note, lines))
        return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True))
