"""Gathers the tables of this package's parts, where Django looks for them."""

from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.files.models import StoredFile
from commonground.foundation.outbox.models import OutgoingMail
from commonground.foundation.public_state.models import PublicState
from commonground.foundation.submissions.models import Submission
from commonground.foundation.vault.models import (
    MemberKey,
    RecoveryKey,
    RecoveryProposal,
    UnitKey,
    UnitKeyGrant,
    VaultFailure,
    VaultInstallation,
    VaultSession,
)

__all__ = [
    "AuditEntry",
    "MemberKey",
    "OutgoingMail",
    "PublicState",
    "RecoveryKey",
    "RecoveryProposal",
    "StoredFile",
    "Submission",
    "UnitKey",
    "UnitKeyGrant",
    "VaultFailure",
    "VaultInstallation",
    "VaultSession",
]
