"""Tables of the commitments domain: what was promised, what is being done, and everything said about it."""

from commonground.domains.commitments.models.commitment import Commitment, SubAction
from commonground.domains.commitments.models.evidence import Evidence
from commonground.domains.commitments.models.history import Change, DateEstimate, StatusUpdate
from commonground.domains.commitments.models.imports import ImportRun
from commonground.domains.commitments.models.programme import Milestone, Programme, Topic
from commonground.domains.commitments.models.residents import Dispute, Follow
from commonground.domains.commitments.models.review import ProposedChange

__all__ = [
    "Change",
    "Commitment",
    "DateEstimate",
    "Dispute",
    "Evidence",
    "Follow",
    "ImportRun",
    "Milestone",
    "Programme",
    "ProposedChange",
    "StatusUpdate",
    "SubAction",
    "Topic",
]
