"""A programme, its topics, and one commitment as lists show it."""

from dataclasses import dataclass
from datetime import date, datetime

from commonground.domains.commitments import words
from commonground.domains.commitments.dates import PartialDate
from commonground.domains.commitments.queries.shapes.text import CityText
from commonground.domains.commitments.rules import Lateness, Stage, State


@dataclass(frozen=True)
class StatusShown:
    key: str
    label: str
    definition: str
    stage: Stage


@dataclass(frozen=True)
class BodyShown:
    slug: str
    name: CityText


@dataclass(frozen=True)
class TopicShown:
    id: int
    number: int
    slug: str
    name: CityText
    summary: CityText


@dataclass(frozen=True)
class ProgrammeShown:
    id: int
    slug: str
    name: CityText
    report_title: CityText
    about: CityText  # Markdown
    adopted_on: date | None
    as_of: date | None
    update_every_days: int


@dataclass(frozen=True)
class HoldShown:
    since: PartialDate | None
    reason: CityText
    resume: PartialDate | None

    @property
    def since_in_words(self) -> str:
        return words.date_in_words(self.since)

    @property
    def resume_in_words(self) -> str:
        return words.date_in_words(self.resume)


@dataclass(frozen=True)
class CommitmentRow:
    """One commitment, as lists show it."""

    id: int
    programme_slug: str
    programme_name: CityText
    number: str
    statement: CityText
    topic: TopicShown | None
    bodies: tuple[BodyShown, ...]
    owner_title: str
    owner_name: str
    status: StatusShown | None
    state: State
    percent: int | None
    start: PartialDate | None
    estimated: PartialDate | None
    implemented: PartialDate | None
    hold: HoldShown | None
    lateness: Lateness
    next_update_by: date | None
    last_updated_at: datetime | None
    as_of: date | None
    as_of_note: str
    evidence_count: int
    open_disputes: int

    @property
    def state_label(self) -> str:
        return str(words.STATES[self.state])

    @property
    def status_label(self) -> str:
        """The city's own status, or that it is not known."""
        return self.status.label if self.status else str(words.STATES[State.UNKNOWN])

    @property
    def tone(self) -> str:
        """A tone of the design system for the state alone; a hold and lateness have marks of their own."""
        return words.TONES[self.state]

    @property
    def late_reasons(self) -> tuple[str, ...]:
        return tuple(str(words.LATE_REASONS[reason]) for reason in self.lateness.reasons)

    @property
    def start_in_words(self) -> str:
        return words.date_in_words(self.start)

    @property
    def estimated_in_words(self) -> str:
        return words.date_in_words(self.estimated)

    @property
    def implemented_in_words(self) -> str:
        return words.date_in_words(self.implemented)
