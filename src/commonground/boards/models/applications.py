"""What a resident sends to be considered for a seat."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.boards.models.boards import Board, Seat, Term
from commonground.foundation.privacy import PublicDoor, Retention


class ApplicationState(models.TextChoices):
    RECEIVED = "received", _("Received")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    APPOINTED = "appointed", _("Appointed")
    DECLINED = "declined", _("Declined")


class SeatApplication(models.Model):
    """One application. The public door writes it once and can never read it back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="applications")
    seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    neighborhood = models.CharField(max_length=120, blank=True)
    statement = models.TextField(max_length=3000)
    experience = models.TextField(max_length=3000, blank=True)
    language = models.CharField(max_length=5, default="en")
    received_at = models.DateTimeField()
    state = models.CharField(
        max_length=20, choices=ApplicationState.choices, default=ApplicationState.RECEIVED
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    staff_note = models.TextField(max_length=2000, blank=True)
    term = models.OneToOneField(
        Term, on_delete=models.PROTECT, null=True, blank=True, related_name="application"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["received_at"]
        indexes = [models.Index(fields=["board", "state"], name="application_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["received", "shortlisted"], decided_at__isnull=True, decided_by__isnull=True
                )
                | Q(state__in=["appointed", "declined"], decided_at__isnull=False, decided_by__isnull=False),
                name="application_decision_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state="appointed") | Q(term__isnull=False),
                name="application_appointed_has_a_term",
            ),
        ]

    class Privacy:
        public = ("id",)
        internal = (
            "board",
            "seat",
            "language",
            "received_at",
            "state",
            "decided_at",
            "decided_by",
            "term",
            "version",
        )
        personal = ("name", "email", "telephone", "neighborhood", "statement", "experience", "staff_note")
        retention = Retention.CORRESPONDENCE
        # Readable is the random key alone: nobody learns from it who applied, or for what.
        public_door = PublicDoor(
            read=True,
            insert=(
                "id",
                "board",
                "seat",
                "name",
                "email",
                "telephone",
                "neighborhood",
                "statement",
                "experience",
                "language",
                "received_at",
                "state",
                "decided_at",
                "decided_by",
                "staff_note",
                "term",
                "version",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)
