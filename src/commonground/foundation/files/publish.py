"""Makes a stored file public, together with the record that holds it."""

from commonground.foundation import clock
from commonground.foundation.files.models import StoredFile


def publish_file(stored: StoredFile) -> None:
    """From now on anyone may download it. Call it in the transaction that makes its record public."""
    StoredFile.objects.filter(pk=stored.pk, published_at=None).update(published_at=clock.now())


def withdraw_file(stored: StoredFile) -> None:
    """Nobody at the public door gets it any more; the bytes stay, for the record."""
    StoredFile.objects.filter(pk=stored.pk).update(published_at=None)
