"""Keys: public ones in the open, private ones only as ciphertext. No table here knows a case or a person's name.

Holders are audit keys (`person:12`) or `recovery:<fingerprint>`.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from commonground.foundation.privacy import PublicDoor, Retention


class UnitKey(models.Model):
    """One version of a unit's key pair, its public half. The private half exists only in grants."""

    unit = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    template = models.CharField(max_length=20)
    public_keys = models.BinaryField()
    created_at = models.DateTimeField()
    # From here on nothing new is sealed to it; what still is will be sealed anew to the next version.
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "foundation"
        ordering = ["unit", "version"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "version"], name="unit_key_version_once"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(retired_at__isnull=True), name="one_living_key_a_unit"
            ),
        ]

    class Privacy:
        # Whoever files something must be able to seal it to the unit.
        public = ("id", "unit", "version", "template", "public_keys", "created_at", "retired_at")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, on_stored_pages=False)

    def __str__(self) -> str:
        return f"{self.unit} {self.version}"


class MemberKey(models.Model):
    """A member's own key pair, the private half under their vault passphrase."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    holder = models.CharField(max_length=80)
    template = models.CharField(max_length=20)
    public_keys = models.BinaryField()
    private_keys_sealed = models.BinaryField()
    salt = models.BinaryField()
    cost = models.JSONField()
    made_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "foundation"
        ordering = ["holder", "made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["holder"], condition=Q(replaced_at__isnull=True), name="one_living_key_a_member"
            ),
        ]

    class Privacy:
        internal = ("id", "holder", "template", "public_keys", "salt", "cost", "made_at", "replaced_at")
        sealed = ("private_keys_sealed",)
        retention = Retention.PERSONNEL

    def __str__(self) -> str:
        return f"key of {self.holder}"


class RecoveryKey(models.Model):
    """The public half of the key that lies in a safe, on paper. Its private half was shown once and never stored."""

    template = models.CharField(max_length=20)
    public_keys = models.BinaryField()
    fingerprint = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    witnessed_by = models.CharField(max_length=80)
    last_drill_at = models.DateTimeField(null=True, blank=True)
    last_drill_by = models.CharField(max_length=80, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "foundation"
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(replaced_at__isnull=True, last_drill_at__isnull=False),
                name="one_recovery_key_in_force",
            ),
            models.CheckConstraint(
                condition=~Q(made_by=F("witnessed_by")), name="recovery_key_is_made_by_two"
            ),
        ]

    class Privacy:
        internal = (
            "id",
            "template",
            "public_keys",
            "fingerprint",
            "made_at",
            "made_by",
            "witnessed_by",
            "last_drill_at",
            "last_drill_by",
            "replaced_at",
        )
        retention = Retention.PERMANENT

    def __str__(self) -> str:
        return f"recovery {self.fingerprint[:8]}"


class UnitKeyGrant(models.Model):
    """A unit's private key set, readable by one holder alone. Revoked ones keep no ciphertext."""

    unit_key = models.ForeignKey(UnitKey, on_delete=models.PROTECT, related_name="grants")
    holder = models.CharField(max_length=80)
    private_keys_sealed = models.BinaryField()
    granted_by = models.CharField(max_length=80)
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "foundation"
        ordering = ["unit_key", "holder"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit_key", "holder"],
                condition=Q(revoked_at__isnull=True),
                name="one_living_grant_a_holder",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(private_keys_sealed=b""),
                name="revoked_grant_opens_nothing",
            ),
        ]

    class Privacy:
        internal = ("id", "unit_key", "holder", "granted_by", "granted_at", "revoked_at")
        sealed = ("private_keys_sealed",)
        retention = Retention.PERSONNEL

    def __str__(self) -> str:
        return f"{self.unit_key_id} for {self.holder}"


class VaultSession(models.Model):
    """An unlocked session's keys, under a key that only the browser's cookie has."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    holder = models.CharField(max_length=80, db_index=True)
    keys_sealed = models.BinaryField()
    opened_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        app_label = "foundation"
        ordering = ["opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("opened_at")), name="vault_session_ends_after_it_opens"
            ),
        ]

    class Privacy:
        internal = ("id", "holder", "opened_at", "last_used_at", "ends_at")
        sealed = ("keys_sealed",)
        retention = Retention.TRANSIENT

    def __str__(self) -> str:
        return f"vault of {self.holder}"


class RecoveryProposal(models.Model):
    """One person asks to make or to use the recovery key; another, who is not asked to do it, says yes."""

    class Purpose(models.TextChoices):
        MAKE = "make"
        USE = "use"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    unit = models.CharField(max_length=60, blank=True)  # to use: which unit's key …
    member = models.CharField(max_length=80, blank=True)  # … is given to whom
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    witnessed_by = models.CharField(max_length=80, blank=True)
    witnessed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "foundation"
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(proposed_by=F("witnessed_by")), name="recovery_is_witnessed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(witnessed_at__isnull=False),
                name="recovery_is_witnessed_before_it_is_done",
            ),
        ]

    class Privacy:
        internal = (
            "id",
            "purpose",
            "unit",
            "member",
            "proposed_by",
            "proposed_at",
            "witnessed_by",
            "witnessed_at",
            "done_at",
        )
        retention = Retention.AUDIT

    def __str__(self) -> str:
        return f"{self.purpose} {self.unit}"


class VaultFailure(models.Model):
    """One wrong vault passphrase, counted by person."""

    holder = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        app_label = "foundation"
        ordering = ["-at"]
        indexes = [models.Index(fields=["holder", "at"], name="vault_failure_by_holder")]

    class Privacy:
        internal = ("id", "holder", "at")
        retention = Retention.TRANSIENT

    def __str__(self) -> str:
        return f"wrong passphrase of {self.holder}"


class VaultInstallation(models.Model):
    """One row: the salt of all receipts. Public, as salts are; without it no receipt opens anything."""

    salt = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        app_label = "foundation"
        constraints = [models.UniqueConstraint(models.Value(1), name="one_vault_installation")]

    class Privacy:
        public = ("id", "salt", "made_at")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, on_stored_pages=False)

    def __str__(self) -> str:
        return "vault"
