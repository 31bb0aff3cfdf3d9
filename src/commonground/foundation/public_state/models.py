"""One row, moved by the database itself whenever a row is written that a stored page may show (`triggers.py`)."""

from django.db import models

from commonground.foundation.privacy import PublicDoor, Retention

THE_ROW = 1


class PublicState(models.Model):
    """How often anything that the public's pages show has changed. Says nothing of what it was."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    changes = models.BigIntegerField(default=0)

    class Meta:
        app_label = "foundation"

    class Privacy:
        public = ("id", "changes")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True, on_stored_pages=False)

    def __str__(self) -> str:
        return str(self.changes)


def public_state() -> int:
    """Moves in the transaction of the change. What was made from one state is true for as long as this does not move."""
    return PublicState.objects.filter(pk=THE_ROW).values_list("changes", flat=True).first() or 0
