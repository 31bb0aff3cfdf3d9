"""Mail waiting to be sent, written in the same transaction as the change that it tells of."""

from django.db import models

from commonground.foundation.privacy import PublicDoor, Retention


class OutgoingMail(models.Model):
    """One letter to one address."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_failure = models.CharField(max_length=80, blank=True)  # the kind of error, never its text

    class Meta:
        app_label = "foundation"
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=models.Q(sent_at__isnull=True), name="mail_waiting"
            )
        ]

    class Privacy:
        public = ("id",)
        internal = ("queued_at", "next_try_at", "sent_at", "attempts", "last_failure")
        personal = ("to", "subject", "text", "html", "headers")
        retention = Retention.TRANSIENT
        public_door = PublicDoor(
            read=True,
            on_stored_pages=False,
            insert=(
                "to",
                "subject",
                "text",
                "html",
                "headers",
                "queued_at",
                "next_try_at",
                "sent_at",
                "attempts",
                "last_failure",
            ),
        )

    def __str__(self) -> str:
        return f"mail {self.pk}"
