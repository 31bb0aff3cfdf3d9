"""Encrypts what sign-in keeps: authenticator secrets in the database, kept forms in a session.

Fernet (AES-128-CBC with HMAC-SHA256, of the `cryptography` package) under a key derived from the door's secret
key, one for each purpose. A stolen database alone opens nothing.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


class CannotOpen(Exception):
    """Sealed under another key, for another purpose, or changed."""


def seal(purpose: str, text: str) -> str:
    return _box(purpose).encrypt(text.encode()).decode("ascii")


def unseal(purpose: str, sealed: str) -> str:
    try:
        return _box(purpose).decrypt(sealed.encode("ascii", "replace")).decode()
    except InvalidToken as wrong:
        raise CannotOpen(purpose) from wrong


def _box(purpose: str) -> MultiFernet:
    """Seals with the present key; opens with earlier ones too, while `SECRET_KEY_FALLBACKS` names them."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([_fernet(purpose, key) for key in keys])


def _fernet(purpose: str, key: str | bytes) -> Fernet:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"common-ground {purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derive.derive(force_bytes(key))))
