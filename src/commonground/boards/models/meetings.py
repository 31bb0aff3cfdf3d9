"""Meetings of a board: when and where, what is on the agenda, who came, and what the minutes say."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonground.boards.models.boards import Board, Seat, Term
from commonground.foundation.files.models import StoredFile
from commonground.foundation.privacy import PublicDoor, Retention

AGENDA_IS_OUT = (
    "EXISTS (SELECT 1 FROM boards_meeting WHERE boards_meeting.id = meeting_id"
    " AND boards_meeting.agenda_published_at IS NOT NULL)"
)


class MeetingState(models.TextChoices):
    SCHEDULED = "scheduled", _("Scheduled")
    CANCELLED = "cancelled", _("Cancelled")
    HELD = "held", _("Held")


class Meeting(models.Model):
    """One meeting. Public from the moment it is scheduled."""

    # What calendars know the meeting by: it never changes, whatever else does.
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(max_length=160, blank=True)  # empty: a regular meeting of the board
    starts_at = models.DateTimeField()
    duration_minutes = models.PositiveSmallIntegerField(default=120)
    place = models.CharField(max_length=300, blank=True)
    link = models.URLField(max_length=500, blank=True)
    state = models.CharField(max_length=20, choices=MeetingState.choices, default=MeetingState.SCHEDULED)
    cancelled_because = models.CharField(max_length=500, blank=True)
    agenda_published_at = models.DateTimeField(null=True, blank=True)
    agenda_changed_at = models.DateTimeField(null=True, blank=True)
    guest_count = models.PositiveIntegerField(null=True, blank=True)
    quorum_needed = models.PositiveSmallIntegerField(null=True, blank=True)
    # {"es": {"title": "…", "place": "…", "cancelled_because": "…"}}
    translations = models.JSONField(default=dict, blank=True)
    sequence = models.PositiveIntegerField(
        default=0
    )  # RFC 5545: grows when the time, the place or the state change
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["board", "starts_at"], name="meeting_of_board")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="cancelled") & ~Q(cancelled_because="")
                | ~Q(state="cancelled") & Q(cancelled_because=""),
                name="meeting_cancelled_because",
            ),
            models.CheckConstraint(condition=~Q(place="") | ~Q(link=""), name="meeting_has_a_place_or_link"),
            models.CheckConstraint(condition=Q(duration_minutes__gt=0), name="meeting_lasts"),
        ]

    class Privacy:
        public = (
            "id",
            "uid",
            "board",
            "title",
            "starts_at",
            "duration_minutes",
            "place",
            "link",
            "state",
            "cancelled_because",
            "agenda_published_at",
            "agenda_changed_at",
            "guest_count",
            "quorum_needed",
            "translations",
            "sequence",
            "changed_at",
            "version",
        )
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True)

    def __str__(self) -> str:
        return f"{self.board_id} {self.starts_at:%Y-%m-%d}"


class AgendaItem(models.Model):
    """One item. The public door sees it when the agenda is out."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    detail = models.TextField(max_length=3000, blank=True)
    presenter = models.CharField(max_length=160, blank=True)
    begins_at = models.TimeField(null=True, blank=True)
    # {"es": {"title": "…", "detail": "…"}}
    translations = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["meeting", "position", "id"]

    class Privacy:
        public = (
            "id",
            "meeting",
            "position",
            "title",
            "detail",
            "presenter",
            "begins_at",
            "translations",
            "version",
        )
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows=AGENDA_IS_OUT)

    def __str__(self) -> str:
        return self.title


class MeetingFile(models.Model):
    """A file of the packet, of the whole meeting or of one item."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="files")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.CASCADE, null=True, blank=True, related_name="files"
    )
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["meeting", "id"]

    class Privacy:
        public = ("id", "meeting", "item", "stored", "title")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows=AGENDA_IS_OUT)

    def __str__(self) -> str:
        return self.title


class Minutes(models.Model):
    """What the board says happened: a draft until the board approves it, then published."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    text = models.TextField(max_length=40_000, blank=True)
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "minutes"
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_on__isnull=True, published_at__isnull=True)
                | (
                    Q(approved_on__isnull=False, published_at__isnull=False)
                    & (~Q(text="") | Q(stored__isnull=False))
                ),
                name="minutes_published_when_approved",
            )
        ]

    class Privacy:
        public = ("id", "meeting", "text", "stored", "approved_on", "published_at", "version")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows="published_at IS NOT NULL")

    def __str__(self) -> str:
        return f"minutes {self.meeting_id}"


class AttendanceState(models.TextChoices):
    PRESENT = "present", _("Present")
    REMOTE = "remote", _("Present by video or telephone")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


class Attendance(models.Model):
    """Whether the holder of a seat came. `term` says who held it that day."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="attendances")
    state = models.CharField(max_length=20, choices=AttendanceState.choices)

    class Meta:
        ordering = ["meeting", "seat__position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="attendance_once_a_seat")]

    class Privacy:
        public = ("id", "meeting", "seat", "term", "state")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True)

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.seat_id} {self.state}"
