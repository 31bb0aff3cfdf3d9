"""A programme of commitments from one report, its topics and its milestones."""

from django.db import models
from django.db.models import Q

from commonground.domains.commitments.models.partial_dates import (
    PartialDateColumns,
    day_column,
    paired,
    precision_column,
)
from commonground.foundation.privacy import PublicDoor, Retention

# Rows of a table that hangs on a programme: row-level security of the programme's own table decides.
OF_A_PUBLISHED_PROGRAMME = "programme_id IN (SELECT id FROM commitments_programme)"


class Programme(models.Model):
    """A set of recommendations that a city received and promised to carry out."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=160)
    report_title = models.CharField(max_length=240, blank=True)
    about = models.TextField(max_length=20_000, blank=True, help_text="Markdown")
    adopted_on = models.DateField(null=True, blank=True)
    as_of = models.DateField(
        null=True, blank=True, help_text="The day for which the whole register was checked"
    )
    update_every_days = models.PositiveSmallIntegerField(
        help_text="How often each commitment is promised an update"
    )
    second_review = models.BooleanField(default=False)
    published = models.BooleanField(default=False)
    # {"es": {"name": …, "report_title": …, "about": …}}
    translations = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(update_every_days__gte=1), name="programme_cadence_is_positive"
            ),
        ]

    class Privacy:
        public = (
            "id",
            "slug",
            "name",
            "report_title",
            "about",
            "adopted_on",
            "as_of",
            "update_every_days",
            "published",
            "translations",
        )
        internal = ("second_review", "version")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows="published")

    def __str__(self) -> str:
        return self.name


class Milestone(models.Model):
    """Something that happened to the programme as a whole."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="milestones")
    happened_on = day_column()
    happened_precision = precision_column()
    event = models.CharField(max_length=400)
    url = models.URLField(max_length=400, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    happened = PartialDateColumns("happened")

    class Meta:
        ordering = ["happened_on", "id"]
        constraints = [
            paired("happened", "milestone"),
            models.CheckConstraint(condition=Q(happened_on__isnull=False), name="milestone_has_a_date"),
        ]

    class Privacy:
        public = ("id", "programme", "happened_on", "happened_precision", "event", "url", "translations")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows=OF_A_PUBLISHED_PROGRAMME)

    def __str__(self) -> str:
        return self.event


class Topic(models.Model):
    """A chapter of the report."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="topics")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80)
    summary = models.TextField(max_length=2000, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="topic_number_once_in_a_programme"),
            models.UniqueConstraint(fields=["programme", "slug"], name="topic_slug_once_in_a_programme"),
        ]

    class Privacy:
        public = ("id", "programme", "number", "name", "slug", "summary", "translations")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows=OF_A_PUBLISHED_PROGRAMME)

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"
