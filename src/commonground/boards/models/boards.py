"""A body that meets, its seats, and who has held each seat from when until when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.foundation.privacy import PublicDoor, Retention


class Board(models.Model):
    """A body with a purpose and an authority: an advisory board, a committee, a review board."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120, unique=True)
    purpose = models.TextField(max_length=3000)
    authority = models.TextField(max_length=1000, blank=True)  # the ordinance or order that made it
    meets = models.CharField(max_length=200, blank=True)  # "second Tuesday of the month, 6 p.m."
    contact_email = models.EmailField(blank=True)
    accepts_applications = models.BooleanField(default=True)
    dissolved_on = models.DateField(null=True, blank=True)
    # {"es": {"name": "…", "purpose": "…", "authority": "…", "meets": "…"}}
    translations = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]

    class Privacy:
        public = (
            "id",
            "slug",
            "name",
            "purpose",
            "authority",
            "meets",
            "contact_email",
            "accepts_applications",
            "dissolved_on",
            "translations",
            "version",
        )
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True)

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A place on a board: what it asks of its holder, and who appoints to it."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="seats")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    qualification = models.TextField(max_length=500, blank=True)
    appointer = models.CharField(max_length=120)
    abolished_on = models.DateField(null=True, blank=True)
    # {"es": {"name": "…", "qualification": "…", "appointer": "…"}}
    translations = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["board", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["board", "name"], name="seat_name_once_a_board")]

    class Privacy:
        public = (
            "id",
            "board",
            "position",
            "name",
            "qualification",
            "appointer",
            "abolished_on",
            "translations",
            "version",
        )
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True)

    def __str__(self) -> str:
        return self.name


class LeavingReason(models.TextChoices):
    RESIGNED = "resigned", _("Resigned")
    MOVED = "moved", _("No longer qualified for the seat")
    REMOVED = "removed", _("Removed by the appointer")
    DIED = "died", _("Died in office")


class Term(models.Model):
    """A person holds a seat from `starts_on` to `ends_on`, or to `left_on` when they leave before.

    Two terms of one seat never share a day: `rules.overlapping` refuses it with a sentence, a database trigger always.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="terms")
    holder = models.CharField(max_length=120)
    # The account with which the holder signs in, if they have one.
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="board_terms"
    )
    appointed_by = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    left_because = models.CharField(max_length=20, blank=True, choices=LeavingReason.choices)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["seat", "-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["seat", "starts_on"], name="term_starts_once_a_day"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="term_ends_after_start"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, left_because="")
                | (Q(left_on__gte=F("starts_on")) & Q(left_on__lte=F("ends_on")) & ~Q(left_because="")),
                name="term_left_within_and_why",
            ),
        ]

    class Privacy:
        # Holding a public seat is public; which account belongs to the holder is not.
        public = (
            "id",
            "seat",
            "holder",
            "appointed_by",
            "starts_on",
            "ends_on",
            "left_on",
            "left_because",
            "version",
        )
        internal = ("person",)
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True)

    def __str__(self) -> str:
        return f"{self.holder}, {self.starts_on} to {self.ends_on}"
