"""“Do you know this person?”: what is asked of the public, on which ground, who agreed, and until when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.domains.newsroom.rules import ShownIs
from commonground.foundation.files.models import StoredFile
from commonground.foundation.privacy import PublicDoor, Retention

SHOWN_IS = {
    ShownIs.NOBODY: _("Nobody: a vehicle, a thing or a place"),
    ShownIs.SUSPECT: _("An adult suspected of the offence"),
    ShownIs.MISSING_ADULT: _("A missing adult"),
    ShownIs.JUVENILE: _("Somebody under 18, or who may be"),
    ShownIs.VICTIM: _("A victim"),
    ShownIs.WITNESS: _("A witness"),
}


class Speech(models.TextChoices):
    """Whether anybody speaks in what is shown."""

    PICTURE = "picture", _("It is a picture")
    NONE = "none", _("A video in which nobody speaks")
    CAPTIONED = "captioned", _("A video in which somebody speaks, with captions")


PUBLISHED = "published_at IS NOT NULL"


class Appeal(models.Model):
    """One appeal. A second person approves it; it comes down by itself."""

    number = models.CharField(max_length=12, unique=True)  # "2026-7"
    title = models.CharField(max_length=160)
    facts = models.TextField(max_length=4000, blank=True)
    offence = models.CharField(max_length=40)
    legal_basis = models.CharField(max_length=40, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=160, blank=True)
    shown_is = models.CharField(max_length=20, choices=list(SHOWN_IS.items()))
    shows_face = models.BooleanField(default=False)
    person_name = models.CharField(max_length=120, blank=True)
    case_number = models.CharField(max_length=40, blank=True)
    expires_on = models.DateField()
    # {"es": {"title": "…", "facts": "…", "place": "…", "outcome_text": "…"}}
    translations = models.JSONField(default=dict, blank=True)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.CharField(max_length=1000, blank=True)
    released_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_office = models.CharField(max_length=160, blank=True)  # in public: an office, not a name
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    outcome_text = models.TextField(max_length=2000, blank=True)
    # How fast it went, in minutes from publication; written when it ends.
    minutes_to_first_tip = models.PositiveIntegerField(null=True, blank=True)
    minutes_to_identification = models.PositiveIntegerField(null=True, blank=True)
    minutes_to_end = models.PositiveIntegerField(null=True, blank=True)
    identified_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-published_at", "-drafted_at"]
        indexes = [models.Index(fields=["expires_on"], condition=Q(ended_at=None), name="appeal_expiry")]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | (Q(approved_by__isnull=False) & ~Q(approved_by=F("drafted_by")) & ~Q(legal_basis="")),
                name="appeal_approved_by_another_on_a_ground",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(shown_is__in=["nobody", "suspect", "missing-adult"]),
                name="appeal_never_shows_the_protected",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="appeal_ends_with_an_outcome",
            ),
        ]

    class Privacy:
        public = (
            "id",
            "number",
            "title",
            "facts",
            "offence",
            "legal_basis",
            "happened_on",
            "place",
            "shown_is",
            "shows_face",
            "person_name",
            "expires_on",
            "translations",
            "approved_office",
            "published_at",
            "ended_at",
            "outcome",
            "outcome_text",
            "minutes_to_first_tip",
            "minutes_to_identification",
            "minutes_to_end",
        )
        internal = (
            "case_number",
            "drafted_by",
            "drafted_at",
            "proposed_at",
            "returned_because",
            "released_by",
            "released_at",
            "approved_by",
            "identified_at",
            "version",
        )
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows=PUBLISHED)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class AppealPicture(models.Model):
    """A picture or a video of an appeal, with what it shows in words. It is public only while the appeal is.

    A video has a still, shown until somebody plays it, and captions unless nobody speaks in it (WCAG 1.2.2).
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="pictures")
    stored_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    description = models.CharField(max_length=2000, blank=True)
    speech = models.CharField(max_length=10, choices=Speech.choices, default=Speech.PICTURE)
    still = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    captions = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    captions_language = models.CharField(max_length=2, blank=True)
    translations = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(speech="picture", still=None, captions=None, captions_language="")
                | Q(speech="none", still__isnull=False, captions=None, captions_language="")
                | Q(speech="captioned", still__isnull=False, captions__isnull=False)
                & ~Q(captions_language=""),
                name="appeal_video_is_captioned_or_silent",
            ),
        ]

    class Privacy:
        public = (
            "id",
            "appeal",
            "stored_file",
            "description",
            "speech",
            "still",
            "captions",
            "captions_language",
            "translations",
            "position",
        )
        retention = Retention.PERMANENT
        public_door = PublicDoor(
            read=True,
            rows="appeal_id IN (SELECT id FROM newsroom_appeal WHERE ended_at IS NULL AND expires_on >= CURRENT_DATE - 1)",
        )

    def __str__(self) -> str:
        return self.description

    @property
    def is_video(self) -> bool:
        return self.speech != Speech.PICTURE

    @property
    def files(self) -> list[StoredFile]:
        """Everything that becomes public with it, and comes down with it."""
        return [file for file in (self.stored_file, self.still, self.captions) if file is not None]


class AppealCorrection(models.Model):
    """What was wrong in a published appeal, said in public and kept."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="corrections")
    at = models.DateTimeField()
    text = models.TextField(max_length=1000)
    translations = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at"]

    class Privacy:
        public = ("id", "appeal", "at", "text", "translations")
        internal = ("by",)
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows="appeal_id IN (SELECT id FROM newsroom_appeal)")

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.at:%Y-%m-%d}"
