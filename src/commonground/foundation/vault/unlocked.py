"""What an unlocked session holds in memory for the length of one request: the private key sets of its units."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass

from commonground.foundation.vault import tink_door
from commonground.foundation.vault.data_keys import DataKey
from commonground.foundation.vault.tink_door import CannotOpen, KeySet, Use


@dataclass(frozen=True)
class HeldKey:
    """One version of a unit's private key set."""

    unit: str
    key_set: KeySet

    def __repr__(self) -> str:
        return f"<HeldKey {self.unit}>"


class UnlockedVault:
    """Opens what was wrapped to the holder's units. Never stored, never pickled."""

    __slots__ = ("_held", "holder")

    def __init__(self, holder: str, held: Mapping[int, HeldKey]) -> None:
        self.holder = holder
        self._held = dict(held)

    @property
    def units(self) -> frozenset[str]:
        return frozenset(held.unit for held in self._held.values())

    def holds(self, unit_key_id: int) -> bool:
        return unit_key_id in self._held

    def open_key(self, unit_key_id: int, wrapped: bytes, bound_to: str) -> DataKey:
        """Raises `CannotOpen`: not a key of this holder's units, another place, changed."""
        if not wrapped:
            raise CannotOpen("no key: disposed of")
        plain = tink_door.decrypt_from(self.private_key_set(unit_key_id), wrapped, Use.UNIT_KEY, bound_to)
        return DataKey.of_serialized(plain)

    def private_key_set(self, unit_key_id: int) -> KeySet:
        """For granting to another member; nothing else needs it."""
        held = self._held.get(unit_key_id)
        if held is None:
            raise CannotOpen("not a unit of this holder")
        return held.key_set

    def with_key(self, unit_key_id: int, held: HeldKey) -> "UnlockedVault":
        return UnlockedVault(self.holder, {**self._held, unit_key_id: held})

    def only(self, units: frozenset[str]) -> "UnlockedVault":
        return UnlockedVault(self.holder, {pk: held for pk, held in self._held.items() if held.unit in units})

    def packed(self) -> bytes:
        """For the session's table, where it lies sealed under the browser's key."""
        return json.dumps(
            {
                str(pk): [held.unit, base64.b64encode(tink_door.serialized(held.key_set)).decode()]
                for pk, held in self._held.items()
            }
        ).encode()

    @classmethod
    def unpacked(cls, holder: str, pack: bytes) -> "UnlockedVault":
        return cls(
            holder,
            {
                int(pk): HeldKey(unit, tink_door.parse(base64.b64decode(keys)))
                for pk, (unit, keys) in json.loads(pack).items()
            },
        )

    def __repr__(self) -> str:
        return f"<UnlockedVault of {self.holder}>"

    def __reduce__(self) -> str:
        raise TypeError("an unlocked vault is not pickled")
