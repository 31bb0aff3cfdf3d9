"""Motions on an agenda item, the vote of each seat, and who stepped aside and why."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonground.boards.models.boards import Seat, Term
from commonground.boards.models.meetings import AgendaItem
from commonground.foundation.privacy import PublicDoor, Retention

# What a board does with an item is on the public record once the item is.
ITEM_IS_OUT = (
    "EXISTS (SELECT 1 FROM boards_agendaitem JOIN boards_meeting"
    " ON boards_meeting.id = boards_agendaitem.meeting_id"
    " WHERE boards_agendaitem.id = item_id AND boards_meeting.agenda_published_at IS NOT NULL)"
)
MOTION_IS_OUT = (
    "EXISTS (SELECT 1 FROM boards_motion JOIN boards_agendaitem ON boards_agendaitem.id = boards_motion.item_id"
    " JOIN boards_meeting ON boards_meeting.id = boards_agendaitem.meeting_id"
    " WHERE boards_motion.id = motion_id AND boards_meeting.agenda_published_at IS NOT NULL)"
)


class Recusal(models.Model):
    """The holder of a seat takes no part in an item."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="recusals")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["item", "seat__position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "seat"], name="recusal_once_a_seat"),
            models.CheckConstraint(condition=~Q(reason=""), name="recusal_has_a_reason"),
        ]

    class Privacy:
        public = ("id", "item", "seat", "term", "reason")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows=ITEM_IS_OUT)

    def __str__(self) -> str:
        return f"{self.item_id} {self.seat_id}"


class MotionResult(models.TextChoices):
    CARRIED = "carried", _("Carried")
    FAILED = "failed", _("Failed")
    TABLED = "tabled", _("Tabled")
    NO_QUORUM = "no-quorum", _("No quorum")


class Motion(models.Model):
    """What was moved, and what became of it."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="motions")
    text = models.TextField(max_length=2000)
    moved_by = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    seconded_by = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    result = models.CharField(max_length=20, choices=MotionResult.choices)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["item", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(moved_by__isnull=True)
                | Q(seconded_by__isnull=True)
                | ~Q(moved_by=models.F("seconded_by")),
                name="motion_seconded_by_another",
            )
        ]

    class Privacy:
        public = ("id", "item", "text", "moved_by", "seconded_by", "result", "version")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows=ITEM_IS_OUT)

    def __str__(self) -> str:
        return f"motion {self.pk}"


class VoteChoice(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    ABSTAIN = "abstain", _("Abstained")


class Vote(models.Model):
    """How the holder of one seat voted."""

    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="votes")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=VoteChoice.choices)

    class Meta:
        ordering = ["motion", "seat__position"]
        constraints = [models.UniqueConstraint(fields=["motion", "seat"], name="vote_once_a_seat")]

    class Privacy:
        public = ("id", "motion", "seat", "term", "choice")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows=MOTION_IS_OUT)

    def __str__(self) -> str:
        return f"{self.motion_id} {self.seat_id} {self.choice}"
