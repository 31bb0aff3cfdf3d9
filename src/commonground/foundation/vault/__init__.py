"""Sealing: what a person tells us in confidence is encrypted before it is stored.

Nothing here knows a case or a person; holders are audit keys. `docs/reference/sealed-format.md` describes the format.
Unlocked sessions of the staff door are in `vault.sessions`, keys of units and members in `vault.ceremony`.
"""

from commonground.foundation.vault.data_keys import (
    DataKey,
    new_data_key,
    open_json,
    open_text,
    place,
    seal_json,
    seal_text,
    unwrap_with,
    wrap_with,
)
from commonground.foundation.vault.derivation import TooBusy
from commonground.foundation.vault.receipts import (
    Receipt,
    ReceiptKeys,
    ReceiptUnreadable,
    new_receipt,
    open_receipt,
    read_receipt,
)
from commonground.foundation.vault.streaming import OpenedFile, SealedFile, open_file, seal_file
from commonground.foundation.vault.tink_door import CannotOpen
from commonground.foundation.vault.units import (
    UnitHasNoKey,
    UnitWrapped,
    unit_has_key,
    wrap_all_to_unit,
    wrap_to_unit,
)
from commonground.foundation.vault.unlocked import UnlockedVault

__all__ = [
    "CannotOpen",
    "DataKey",
    "OpenedFile",
    "Receipt",
    "ReceiptKeys",
    "ReceiptUnreadable",
    "SealedFile",
    "TooBusy",
    "UnitHasNoKey",
    "UnitWrapped",
    "UnlockedVault",
    "new_data_key",
    "new_receipt",
    "open_file",
    "open_json",
    "open_receipt",
    "open_text",
    "place",
    "read_receipt",
    "seal_file",
    "seal_json",
    "seal_text",
    "unit_has_key",
    "unwrap_with",
    "wrap_all_to_unit",
    "wrap_to_unit",
    "wrap_with",
]
