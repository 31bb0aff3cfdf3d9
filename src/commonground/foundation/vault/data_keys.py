"""The key of one record: seals its texts and answers, each bound to the table, column and row where it lies."""

import json
from typing import Any

from commonground.foundation.vault import tink_door
from commonground.foundation.vault.tink_door import CannotOpen, KeySet, Use


class DataKey:
    """A Tink AEAD key set (AES-256-GCM). Lives in memory only; stored wrapped under something else."""

    __slots__ = ("_key_set",)

    def __init__(self, key_set: KeySet) -> None:
        self._key_set = key_set

    @classmethod
    def of_raw(cls, raw: bytes) -> "DataKey":
        """The key whose 32 bytes somebody else derived: Argon2id, a browser's cookie."""
        return cls(tink_door.data_key_set_of(raw))

    @classmethod
    def of_serialized(cls, secret: bytes) -> "DataKey":
        return cls(tink_door.parse(secret))

    def serialized(self) -> bytes:
        return tink_door.serialized(self._key_set)

    def seal(self, plain: bytes, bound_to: str, *, use: Use = Use.RECORD) -> bytes:
        return tink_door.encrypt(self._key_set, plain, use, bound_to)

    def open(self, sealed: bytes, bound_to: str, *, use: Use = Use.RECORD) -> bytes:
        """Raises `CannotOpen`: another key, another place, changed."""
        return tink_door.decrypt(self._key_set, sealed, use, bound_to)

    def __repr__(self) -> str:
        return "<DataKey>"  # a key never shows itself in a log or an error page

    def __reduce__(self) -> Any:
        raise TypeError("a data key is not pickled: wrap it")


def new_data_key() -> DataKey:
    return DataKey(tink_door.new_data_key_set())


def place(table: str, column: str, row: object) -> str:
    """Where a ciphertext lies: what every record's sealed column is bound to. The row's id is a UUID or a number."""
    return f"{table}:{column}:{row}"


def wrap_with(key: DataKey, under: DataKey, bound_to: str) -> bytes:
    """`key` under another data key, such as the one that a receipt gives."""
    return under.seal(key.serialized(), bound_to, use=Use.KEY)


def unwrap_with(wrapped: bytes, under: DataKey, bound_to: str) -> DataKey:
    return DataKey.of_serialized(under.open(wrapped, bound_to, use=Use.KEY))


def seal_text(key: DataKey, text: str, bound_to: str) -> bytes:
    """Nothing stays nothing: an empty text is stored as no bytes."""
    return key.seal(text.encode(), bound_to) if text else b""


def open_text(key: DataKey, sealed: bytes, bound_to: str) -> str:
    return _decoded(key.open(sealed, bound_to)) if sealed else ""


def seal_json(key: DataKey, value: Any, bound_to: str) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return key.seal(text.encode(), bound_to)


def open_json(key: DataKey, sealed: bytes, bound_to: str) -> Any:
    """None for a column that holds nothing yet."""
    return json.loads(_decoded(key.open(sealed, bound_to))) if sealed else None


def _decoded(plain: bytes) -> str:
    try:
        return plain.decode()
    except UnicodeDecodeError as wrong:
        raise CannotOpen("no text") from wrong
