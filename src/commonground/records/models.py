"""What becomes of a matter as a record: redaction, legal hold, disposal by two persons."""

import uuid

from django.db import models
from django.db.models import F, Q

from commonground.access.models import Person
from commonground.casework.models.case import Case
from commonground.casework.receipt_rows import RECEIPT_ROWS
from commonground.foundation.privacy import PublicDoor, Retention


class Redaction(models.Model):
    """One stretch of text that an audience does not see, why, and by whom. The source is never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="redactions")
    source = models.CharField(max_length=80)  # "filing:what-happened", "message:<id>", "finding:<id>"
    place_sealed = models.BinaryField()  # {"start", "end", "text"} under the inner key
    reason = models.CharField(max_length=40)  # reason code, from the city's file
    audiences = models.JSONField(default=list)  # of complainant, officer, reviewer, public
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["made_at"]

    class Privacy:
        internal = (
            "id",
            "case",
            "source",
            "reason",
            "audiences",
            "made_at",
            "made_by",
            "withdrawn_at",
            "withdrawn_by",
        )
        sealed = ("place_sealed",)
        retention = Retention.CASE

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


class LegalHold(models.Model):
    """Nothing of this case is disposed of while one stands, whatever its date."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=200)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["placed_at"]

    class Privacy:
        internal = ("id", "case", "reason", "placed_at", "placed_by", "lifted_at", "lifted_by")
        retention = Retention.AUDIT

    def __str__(self) -> str:
        return f"hold on {self.case_id}"


class Disposal(models.Model):
    """Two persons let go of a case: one proposes, another confirms; what is left is this certificate."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="disposal")
    record_class = models.CharField(max_length=40)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    certificate = models.JSONField(default=dict)  # counts and dates, never content

    class Meta:
        ordering = ["proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="disposal_by_two_persons",
            )
        ]

    class Privacy:
        internal = (
            "id",
            "case",
            "record_class",
            "proposed_at",
            "proposed_by",
            "confirmed_at",
            "confirmed_by",
            "certificate",
        )
        retention = Retention.AUDIT

    def __str__(self) -> str:
        return f"disposal of {self.case_id}"


class ForgottenReceipt(models.Model):
    """A receipt whose matter was disposed of, so that whoever holds it is told so. Nothing leads from here to a case."""

    locator = models.CharField(primary_key=True, max_length=64)
    disposed_on = models.DateField()

    class Privacy:
        public = ("locator", "disposed_on")
        retention = Retention.AUDIT
        public_door = PublicDoor(read=True, rows=RECEIPT_ROWS, on_stored_pages=False)

    def __str__(self) -> str:
        return f"a receipt of {self.disposed_on}"
