"""Tables of every matter that arrives, whatever its kind."""

from commonground.casework.models.case import Case, CaseLink, Channel, LinkKind, StageChange
from commonground.casework.models.conflict import Exclusion, NamedOfficer, NamedRole, WhyExcluded
from commonground.casework.models.evidence import EvidenceFile, MetadataFate, ScanResult
from commonground.casework.models.queue import SavedSearch
from commonground.casework.models.records import (
    AgencyReferral,
    Disposal,
    ForgottenReceipt,
    LegalHold,
    Redaction,
)
from commonground.casework.models.talk import Message, Note, Side

__all__ = [
    "AgencyReferral",
    "Case",
    "CaseLink",
    "Channel",
    "Disposal",
    "EvidenceFile",
    "Exclusion",
    "ForgottenReceipt",
    "LegalHold",
    "LinkKind",
    "Message",
    "MetadataFate",
    "NamedOfficer",
    "NamedRole",
    "Note",
    "Redaction",
    "SavedSearch",
    "ScanResult",
    "Side",
    "StageChange",
    "WhyExcluded",
]
