"""What shows that a promise was kept."""

from django.db import models
from django.db.models import Q

from commonground.domains.commitments.models.commitment import OF_A_PUBLIC_COMMITMENT, Commitment
from commonground.foundation.files.models import StoredFile
from commonground.foundation.privacy import PublicDoor, Retention


class Evidence(models.Model):
    """A document, meeting, programme, link or figure. Withdrawn evidence stays on the record and no longer counts."""

    class Kind(models.TextChoices):
        DOCUMENT = "document"
        MEETING = "meeting"
        PROGRAMME = "programme"
        LINK = "link"
        FIGURE = "figure"

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=240)
    url = models.URLField(max_length=600, blank=True)
    stored_file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version_label = models.CharField(max_length=80, blank=True)
    added_at = models.DateTimeField()
    added_by_title = models.CharField(max_length=160, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(max_length=2000, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-added_at", "-id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=~Q(url="") | Q(stored_file__isnull=False), name="evidence_can_be_looked_at"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="evidence_is_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["document", "meeting", "programme", "link", "figure"]),
                name="evidence_is_of_a_known_kind",
            ),
        ]

    class Privacy:
        public = (
            "id",
            "commitment",
            "kind",
            "title",
            "url",
            "stored_file",
            "version_label",
            "added_at",
            "added_by_title",
            "withdrawn_at",
            "withdrawn_reason",
            "translations",
        )
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows=OF_A_PUBLIC_COMMITMENT)

    def __str__(self) -> str:
        return self.title
