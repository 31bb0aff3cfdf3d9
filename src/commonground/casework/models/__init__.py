"""Tables of every matter that arrives, whatever its kind."""

from commonground.casework.models.case import Case, CaseLink, Channel, LinkKind, StageChange
from commonground.casework.models.conflict import Exclusion, NamedOfficer, NamedRole, WhyExcluded
from commonground.casework.models.evidence import EvidenceFile
from commonground.casework.models.talk import Message, Note, Side

__all__ = [
    "Case",
    "CaseLink",
    "Channel",
    "EvidenceFile",
    "Exclusion",
    "LinkKind",
    "Message",
    "NamedOfficer",
    "NamedRole",
    "Note",
    "Side",
    "StageChange",
    "WhyExcluded",
]
