"""The public record: every change, every estimate ever given, every update posted."""

import uuid

from django.db import models
from django.db.models import Q

from commonground.domains.commitments.models.commitment import OF_A_PUBLIC_COMMITMENT, Commitment
from commonground.domains.commitments.models.partial_dates import (
    PartialDateColumns,
    day_column,
    paired,
    precision_column,
)
from commonground.foundation.privacy import PublicDoor, Retention


class Change(models.Model):
    """One field that changed, from what to what. Rows of one `batch` were changed together."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="changes")
    batch = models.UUIDField(default=uuid.uuid4)
    at = models.DateTimeField()
    field = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    note = models.TextField(max_length=4000, blank=True)
    by_title = models.CharField(max_length=160, blank=True, help_text="Who, as the public is told: a title")
    told_at = models.DateTimeField(null=True, blank=True, help_text="When followers were told")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["commitment", "-at"], name="change_of_commitment"),
            models.Index(fields=["-at"], name="change_by_time"),
        ]

    class Privacy:
        public = ("id", "commitment", "batch", "at", "field", "before", "after", "note", "by_title")
        internal = ("told_at",)
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows=OF_A_PUBLIC_COMMITMENT)

    def __str__(self) -> str:
        return f"{self.field} on {self.at:%Y-%m-%d}"


class DateEstimate(models.Model):
    """A date once promised for implementation, when it was said and why: so that slippage shows."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="estimates")
    estimated_on = day_column()
    estimated_precision = precision_column()
    said_on = models.DateField()
    reason = models.TextField(max_length=2000, blank=True)

    estimated = PartialDateColumns("estimated")

    class Meta:
        ordering = ["said_on", "id"]
        constraints = [paired("estimated", "estimate")]

    class Privacy:
        public = ("id", "commitment", "estimated_on", "estimated_precision", "said_on", "reason")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows=OF_A_PUBLIC_COMMITMENT)

    def __str__(self) -> str:
        return f"{self.estimated or 'no date'}, said {self.said_on}"


class StatusUpdate(models.Model):
    """What the city says of a commitment, in its own words, on a day."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="updates")
    posted_at = models.DateTimeField()
    text = models.TextField(max_length=8000, help_text="Markdown")
    by_title = models.CharField(max_length=160, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-posted_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="update_says_something")]

    class Privacy:
        public = ("id", "commitment", "posted_at", "text", "by_title", "translations")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows=OF_A_PUBLIC_COMMITMENT)

    def __str__(self) -> str:
        return f"{self.posted_at:%Y-%m-%d}"
