"""The work on a complaint: mediation, interviews, evidence that lies elsewhere, letters of finding."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Officer, Person
from commonground.casework.models import Case
from commonground.foundation.privacy import Retention


class MediationAnswer(models.TextChoices):
    WAITING = "", _("No answer yet")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class Mediation(models.Model):
    """A talk offered instead of an investigation. It is held only if both said yes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="mediations")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    offered_on = models.DateField()
    answer_due_on = models.DateField()
    offered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person_answer = models.CharField(max_length=10, choices=MediationAnswer.choices, blank=True)
    officer_answer = models.CharField(max_length=10, choices=MediationAnswer.choices, blank=True)
    held_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=40, blank=True)  # key in standards.toml
    note_sealed = models.BinaryField(default=bytes)

    class Meta:
        ordering = ["offered_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on__isnull=True) | Q(person_answer="accepted", officer_answer="accepted"),
                name="mediation_held_when_both_said_yes",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(held_on__isnull=False), name="mediation_ends_after_it_is_held"
            ),
        ]

    class Privacy:
        internal = (
            "id",
            "case",
            "offered_on",
            "answer_due_on",
            "offered_by",
            "person_answer",
            "held_on",
            "outcome",
        )
        personal = ("officer", "officer_answer")
        sealed = ("note_sealed",)
        retention = Retention.CASE

    def __str__(self) -> str:
        return f"mediation {self.offered_on}"


class InterviewRole(models.TextChoices):
    COMPLAINANT = "complainant", _("The person who complained")
    OFFICER = "officer", _("An officer whom the matter is about")
    OFFICER_WITNESS = "officer-witness", _("An officer who saw or heard it")
    WITNESS = "witness", _("A witness")


class Interview(models.Model):
    """Who was asked, by role; the name, the reference of the recording and the notes are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="interviews")
    role = models.CharField(max_length=20, choices=InterviewRole.choices)
    held_at = models.DateTimeField()
    rights = models.CharField(max_length=40)  # key in standards.toml
    recorded = models.BooleanField(default=False)
    details_sealed = models.BinaryField()  # {"name", "recording", "notes"}
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["held_at"]

    class Privacy:
        internal = ("id", "case", "role", "held_at", "rights", "recorded", "logged_at", "logged_by")
        sealed = ("details_sealed",)
        retention = Retention.CASE

    def __str__(self) -> str:
        return f"interview {self.held_at:%Y-%m-%d}"


class EvidenceItem(models.Model):
    """Something that lies in another system or on a shelf: what, where, under which number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="evidence_items")
    kind = models.CharField(max_length=40)  # key in standards.toml
    details_sealed = models.BinaryField()  # {"what", "reference", "held_at"}
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["logged_at"]

    class Privacy:
        internal = ("id", "case", "kind", "logged_at", "logged_by")
        sealed = ("details_sealed",)
        retention = Retention.CASE

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class EvidenceViewing(models.Model):
    """Somebody of the unit looked at it."""

    item = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="viewings")
    viewed_on = models.DateField()
    viewed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["viewed_on"]

    class Privacy:
        internal = ("id", "item", "viewed_on", "viewed_by")
        retention = Retention.CASE

    def __str__(self) -> str:
        return f"viewed {self.viewed_on}"


class LetterAudience(models.TextChoices):
    COMPLAINANT = "complainant", _("The person who complained")
    OFFICER = "officer", _("The officer")


class FindingLetter(models.Model):
    """What was told of the findings, to whom. The person reads theirs with the receipt; an officer's is handed over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="finding_letters")
    audience = models.CharField(max_length=12, choices=LetterAudience.choices)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text_sealed = models.BinaryField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    handed_over_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["written_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="officer", officer__isnull=False)
                | Q(audience="complainant", officer__isnull=True),
                name="letter_of_finding_has_its_reader",
            ),
        ]

    class Privacy:
        internal = ("id", "case", "audience", "written_at", "written_by", "handed_over_on")
        personal = ("officer",)
        sealed = ("text_sealed",)
        retention = Retention.CASE

    def __str__(self) -> str:
        return f"letter of finding {self.written_at:%Y-%m-%d}"
