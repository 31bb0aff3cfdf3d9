"""The front of a programme, and its progress over time."""

from dataclasses import dataclass, field
from datetime import date

from commonground.domains.commitments import words
from commonground.domains.commitments.dates import PartialDate
from commonground.domains.commitments.queries.shapes.page import ChangeShown
from commonground.domains.commitments.queries.shapes.rows import (
    BodyShown,
    CommitmentRow,
    ProgrammeShown,
    StatusShown,
    TopicShown,
)
from commonground.domains.commitments.queries.shapes.text import CityText
from commonground.domains.commitments.rules import Counters, State


@dataclass(frozen=True)
class TopicProgress:
    """`topic` is None for commitments that stand under no topic."""

    topic: TopicShown | None
    counters: Counters


@dataclass(frozen=True)
class StatusCount:
    """`status` is None for those whose status is not known."""

    status: StatusShown | None
    count: int


@dataclass(frozen=True)
class MilestoneShown:
    id: int
    happened: PartialDate
    event: CityText
    url: str

    @property
    def happened_in_words(self) -> str:
        return words.date_in_words(self.happened)


@dataclass(frozen=True)
class Overview:
    programme: ProgrammeShown
    counters: Counters
    topics: tuple[TopicProgress, ...]
    statuses: tuple[StatusCount, ...]
    bodies: tuple[BodyShown, ...]
    latest: tuple[ChangeShown, ...]
    milestones: tuple[MilestoneShown, ...]
    late: tuple[CommitmentRow, ...]


@dataclass(frozen=True)
class MonthlyCount:
    """How many stood where on the last day of a month, or today in the month that runs. Holds are counted beside."""

    month: date  # its first day
    states: dict[State, int] = field(hash=False)
    on_hold: int = 0

    @property
    def total(self) -> int:
        return sum(self.states.values())
