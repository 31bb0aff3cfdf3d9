"""Sealing to a unit: whoever files something can wrap its keys to the unit, and never open them again."""

from dataclasses import dataclass

from commonground.foundation.vault import tink_door
from commonground.foundation.vault.data_keys import DataKey
from commonground.foundation.vault.models import UnitKey
from commonground.foundation.vault.tink_door import Use


class UnitHasNoKey(Exception):
    """The unit's custodian has not set up its key yet: nothing can be sealed to it, so nothing may be taken in."""


@dataclass(frozen=True)
class UnitWrapped:
    """A data key, readable by the unit alone, and which of its keys that takes."""

    unit_key_id: int
    wrapped: bytes


def living_unit_key(unit: str) -> UnitKey:
    """The key to which new things are sealed. Raises `UnitHasNoKey`."""
    key = UnitKey.objects.filter(unit=unit, retired_at__isnull=True).first()
    if key is None:
        raise UnitHasNoKey(unit)
    return key


def unit_has_key(unit: str) -> bool:
    return UnitKey.objects.filter(unit=unit, retired_at__isnull=True).exists()


def wrap_to_unit(key: DataKey, unit: str, bound_to: str) -> UnitWrapped:
    """Raises `UnitHasNoKey`."""
    return wrap_all_to_unit(unit, (key, bound_to))[0]


def wrap_all_to_unit(unit: str, *keys: tuple[DataKey, str]) -> list[UnitWrapped]:
    """Several keys of one row, all to the same version: it may be replaced at any moment. Raises `UnitHasNoKey`."""
    found = living_unit_key(unit)
    return [UnitWrapped(found.pk, wrap_to(found, key, bound_to)) for key, bound_to in keys]


def wrap_to(unit_key: UnitKey, key: DataKey, bound_to: str) -> bytes:
    return tink_door.encrypt_to(bytes(unit_key.public_keys), key.serialized(), Use.UNIT_KEY, bound_to)
