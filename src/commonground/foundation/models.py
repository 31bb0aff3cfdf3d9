"""Gathers the tables of this package's parts, where Django looks for them."""

from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.files.models import StoredFile
from commonground.foundation.outbox.models import OutgoingMail
from commonground.foundation.submissions.models import Submission

__all__ = ["AuditEntry", "OutgoingMail", "StoredFile", "Submission"]
