"""Files of a matter: sealed piece by piece as they arrive, each under a key of its own."""

import uuid

from django.db import models
from django.db.models import Q

from commonground.access.models import Person
from commonground.casework.models.case import Case
from commonground.casework.models.talk import Message, Side
from commonground.casework.receipt_rows import ROWS_OF_CASE
from commonground.foundation.privacy import PublicDoor, Retention
from commonground.foundation.uploads.examined import MetadataFate, ScanResult


class EvidenceFile(models.Model):
    """One file. Its name and its key are sealed under the case's shared key (or the inner key, if `inner`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="files")
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, blank=True, related_name="files"
    )
    side = models.CharField(max_length=10, choices=Side.choices)
    inner = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    size = models.PositiveBigIntegerField(help_text="bytes, before sealing")
    pieces = models.PositiveIntegerField()
    name_sealed = models.BinaryField()
    key_wrapped = models.BinaryField(null=True)
    digest_sealed = models.BinaryField()  # SHA-256 of the content as received, and as kept
    media_type = models.CharField(max_length=100)
    metadata = models.CharField(max_length=12, choices=MetadataFate.choices)
    scan = models.CharField(max_length=12, choices=ScanResult.choices)

    class Meta:
        ordering = ["added_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(side="reporter", added_by__isnull=True) | Q(side="unit"),
                name="reporters_file_is_nobody_of_ours",
            ),
            models.CheckConstraint(
                condition=Q(side="unit") | Q(inner=False), name="reporters_file_is_shared"
            ),
        ]

    class Privacy:
        public = (
            "id",
            "case",
            "message",
            "side",
            "inner",
            "added_at",
            "size",
            "pieces",
            "media_type",
            "metadata",
            "scan",
        )
        internal = ("added_by",)
        sealed = ("name_sealed", "key_wrapped", "digest_sealed")
        retention = Retention.CASE
        public_door = PublicDoor(
            read=True,
            on_stored_pages=False,
            rows=f'NOT "inner" AND {ROWS_OF_CASE}',
            read_sealed=("name_sealed", "key_wrapped"),
            insert=(
                "id",
                "case",
                "message",
                "side",
                "inner",
                "added_at",
                "added_by",
                "size",
                "pieces",
                "name_sealed",
                "key_wrapped",
                "digest_sealed",
                "media_type",
                "metadata",
                "scan",
            ),
        )

    def __str__(self) -> str:
        return f"file {self.pk}"
