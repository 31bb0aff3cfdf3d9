"""What is said in a matter: messages that the person reads, notes that the person never sees."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework.models.case import Case
from commonground.casework.receipt_rows import ROWS_OF_CASE
from commonground.foundation.privacy import PublicDoor, Retention


class Side(models.TextChoices):
    REPORTER = "reporter", _("The person who wrote to us")
    UNIT = "unit", _("Us")


class Message(models.Model):
    """One message between the person and the unit, under the shared key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    side = models.CharField(max_length=10, choices=Side.choices)
    sent_at = models.DateTimeField()
    body_sealed = models.BinaryField()
    letter = models.CharField(max_length=40, blank=True)  # the letter template it was written from
    asks = models.BooleanField(default=False)  # the unit asks and waits: the clock stands still
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)  # by the other side, first time

    class Meta:
        ordering = ["sent_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(side="reporter", author__isnull=True) | Q(side="unit"),
                name="reporter_is_nobody_of_ours",
            ),
        ]

    class Privacy:
        public = ("id", "case", "side", "sent_at", "letter", "asks", "read_at")
        internal = ("author",)
        sealed = ("body_sealed",)
        retention = Retention.CASE
        public_door = PublicDoor(
            read=True,
            on_stored_pages=False,
            rows=ROWS_OF_CASE,
            read_sealed=("body_sealed",),
            insert=("id", "case", "side", "sent_at", "body_sealed", "letter", "asks", "author", "read_at"),
            update=("read_at",),
        )

    def __str__(self) -> str:
        return f"{self.side} {self.sent_at:%Y-%m-%d %H:%M}"


class Note(models.Model):
    """What a member of the unit wrote for the unit, under the inner key. The public door cannot reach it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    written_at = models.DateTimeField()
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    body_sealed = models.BinaryField()

    class Meta:
        ordering = ["written_at"]

    class Privacy:
        internal = ("id", "case", "written_at", "author")
        sealed = ("body_sealed",)
        retention = Retention.CASE

    def __str__(self) -> str:
        return f"note {self.written_at:%Y-%m-%d %H:%M}"
