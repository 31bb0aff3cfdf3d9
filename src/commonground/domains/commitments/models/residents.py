"""What comes from residents: disputes of "implemented", and who asked to be told when something moves."""

import uuid

from django.db import models
from django.db.models import Q

from commonground.domains.commitments.models.commitment import OF_A_PUBLIC_COMMITMENT, Commitment
from commonground.domains.commitments.models.programme import Programme
from commonground.foundation.privacy import PublicDoor, Retention


class Dispute(models.Model):
    """A resident says that a commitment is not implemented.

    That one was received, when, and by when an answer is due is public at once, so that nobody can sit on it.
    What the resident wrote is public only once staff have published it (a neighbour's name may stand in it).
    """

    class State(models.TextChoices):
        RECEIVED = "received"
        ANSWERED = "answered"
        DECLINED = "declined-as-abuse"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="disputes")
    text = models.TextField(max_length=4000)
    contact_email = models.EmailField(blank=True)
    language = models.CharField(max_length=5, default="en")
    received_at = models.DateTimeField()
    answer_due_on = models.DateField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.RECEIVED)
    published_text = models.TextField(max_length=4000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(max_length=8000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_title = models.CharField(max_length=160, blank=True)
    declined_reason = models.TextField(max_length=1000, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-received_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received", answer="", answered_at__isnull=True, declined_reason="")
                | (
                    Q(
                        state="answered",
                        answered_at__isnull=False,
                        published_at__isnull=False,
                        declined_reason="",
                    )
                    & ~Q(answer="")
                )
                | (
                    Q(state="declined-as-abuse", published_at__isnull=True, answer="")
                    & ~Q(declined_reason="")
                ),
                name="dispute_state_fits_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_text="")
                | (Q(published_at__isnull=False) & ~Q(published_text="")),
                name="dispute_is_published_with_a_text",
            ),
        ]

    class Privacy:
        public = (
            "id",
            "commitment",
            "received_at",
            "answer_due_on",
            "state",
            "published_text",
            "published_at",
            "answer",
            "answered_at",
            "answered_by_title",
            "translations",
        )
        internal = ("text", "language", "declined_reason")
        personal = ("contact_email",)
        retention = Retention.CORRESPONDENCE
        public_door = PublicDoor(
            read=True,
            rows=f"state <> 'declined-as-abuse' AND {OF_A_PUBLIC_COMMITMENT}",
            insert=(
                "id",
                "commitment",
                "text",
                "contact_email",
                "language",
                "received_at",
                "answer_due_on",
                "state",
                "published_text",
                "published_at",
                "answer",
                "answered_at",
                "answered_by_title",
                "declined_reason",
                "translations",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Follow(models.Model):
    """Somebody asked to be told when a commitment, or anything in a programme, moves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, null=True, blank=True, related_name="follows"
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, null=True, blank=True, related_name="follows"
    )
    email = models.EmailField()
    language = models.CharField(max_length=5, default="en")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(commitment__isnull=True, programme__isnull=False)
                | Q(commitment__isnull=False, programme__isnull=True),
                name="follow_is_of_one_thing",
            ),
        ]

    class Privacy:
        # What is followed says nothing of anybody without the address; the door needs it to confirm and to end.
        public = ("id", "commitment", "programme", "language", "confirmed_at", "ended_at")
        internal = ("asked_at",)
        personal = ("email",)
        retention = Retention.SUBSCRIPTION
        public_door = PublicDoor(
            read=True,
            insert=(
                "id",
                "commitment",
                "programme",
                "email",
                "language",
                "asked_at",
                "confirmed_at",
                "ended_at",
            ),
            update=("confirmed_at", "ended_at"),
        )

    def __str__(self) -> str:
        return str(self.pk)
