"""What an officer is said to have done, what was found of it, and who looked at the finding."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Officer, Person
from commonground.casework.models import Case
from commonground.foundation.privacy import Retention


class WhyWithdrawn(models.TextChoices):
    """Why an allegation ends without a finding. Whoever supervises the unit says so."""

    MISTAKE = "mistake", _("Entered by mistake, or put into another")
    MEDIATED = "mediated", _("Settled by mediation")
    REFERRED = "referred", _("Another agency must find out")
    TAKEN_BACK = "taken-back", _("The person took it back, and nothing else calls for a finding")


class Allegation(models.Model):
    """One thing that one officer is said to have done. What it says is sealed under the case's inner key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="allegations")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=40)  # key in config/cities/*/casework/complaint.toml
    text_sealed = models.BinaryField(default=bytes)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    classification = models.CharField(max_length=40, blank=True)  # key in standards.toml
    classified_at = models.DateTimeField(null=True, blank=True)
    classified_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)  # when its finding is due
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=12, choices=WhyWithdrawn.choices, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(classification="", classified_at__isnull=True, due_on__isnull=True)
                | Q(classified_at__isnull=False, classified_by__isnull=False, due_on__isnull=False),
                name="classification_is_signed_and_dated",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_why="", withdrawn_by__isnull=True)
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why="")),
                name="withdrawal_says_why_and_by_whom",
            ),
        ]

    class Privacy:
        internal = (
            "id",
            "case",
            "category",
            "made_at",
            "made_by",
            "classification",
            "classified_at",
            "classified_by",
            "due_on",
            "withdrawn_at",
            "withdrawn_why",
            "withdrawn_by",
        )
        personal = ("officer",)
        sealed = ("text_sealed",)
        retention = Retention.CASE

    def __str__(self) -> str:
        return f"allegation {self.pk}"


class Finding(models.Model):
    """What an investigator proposes for an allegation. A returned one stays; the next is a new row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    allegation = models.ForeignKey(Allegation, on_delete=models.CASCADE, related_name="findings")
    finding = models.CharField(max_length=40)  # key in standards.toml
    discipline = models.CharField(max_length=40, blank=True)  # key in standards.toml
    reasons_sealed = models.BinaryField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    review_due_on = models.DateField()
    returned_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)  # by the last of those who must

    class Meta:
        ordering = ["proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["allegation"],
                condition=Q(returned_at__isnull=True),
                name="one_standing_finding_an_allegation",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | Q(approved_at__isnull=True),
                name="finding_is_returned_or_approved",
            ),
        ]

    class Privacy:
        internal = (
            "id",
            "allegation",
            "finding",
            "discipline",
            "proposed_at",
            "proposed_by",
            "review_due_on",
            "returned_at",
            "approved_at",
        )
        sealed = ("reasons_sealed",)
        retention = Retention.CASE

    def __str__(self) -> str:
        return f"{self.finding} {self.proposed_at:%Y-%m-%d}"


class ReviewDecision(models.TextChoices):
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned for work")


class FindingReview(models.Model):
    """One signed decision on a finding. `proposed_by` stands here too, so that the table itself refuses one's own work."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="reviews")
    step = models.CharField(max_length=40)  # key of the review step in standards.toml
    decision = models.CharField(max_length=10, choices=ReviewDecision.choices)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signed_sealed = models.BinaryField()  # reasons, name and title as signed, and a digest of what was signed

    class Meta:
        ordering = ["decided_at"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "step"], name="one_decision_a_step"),
            models.UniqueConstraint(fields=["finding", "decided_by"], name="one_decision_a_person"),
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")), name="nobody_reviews_their_own_finding"
            ),
        ]

    class Privacy:
        internal = ("id", "finding", "step", "decision", "decided_at", "decided_by", "proposed_by")
        sealed = ("signed_sealed",)
        retention = Retention.CASE

    def __str__(self) -> str:
        return f"{self.decision} {self.decided_at:%Y-%m-%d}"
