"""The audit log: append-only, each entry sealed to the one before by its hash."""

from django.db import models

from commonground.foundation.privacy import PublicDoor, Retention


class AuditEntry(models.Model):
    """One thing that happened. Database triggers refuse to change or delete it."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    door = models.CharField(max_length=20)
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=80)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        app_label = "foundation"
        ordering = ["sequence"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_object")]
        constraints = [models.UniqueConstraint(fields=["previous_hash"], name="audit_chain_never_forks")]

    class Privacy:
        # The head of the chain is an anchor that anyone may keep: it says nothing of what happened.
        public = ("sequence", "hash")
        internal = ("at", "door", "actor", "action", "object_type", "object_id", "details", "previous_hash")
        retention = Retention.AUDIT
        public_door = PublicDoor(
            read=True,
            on_stored_pages=False,
            insert=(
                "sequence",
                "at",
                "door",
                "actor",
                "action",
                "object_type",
                "object_id",
                "details",
                "previous_hash",
                "hash",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.object_type}:{self.object_id}"
