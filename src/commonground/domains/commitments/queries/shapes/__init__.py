"""What reads give to pages: frozen, already worded for the reader's language, made of public facts only.

`CityText` is text that the city wrote; print it in a page as `{{ text.marked }}`, so that a reader who asked for
Spanish and gets English hears it in English.
"""

from commonground.domains.commitments.queries.shapes.overview import (
    MilestoneShown,
    MonthlyCount,
    Overview,
    StatusCount,
    TopicProgress,
)
from commonground.domains.commitments.queries.shapes.page import (
    ChangeLine,
    ChangeShown,
    CommitmentPage,
    DisputeShown,
    EstimateShown,
    EvidenceShown,
    FileShown,
    Neighbour,
    SubActionShown,
    TimelineEntry,
    UpdateShown,
)
from commonground.domains.commitments.queries.shapes.rows import (
    BodyShown,
    CommitmentRow,
    HoldShown,
    ProgrammeShown,
    StatusShown,
    TopicShown,
)
from commonground.domains.commitments.queries.shapes.text import (
    CityText,
)

__all__ = [
    "BodyShown",
    "ChangeLine",
    "ChangeShown",
    "CityText",
    "CommitmentPage",
    "CommitmentRow",
    "DisputeShown",
    "EstimateShown",
    "EvidenceShown",
    "FileShown",
    "HoldShown",
    "MilestoneShown",
    "MonthlyCount",
    "Neighbour",
    "Overview",
    "ProgrammeShown",
    "StatusCount",
    "StatusShown",
    "SubActionShown",
    "TimelineEntry",
    "TopicProgress",
    "TopicShown",
    "UpdateShown",
]
