"""Changes that wait for a second person."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from commonground.domains.commitments.models.commitment import Commitment
from commonground.foundation.privacy import Retention


class ProposedChange(models.Model):
    """What one person asks for and another decides. `changes` is {field: {"from": text, "to": text}}."""

    class Decision(models.TextChoices):
        WAITING = "waiting"
        APPROVED = "approved"
        DECLINED = "declined"

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="proposed_changes")
    changes = models.JSONField()
    note = models.TextField(max_length=4000, blank=True)
    proposer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.WAITING)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["proposed_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="waiting", reviewer__isnull=True, decided_at__isnull=True)
                | Q(decision__in=["approved", "declined"], reviewer__isnull=False, decided_at__isnull=False),
                name="proposal_decision_is_signed_and_dated",
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True) | ~Q(reviewer=F("proposer")),
                name="proposal_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(decision="declined") | ~Q(reason=""), name="proposal_declined_with_a_reason"
            ),
        ]

    class Privacy:
        internal = (
            "id",
            "commitment",
            "changes",
            "note",
            "proposer",
            "proposed_at",
            "decision",
            "reviewer",
            "decided_at",
            "reason",
        )
        retention = Retention.AUDIT

    def __str__(self) -> str:
        return f"{self.commitment_id}: {', '.join(self.changes)}"
