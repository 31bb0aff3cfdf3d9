"""Signs a release with Ed25519 (RFC 8032) over the exact bytes of release.json, which names the digest of every file.

The private key is a PEM file (PKCS #8) that only its owner may read; it never enters a release. Keys and signatures are those of
the library `cryptography`.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from safecount.publish.refusals import PublishError, ReleaseError

_LARGEST_KEY = 16_384


def new_signing_key(path: str | Path) -> Ed25519PrivateKey:
    """Make a key and write it to `path`, which only its owner may read. Raises PublishError if the file exists."""
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as file:
            os.fchmod(handle, 0o600)
            file.write(text)
            file.flush()
            os.fsync(handle)
    except FileExistsError as error:
        raise PublishError(
            f"{path} exists already; a signing key is never overwritten. Name another."
        ) from error
    except OSError as error:
        raise PublishError(f"The signing key cannot be written to {path} ({error.strerror}).") from error
    return key


def read_signing_key(path: str | Path) -> Ed25519PrivateKey:
    """Return the key in `path`. Raises PublishError if others may read the file, or if it holds no Ed25519 key."""
    try:
        with open(path, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode) or mode & 0o077:
                raise PublishError(f"{path} can be read by others. Run chmod 600 {path}, or make a new key.")
            key = load_pem_private_key(file.read(_LARGEST_KEY), password=None)
    except OSError as error:
        raise PublishError(f"The signing key {path} cannot be opened ({error.strerror}).") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise PublishError(f"{path} does not hold an unencrypted private key in PEM.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise PublishError(f"{path} holds another kind of key than Ed25519. Make one with new_signing_key.")
    return key


def public_pem(key: Ed25519PrivateKey) -> bytes:
    """Return the public half of `key` in PEM."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def fingerprint(pem: bytes) -> str:
    """Return the SHA-256 of a public key, the same however its PEM is laid out. Raises ReleaseError if it is none."""
    raw = public_key_from(pem).public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()


def public_key_from(pem: bytes) -> Ed25519PublicKey:
    """Return the Ed25519 public key in `pem`. Raises ReleaseError if there is none."""
    try:
        key = load_pem_public_key(pem[:_LARGEST_KEY])
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ReleaseError("The public key is not one in PEM.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ReleaseError("The public key is of another kind than Ed25519.")
    return key


def check_signature(key: Ed25519PublicKey, signature: bytes, signed: bytes) -> None:
    """Raise ReleaseError unless `signature` was made over exactly `signed` by the holder of the private half of `key`."""
    try:
        key.verify(signature, signed)
    except InvalidSignature as error:
        raise ReleaseError(
            "The signature does not fit release.json: the release was altered, or signed with another key."
        ) from error
