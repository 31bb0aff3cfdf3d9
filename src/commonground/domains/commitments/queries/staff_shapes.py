"""What staff pages are given: the public shapes, and beside them what is theirs alone."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from commonground.access.decisions import Decision
from commonground.domains.commitments import rules, words
from commonground.domains.commitments.queries.shapes import (
    ChangeLine,
    CityText,
    CommitmentPage,
    CommitmentRow,
    MilestoneShown,
    ProgrammeShown,
    TopicShown,
)


@dataclass(frozen=True)
class StaffRow:
    """One commitment in the staff list."""

    row: CommitmentRow
    version: int
    owner_id: int | None
    may_update: bool
    warnings: tuple[str, ...]
    proposals: int


@dataclass(frozen=True)
class ProposalShown:
    """A change that waits, or waited, for a second person."""

    id: int
    commitment_id: int
    number: str
    statement: CityText
    programme_slug: str
    lines: tuple[ChangeLine, ...]
    note: str
    proposer: str
    proposed_at: datetime
    decision: str
    reviewer: str
    decided_at: datetime | None
    reason: str
    may_decide: Decision


@dataclass(frozen=True)
class StaffDispute:
    """A dispute with what the resident wrote. That an address was left is said; the address is not."""

    id: uuid.UUID
    commitment_id: int
    number: str
    statement: CityText
    programme_slug: str
    text: str
    published_text: str
    language: str
    wants_an_answer_by_mail: bool
    received_at: datetime
    answer_due_on: date
    late: bool
    state: str
    state_label: str
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True)
class CommitmentValues:
    """What the edit form starts from: the values as they lie in the database, in no reader's language."""

    statement: str
    detail: str
    topic_id: int | None
    body_ids: tuple[int, ...]
    owner_id: int | None
    owner_title: str
    owner_name: str
    status: str
    percent: int | None
    start: str
    estimated: str
    implemented: str
    reported_implemented: bool
    on_hold: bool
    held_since: str
    hold_reason: str
    resume: str
    next_update_by: date | None
    as_of: date | None
    as_of_note: str
    translations: dict[str, dict[str, str]]


@dataclass(frozen=True)
class StaffCommitment:
    """Everything that a person who keeps a commitment needs on one page."""

    page: CommitmentPage
    values: CommitmentValues
    version: int
    owner: str
    published: bool
    second_review: bool
    warnings: tuple[str, ...]
    proposals: tuple[ProposalShown, ...]
    disputes: tuple[StaffDispute, ...]
    may_update: Decision
    may_implement: rules.Decision

    @property
    def missing_for_implemented(self) -> str:
        """What is still needed before it may be called implemented; empty when nothing is."""
        return "" if self.may_implement else words.refusal_in_words(self.may_implement)


@dataclass(frozen=True)
class StaffProgramme:
    """A programme as its manager sees it. `texts` are the words as written, for forms."""

    shown: ProgrammeShown
    version: int
    published: bool
    second_review: bool
    commitments: int
    topics: tuple[TopicShown, ...]
    milestones: tuple[MilestoneShown, ...]
    texts: dict[str, Any]


@dataclass(frozen=True)
class ImportShown:
    """One file that was loaded."""

    id: int
    programme_slug: str
    programme_name: str
    file_name: str
    sha256: str
    created: int
    changed: int
    unchanged: int
    refused: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]
    at: datetime
    by: str
    settled_at: datetime | None
