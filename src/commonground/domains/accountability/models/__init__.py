"""Tables of professional standards: what is alleged, found, reviewed, mediated, asked, thanked, and read by the board."""

from commonground.domains.accountability.models.allegations import (
    Allegation,
    Finding,
    FindingReview,
    ReviewDecision,
    WhyWithdrawn,
)
from commonground.domains.accountability.models.board import (
    BoardAnswer,
    BoardLetter,
    BoardLetterKind,
    BoardRelease,
)
from commonground.domains.accountability.models.inquiry import (
    EvidenceItem,
    EvidenceViewing,
    FindingLetter,
    Interview,
    InterviewRole,
    LetterAudience,
    Mediation,
    MediationAnswer,
)
from commonground.domains.accountability.models.thanks import ThanksReceived

__all__ = [
    "Allegation",
    "BoardAnswer",
    "BoardLetter",
    "BoardLetterKind",
    "BoardRelease",
    "EvidenceItem",
    "EvidenceViewing",
    "Finding",
    "FindingLetter",
    "FindingReview",
    "Interview",
    "InterviewRole",
    "LetterAudience",
    "Mediation",
    "MediationAnswer",
    "ReviewDecision",
    "ThanksReceived",
    "WhyWithdrawn",
]
