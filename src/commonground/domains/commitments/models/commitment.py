"""One promise, and the steps it is split into.

Status, percent and dates are independent facts: nothing here derives one from another. A hold is laid over them.
`reported_implemented` says that somebody claims the promise is kept and no evidence has been shown yet.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from commonground.domains.commitments.models.partial_dates import (
    PartialDateColumns,
    day_column,
    paired,
    precision_column,
)
from commonground.domains.commitments.models.programme import OF_A_PUBLISHED_PROGRAMME, Programme, Topic
from commonground.foundation.privacy import PublicDoor, Retention
from commonground.reference.models import PublicBody

# Rows of a table that hangs on a commitment: row-level security of the commitment's own table decides.
OF_A_PUBLIC_COMMITMENT = "commitment_id IN (SELECT id FROM commitments_commitment)"

_NOT_HELD = Q(
    on_hold=False,
    held_since_on__isnull=True,
    held_since_precision="",
    hold_reason="",
    resume_on__isnull=True,
    resume_precision="",
)


class Commitment(models.Model):
    """One numbered recommendation that the city promised to carry out."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="commitments")
    number = models.CharField(max_length=12, help_text='A label such as "6" or "4a"')
    number_order = models.CharField(max_length=40, help_text="Sorts 4, 4a, 10 as people count")
    statement = models.CharField(max_length=600)
    detail = models.TextField(max_length=20_000, blank=True)
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    bodies = models.ManyToManyField(PublicBody, blank=True, related_name="commitments")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="commitments"
    )
    owner_title = models.CharField(max_length=120, blank=True)
    owner_name = models.CharField(max_length=120, blank=True)

    status = models.CharField(
        max_length=40, blank=True, help_text="Key of a status of the city; empty: not known"
    )
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    start_on = day_column()
    start_precision = precision_column()
    estimated_on = day_column()
    estimated_precision = precision_column()
    implemented_on = day_column()
    implemented_precision = precision_column()
    reported_implemented = models.BooleanField(default=False)

    on_hold = models.BooleanField(default=False)
    held_since_on = day_column()
    held_since_precision = precision_column()
    hold_reason = models.TextField(max_length=2000, blank=True)
    resume_on = day_column()
    resume_precision = precision_column()

    next_update_by = models.DateField(null=True, blank=True)
    last_updated_at = models.DateTimeField(null=True, blank=True)
    as_of = models.DateField(null=True, blank=True)
    as_of_note = models.CharField(max_length=240, blank=True, help_text="Where the date is not known: words")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    # {"es": {"statement": …, "detail": …, "hold_reason": …}}
    translations = models.JSONField(default=dict, blank=True)

    start = PartialDateColumns("start")
    estimated = PartialDateColumns("estimated")
    implemented = PartialDateColumns("implemented")
    held_since = PartialDateColumns("held_since")
    resume = PartialDateColumns("resume")

    class Meta:
        ordering = ["number_order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="commitment_number_once_in_a_programme"
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__range=(0, 100)),
                name="commitment_percent_0_to_100",
            ),
            models.CheckConstraint(
                condition=Q(on_hold=True) | _NOT_HELD, name="commitment_hold_facts_only_on_hold"
            ),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(statement=""), name="commitment_says_something"
            ),
            paired("start", "commitment"),
            paired("estimated", "commitment"),
            paired("implemented", "commitment"),
            paired("held_since", "commitment"),
            paired("resume", "commitment"),
        ]
        indexes = [models.Index(fields=["programme", "number_order"], name="commitment_in_order")]

    class Privacy:
        public = (
            "id",
            "programme",
            "number",
            "number_order",
            "statement",
            "detail",
            "topic",
            "owner_title",
            "owner_name",
            "status",
            "percent",
            "start_on",
            "start_precision",
            "estimated_on",
            "estimated_precision",
            "implemented_on",
            "implemented_precision",
            "reported_implemented",
            "on_hold",
            "held_since_on",
            "held_since_precision",
            "hold_reason",
            "resume_on",
            "resume_precision",
            "next_update_by",
            "last_updated_at",
            "as_of",
            "as_of_note",
            "created_at",
            "translations",
        )
        internal = ("owner", "version")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows=OF_A_PUBLISHED_PROGRAMME)
        public_links = ("bodies",)

    def __str__(self) -> str:
        return f"{self.number}. {self.statement}"


class SubAction(models.Model):
    """A step of a commitment that can be done by itself."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="sub_actions")
    title = models.CharField(max_length=400)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["id"]

    class Privacy:
        public = ("id", "commitment", "title", "due_on", "done_on", "translations")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows=OF_A_PUBLIC_COMMITMENT)

    def __str__(self) -> str:
        return self.title
