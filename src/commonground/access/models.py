"""People who sign in at the staff door, the roles they hold, and the times they broke the glass."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q

from commonground.foundation import clock
from commonground.foundation.privacy import Retention


class PersonManager(BaseUserManager["Person"]):
    """`create_user` is what Django and allauth call; there is no superuser to create."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who works for the city, the department or a board."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.now)
    # An account that was disabled for lying unused counts from here once it is opened again.
    reopened_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"
        constraints = [
            # Power is temporary, logged and explained (break-glass); nobody holds all of it always.
            models.CheckConstraint(condition=Q(is_superuser=False), name="nobody_is_superuser"),
        ]

    class Privacy:
        public = ("id",)
        internal = (
            "name",
            "title",
            "language",
            "is_active",
            "is_superuser",
            "joined_at",
            "reopened_at",
            "version",
        )
        personal = ("email", "password", "last_login")
        retention = Retention.PERSONNEL

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """What Wagtail calls people by."""
        return self.name

    @property
    def audit_key(self) -> str:
        return f"person:{self.pk}"


class RoleGrant(models.Model):
    """A role that a person holds, from and until when, and who gave it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=40)
    granted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the last day, as planned
    # Taken away at once, whatever was planned.
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["person", "role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="role_ends_after_start",
            ),
        ]

    class Privacy:
        internal = ("id", "person", "role", "granted_by", "starts_on", "ends_on", "ended_at", "ended_by")
        retention = Retention.PERSONNEL

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role}"


class BreakGlassSession(models.Model):
    """A stretch of time in which a person held more than their roles give, and why."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="break_glass_sessions")
    role = models.CharField(max_length=40)
    reason = models.TextField(max_length=1000)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("started_at")), name="glass_ends_after_start"),
            models.CheckConstraint(condition=~Q(reason=""), name="glass_has_a_reason"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="glass_review_is_signed_and_dated",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("person")),
                name="glass_reviewed_by_another",
            ),
        ]

    class Privacy:
        internal = (
            "id",
            "person",
            "role",
            "reason",
            "started_at",
            "ends_at",
            "ended_at",
            "reviewed_by",
            "reviewed_at",
            "review_note",
        )
        retention = Retention.AUDIT

    def __str__(self) -> str:
        return f"{self.person_id} as {self.role} from {self.started_at:%Y-%m-%d %H:%M}"


class SignInFailure(models.Model):
    """One bad log-on. `source` is a keyed hash of the network address: it counts, and tells nothing."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="sign_in_failures")
    source = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["person", "at"], name="failure_by_person"),
            models.Index(fields=["source", "at"], name="failure_by_source"),
        ]

    class Privacy:
        internal = ("id", "at")
        personal = ("person", "source")
        retention = Retention.TRANSIENT

    def __str__(self) -> str:
        return f"bad log-on {self.pk}"


class AccountLock(models.Model):
    """An account that nobody can sign in to until an administrator releases it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="locks")
    locked_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-locked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(released_at__isnull=True), name="one_open_lock_a_person"
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="release_is_signed_and_dated",
            ),
        ]

    class Privacy:
        internal = ("id", "person", "locked_at", "released_at", "released_by")
        retention = Retention.PERSONNEL

    def __str__(self) -> str:
        return f"{self.person_id} locked {self.locked_at:%Y-%m-%d %H:%M}"


class Officer(models.Model):
    """A sworn officer, as the department's roster has it: who may be named in a matter, and who commands whom."""

    badge = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    rank = models.CharField(max_length=40)  # key in config/cities/*/ranks.toml, which orders them
    assignment = models.CharField(max_length=80, blank=True)
    supervisor = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="commands"
    )
    person = models.OneToOneField(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="officer"
    )
    left_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(supervisor__isnull=True) | ~Q(supervisor=F("id")), name="nobody_commands_himself"
            ),
        ]

    class Privacy:
        internal = ("id", "badge", "name", "rank", "assignment", "supervisor", "person", "left_on", "version")
        retention = Retention.PERSONNEL

    def __str__(self) -> str:
        return f"{self.name} ({self.badge})"
