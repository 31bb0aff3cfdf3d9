"""What a board asks of a public body, and what that body answered."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.boards.models.boards import Board
from commonground.boards.models.meetings import Meeting
from commonground.foundation.privacy import PublicDoor, Retention
from commonground.reference.models import PublicBody


class AnswerKind(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    IN_PART = "in-part", _("Accepted in part")
    DECLINED = "declined", _("Declined")


class Recommendation(models.Model):
    """Public when made. The body that it is addressed to owes an answer by `due_on`."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="recommendations")
    number = models.CharField(max_length=20)  # "2026-3": year and place in the year, given when made
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=5000)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="recommendations"
    )
    addressed_to = models.ForeignKey(PublicBody, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()
    due_on = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=20, choices=AnswerKind.choices, blank=True)
    answer_text = models.TextField(max_length=5000, blank=True)
    answered_by_office = models.CharField(
        max_length=160, blank=True
    )  # "Chief of Police": an office, in public
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # {"es": {"title": "…", "text": "…", "answer_text": "…", "answered_by_office": "…"}}
    translations = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-made_on", "-id"]
        indexes = [models.Index(fields=["due_on"], condition=Q(answer=""), name="recommendation_unanswered")]
        constraints = [
            models.UniqueConstraint(fields=["board", "number"], name="recommendation_number_once_a_board"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("made_on")), name="recommendation_due_after_made"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_on__gte=F("made_on"), answered_by__isnull=False)),
                name="recommendation_answer_is_dated_and_signed",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=["in-part", "declined"]) | ~Q(answer_text=""),
                name="recommendation_refusal_has_reasons",
            ),
        ]

    class Privacy:
        public = (
            "id",
            "board",
            "number",
            "title",
            "text",
            "meeting",
            "addressed_to",
            "made_on",
            "due_on",
            "answer",
            "answer_text",
            "answered_by_office",
            "answered_on",
            "translations",
            "version",
        )
        internal = ("recorded_by", "answered_by")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
