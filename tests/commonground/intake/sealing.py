"""Units with keys, as a ceremony would leave them, and the vault that opens what is sealed to them."""

from commonground.foundation import clock
from commonground.foundation.vault import UnlockedVault
from commonground.foundation.vault.installation import make_installation
from commonground.foundation.vault.models import UnitKey
from commonground.foundation.vault.tink_door import KeyTemplate, new_private_key_set, public_part
from commonground.foundation.vault.unlocked import HeldKey
from commonground.vaults.units import units


def unlocked_units() -> UnlockedVault:
    """A key for every unit of the city; the vault holds them all."""
    make_installation()  # where tables were made without migrations
    held = {}
    for unit in units():
        keys = new_private_key_set(KeyTemplate.P256)
        row = UnitKey.objects.create(
            unit=unit,
            version=1,
            template=KeyTemplate.P256,
            public_keys=public_part(keys),
            created_at=clock.now(),
        )
        held[row.pk] = HeldKey(unit, keys)
    return UnlockedVault("person:1", held)
