"""Makes a stored file public, together with the record that holds it."""

from datetime import date

from commonground.foundation import clock
from commonground.foundation.files.models import StoredFile


def publish_file(stored: StoredFile, *, until: date | None = None) -> None:
    """From now on anyone may download it, up to and with the day `until`. Call it in the transaction that makes its
    record public."""
    rows = StoredFile.objects.filter(pk=stored.pk, published_at=None)
    rows.update(published_at=clock.now(), public_until=until)


def withdraw_file(stored: StoredFile) -> None:
    """Nobody at the public door gets it any more; the bytes stay, for the record."""
    StoredFile.objects.filter(pk=stored.pk).update(published_at=None)
