"""What a page carries of a file that was sent but belongs to nothing yet: sealed, so that only this house reads it.

The key of an upload is nowhere but here. Whoever loses the page loses the upload, and so does whoever breaks in.
"""

import base64
import binascii
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from commonground.foundation import clock
from commonground.foundation.uploads.limits import TOKEN_LASTS
from commonground.foundation.uploads.refused import UploadRefused
from commonground.foundation.vault import CannotOpen, DataKey, open_json, seal_json

_SALT = "commonground.foundation.uploads.tokens"


class TokenRefused(UploadRefused):
    """Not a token of this door, or older than a day."""

    def __init__(self) -> None:
        super().__init__(_("This file was sent too long ago, or not from this page. Attach it again."))


@dataclass(frozen=True)
class Begun:
    """An upload under way. `size` and `name` are what the page said."""

    id: uuid.UUID
    key: DataKey
    name: str
    size: int
    keep_metadata: bool
    at: datetime

    def token(self) -> str:
        said = {"name": self.name, "size": self.size, "keep": self.keep_metadata}
        return _sealed("begun", self.id, self.key, self.at, said)


@dataclass(frozen=True)
class HeldUpload:
    """An upload that is complete, examined, and waits to become part of a matter."""

    id: uuid.UUID
    key: DataKey
    name: str
    size: int
    pieces: int
    media_type: str
    metadata: str
    scan: str
    digests: dict[str, str]  # SHA-256 as received, and as kept
    at: datetime

    @property
    def sha256(self) -> str:
        """Of the content as the person sent it: what the filing proof speaks of."""
        return self.digests["received"]

    def token(self) -> str:
        said = {
            name: getattr(self, name)
            for name in ("name", "size", "pieces", "media_type", "metadata", "scan", "digests")
        }
        return _sealed("held", self.id, self.key, self.at, said)


def begun_of(token: str) -> Begun:
    """Raises `TokenRefused`."""
    file_id, key, at, said = _opened("begun", token)
    return Begun(file_id, key, said["name"], said["size"], said["keep"], at)


def held_of(token: str) -> HeldUpload:
    """Raises `TokenRefused`."""
    file_id, key, at, said = _opened("held", token)
    return HeldUpload(id=file_id, key=key, at=at, **said)


def _door_key() -> DataKey:
    """Of this door alone, made from its secret; a token of the public door means nothing at the staff door."""
    return DataKey.of_raw(salted_hmac(_SALT, "token", algorithm="sha256").digest())


def _sealed(what: str, file_id: uuid.UUID, key: DataKey, at: datetime, said: dict[str, Any]) -> str:
    secret = base64.b64encode(key.serialized()).decode()
    whole = {"id": file_id.hex, "key": secret, "at": at.isoformat(), "said": said}
    return base64.urlsafe_b64encode(seal_json(_door_key(), whole, f"{_SALT}:{what}")).decode()


def _opened(what: str, token: str) -> tuple[uuid.UUID, DataKey, datetime, dict[str, Any]]:
    try:
        whole = open_json(_door_key(), base64.urlsafe_b64decode(token.encode()), f"{_SALT}:{what}")
    except (CannotOpen, binascii.Error, ValueError) as wrong:
        raise TokenRefused from wrong
    if not whole:
        raise TokenRefused
    at = datetime.fromisoformat(whole["at"])
    if clock.now() - at > TOKEN_LASTS:
        raise TokenRefused
    return uuid.UUID(whole["id"]), DataKey.of_serialized(base64.b64decode(whole["key"])), at, whole["said"]
