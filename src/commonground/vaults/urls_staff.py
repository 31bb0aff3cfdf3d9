"""Addresses of the vault at the staff door, mounted at `/vault/`."""

from commonground.vaults.pages_staff.vault import vault_urlpatterns as urlpatterns

__all__ = ["urlpatterns"]
