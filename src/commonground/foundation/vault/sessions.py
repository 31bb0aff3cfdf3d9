"""Unlocked sessions of the staff door: fifteen idle minutes, four hours at most, locked at once when asked.

The private key sets of a person's units lie in a row, encrypted under a random key that only the browser's cookie has.
A stolen table opens nothing, a stolen cookie alone opens nothing, and signing out deletes the row.
"""

import base64
import binascii
import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.vault.data_keys import DataKey
from commonground.foundation.vault.grants import open_grant
from commonground.foundation.vault.members import open_member_key
from commonground.foundation.vault.models import UnitKeyGrant, VaultSession
from commonground.foundation.vault.registry import the_units
from commonground.foundation.vault.tink_door import RAW_KEY_BYTES, CannotOpen, KeySet, Use
from commonground.foundation.vault.unlocked import HeldKey, UnlockedVault

COOKIE = "staff_vault"
IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=4)
_TOUCH_EVERY = timedelta(seconds=30)  # a write a request would be one for every click
_FOUND = "_unlocked_vault"


@dataclass(frozen=True)
class Opened:
    """`cookie` goes to the browser and nowhere else; `refused` names units whose grant did not open."""

    vault: UnlockedVault
    cookie: str
    refused: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Opened {self.vault!r}>"


def unlock(passphrase: str, *, by: Actor) -> Opened:
    """Opens what the passphrase opens. Raises what `open_member_key` raises."""
    _key, private = open_member_key(passphrase, by=by)
    vault, refused = vault_of(by.audit_key, private)
    now = clock.now()
    browser_key = secrets.token_bytes(RAW_KEY_BYTES)
    row = VaultSession(holder=vault.holder, opened_at=now, last_used_at=now, ends_at=now + LONGEST)
    row.keys_sealed = _sealed(vault, row, browser_key)
    with transaction.atomic():
        row.save(force_insert=True)
        details = {"units": sorted(vault.units)} | ({"refused": list(refused)} if refused else {})
        record("vault.unlocked", row, by=by, details=details)
    encoded = base64.urlsafe_b64encode(browser_key).decode().rstrip("=")
    return Opened(vault, f"{row.pk.hex}.{encoded}", refused)


def vault_of(holder: str, private: KeySet) -> tuple[UnlockedVault, tuple[str, ...]]:
    """Every unit key that is granted to a holder, and the units whose grant is damaged or not theirs."""
    held: dict[int, HeldKey] = {}
    refused: set[str] = set()
    grants = UnitKeyGrant.objects.filter(holder=holder, revoked_at__isnull=True).select_related("unit_key")
    for grant in grants:
        try:
            held[grant.unit_key_id] = HeldKey(grant.unit_key.unit, open_grant(grant, private))
        except CannotOpen:
            refused.add(grant.unit_key.unit)
    return UnlockedVault(holder, held), tuple(sorted(refused))


def give_cookie(response: HttpResponse, opened: Opened) -> None:
    """HttpOnly, SameSite=Strict, Secure over https, gone with the browser."""
    response.set_cookie(
        COOKIE, opened.cookie, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Strict"
    )


def take_cookie(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Strict")


def unlocked_vault(request: HttpRequest) -> UnlockedVault | None:
    """What this person's session opens now, of the units that their roles still allow. None: locked."""
    if not hasattr(request, _FOUND):
        setattr(request, _FOUND, _find(request))
    found: UnlockedVault | None = getattr(request, _FOUND)
    return found


def remember(request: HttpRequest, vault: UnlockedVault) -> None:
    """Keeps what a session has gained, such as the new version of a key that it has just rotated."""
    named = _read_cookie(request)
    row = VaultSession.objects.filter(pk=named[0], holder=vault.holder).first() if named else None
    if named and row:
        row.keys_sealed = _sealed(vault, row, named[1])
        row.save(update_fields=["keys_sealed"])
        setattr(request, _FOUND, vault)


def lock(*, by: Actor) -> bool:
    """Ends every unlocked session of this person. True when there was one."""
    with transaction.atomic():
        rows = list(VaultSession.objects.filter(holder=by.audit_key))
        for row in rows:
            record("vault.locked", row, by=by)
        VaultSession.objects.filter(holder=by.audit_key).delete()
    return bool(rows)


def forget_ended_sessions() -> None:
    now = clock.now()
    VaultSession.objects.filter(ends_at__lte=now).delete()
    VaultSession.objects.filter(last_used_at__lte=now - IDLE).delete()


def _find(request: HttpRequest) -> UnlockedVault | None:
    holder = getattr(getattr(request, "user", None), "audit_key", "")
    named = _read_cookie(request)
    if not holder or named is None:
        return None
    row = VaultSession.objects.filter(pk=named[0], holder=holder).first()
    if row is None or not _is_alive(row):
        return None
    try:
        pack = DataKey.of_raw(named[1]).open(bytes(row.keys_sealed), _place_of(row), use=Use.SESSION)
    except CannotOpen:
        return None
    vault = UnlockedVault.unpacked(holder, pack)
    return vault.only(frozenset(unit for unit in vault.units if the_units().may_open(holder, unit)))


def _is_alive(row: VaultSession) -> bool:
    now = clock.now()
    if now >= row.ends_at or now - row.last_used_at >= IDLE:
        row.delete()
        return False
    if now - row.last_used_at >= _TOUCH_EVERY:
        VaultSession.objects.filter(pk=row.pk).update(last_used_at=now)
    return True


def _read_cookie(request: HttpRequest) -> tuple[uuid.UUID, bytes] | None:
    name, dot, encoded = request.COOKIES.get(COOKIE, "").partition(".")
    try:
        row, key = uuid.UUID(hex=name), base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except (ValueError, binascii.Error):
        return None
    return (row, key) if dot and len(key) == RAW_KEY_BYTES else None


def _sealed(vault: UnlockedVault, row: VaultSession, browser_key: bytes) -> bytes:
    return DataKey.of_raw(browser_key).seal(vault.packed(), _place_of(row), use=Use.SESSION)


def _place_of(row: VaultSession) -> str:
    return f"foundation_vaultsession:keys_sealed:{row.pk}:{row.holder}"
