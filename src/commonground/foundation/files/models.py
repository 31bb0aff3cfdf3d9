"""Files that people attach: known by what they contain, never by what they call themselves."""

import uuid

from django.db import models

from commonground.foundation.privacy import PublicDoor, Retention

# A day more than the last: the database's day may have begun before the city's. `serve_file` asks for the city's day.
PUBLIC_TODAY = "published_at IS NOT NULL AND (public_until IS NULL OR public_until >= CURRENT_DATE - 1)"


class StoredFile(models.Model):
    """A file that passed `accept_upload`. Its bytes lie under its id, outside every folder that is served."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    public_until = models.DateField(null=True, blank=True)  # the last day; it comes down even if nothing runs

    class Meta:
        app_label = "foundation"

    class Privacy:
        public = ("id", "name", "media_type", "size", "sha256", "stored_at", "published_at", "public_until")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, rows=PUBLIC_TODAY)

    def __str__(self) -> str:
        return self.name
