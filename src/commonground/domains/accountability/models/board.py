"""What the independent board reads of a closed matter, what it writes of it, and what the unit answers."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework.models import Case
from commonground.foundation.privacy import Retention


class BoardRelease(models.Model):
    """A redacted copy for the reviewers, under a key of its own: wrapped to the reviewers' unit, and under the
    case's inner key for the unit that answers. Reviewers never hold a key of the matter itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="board_releases")
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    review_due_on = models.DateField()
    unit_key = models.ForeignKey("foundation.UnitKey", on_delete=models.PROTECT, null=True, related_name="+")
    key_wrapped = models.BinaryField(null=True)  # to the reviewers
    key_for_unit = models.BinaryField(null=True)  # under the inner key of the case
    content_sealed = models.BinaryField(null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-released_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(withdrawn_at__isnull=True), name="one_standing_release_a_matter"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True)
                | Q(key_wrapped__isnull=True, content_sealed__isnull=True),
                name="withdrawn_release_opens_nothing",
            ),
        ]

    class Privacy:
        internal = ("id", "case", "released_at", "released_by", "review_due_on", "unit_key", "withdrawn_at")
        sealed = ("key_wrapped", "key_for_unit", "content_sealed")
        retention = Retention.CASE

    def __str__(self) -> str:
        return f"release {self.released_at:%Y-%m-%d}"


class BoardLetterKind(models.TextChoices):
    SUPPORT = "support", _("Letter of support")
    RECOMMENDATION = "recommendation", _("Letter of recommendation")


class BoardLetter(models.Model):
    """What the board thinks of how a matter was handled. Counted in public; its words are for the unit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(BoardRelease, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=20, choices=BoardLetterKind.choices)
    text_sealed = models.BinaryField()  # under the release's key
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answer_due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["written_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="support", answer_due_on__isnull=True)
                | Q(kind="recommendation", answer_due_on__isnull=False),
                name="recommendation_has_a_date",
            ),
        ]

    class Privacy:
        internal = ("id", "release", "kind", "written_at", "written_by", "answer_due_on")
        sealed = ("text_sealed",)
        retention = Retention.CASE

    def __str__(self) -> str:
        return f"{self.kind} {self.written_at:%Y-%m-%d}"


class BoardAnswer(models.Model):
    """What the unit answers to a letter of the board."""

    letter = models.OneToOneField(BoardLetter, on_delete=models.CASCADE, related_name="answer")
    position = models.CharField(max_length=40)  # key in standards.toml: accepted, in part, not
    text_sealed = models.BinaryField()
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["answered_at"]

    class Privacy:
        internal = ("id", "letter", "position", "answered_at", "answered_by")
        sealed = ("text_sealed",)
        retention = Retention.CASE

    def __str__(self) -> str:
        return f"answer {self.answered_at:%Y-%m-%d}"
