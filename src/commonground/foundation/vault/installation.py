"""The one row that a vault begins with: made by the migration that makes its table, and kept for good."""

import secrets

from commonground.foundation import clock
from commonground.foundation.vault.models import VaultInstallation

SALT_BYTES = 16


def make_installation() -> None:
    """For a database that was emptied on purpose, as tests do. A lost salt is restored from a backup, never made anew."""
    if not VaultInstallation.objects.exists():
        VaultInstallation.objects.create(salt=secrets.token_bytes(SALT_BYTES), made_at=clock.now())
