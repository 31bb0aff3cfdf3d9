"""Files that were loaded: which, by whom, and what became of each row."""

from django.db import models

from commonground.domains.commitments.models.programme import Programme
from commonground.foundation.privacy import Retention


class ImportRun(models.Model):
    """One file that was imported. `refused` is a list of {"line", "column", "reason"}; `notes` of sentences."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="imports")
    file_name = models.CharField(max_length=240)
    sha256 = models.CharField(max_length=64)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    by = models.CharField(max_length=80, help_text="Audit key of who did it")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody dealt with the refused rows"
    )

    class Meta:
        ordering = ["-at", "-id"]

    class Privacy:
        internal = (
            "id",
            "programme",
            "file_name",
            "sha256",
            "created",
            "changed",
            "unchanged",
            "refused",
            "notes",
            "by",
            "at",
            "settled_at",
        )
        retention = Retention.AUDIT

    def __str__(self) -> str:
        return self.file_name
