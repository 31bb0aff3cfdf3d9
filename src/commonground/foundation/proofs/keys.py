"""The key that signs filing proofs: made at set-up, kept in the data folder, replaced now and then.

`keys.json` lists every public key that ever signed, with its days; it is public. Beside it lies the private key that
signs now, readable by the house alone. A key that is replaced is deleted; what it signed stays checkable.
"""

import base64
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings

from commonground.foundation import clock

LIST = "keys.json"
_ID_LETTERS = 16


@dataclass(frozen=True)
class PublicProofKey:
    """A public key as it is published: its id is the beginning of its SHA-256."""

    id: str
    public: str  # 32 bytes in base64
    since: str
    until: str  # "" for the one that signs now


class NoProofKey(Exception):
    """No key was made: `commonground proofs key` makes it."""


def make_key() -> PublicProofKey:
    """Makes a key that signs from now on. An earlier one is retired: its public half stays listed, the rest is deleted."""
    private = Ed25519PrivateKey.generate()
    raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    moment = clock.now().isoformat(timespec="seconds")
    made = PublicProofKey(
        hashlib.sha256(raw).hexdigest()[:_ID_LETTERS], base64.b64encode(raw).decode(), moment, ""
    )
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    secret = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    _write(_private_path(made.id), base64.b64encode(secret), mode=0o600)
    earlier = public_keys()
    retired = [PublicProofKey(key.id, key.public, key.since, key.until or moment) for key in earlier]
    content = json.dumps([asdict(key) for key in (made, *retired)], indent=1)
    _write(folder / LIST, content.encode(), mode=0o644)
    for key in earlier:
        _private_path(key.id).unlink(missing_ok=True)
    return made


def public_keys() -> tuple[PublicProofKey, ...]:
    """All that ever signed, the present one first."""
    path = _folder() / LIST
    try:
        return _read(str(path), path.stat().st_mtime_ns)
    except FileNotFoundError:
        return ()


def sign(statement: bytes) -> str:
    """Signs with the present key. Raises `NoProofKey`."""
    return base64.b64encode(_private_key(present_key_id()).sign(statement)).decode()


def present_key_id() -> str:
    keys = public_keys()
    if not keys or keys[0].until:
        raise NoProofKey
    return keys[0].id


def is_signed_by(key: PublicProofKey, statement: bytes, signature: str) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.public))
        public.verify(base64.b64decode(signature, validate=True), statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def _folder() -> Path:
    return Path(settings.PROOF_KEYS_FOLDER)


def _private_path(key_id: str) -> Path:
    return _folder() / f"{key_id}.key"


def _private_key(key_id: str) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(_private_path(key_id).read_bytes()))
    except OSError as missing:
        raise NoProofKey from missing


@lru_cache(maxsize=4)
def _read(path: str, _changed: int) -> tuple[PublicProofKey, ...]:
    return tuple(PublicProofKey(**one) for one in json.loads(Path(path).read_text()))


def _write(path: Path, content: bytes, *, mode: int) -> None:
    """In place at once or not at all, and never readable by more than it may be, not even for a moment."""
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    partial.replace(path)
