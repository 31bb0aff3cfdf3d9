"""What was sealed with format “common-ground 1” opens for ever: the format cannot change unnoticed."""

import io
import json
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest
from mnemonic import Mnemonic

from commonground.foundation.vault import (
    DataKey,
    open_file,
    open_text,
    read_receipt,
    streaming,
    tink_door,
    unwrap_with,
)
from commonground.foundation.vault.derivation import RECEIPT_COST, Cost, derive
from commonground.foundation.vault.tink_door import Use

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())


def test_a_record():
    for known in (VECTORS["record"], VECTORS["key_set_record"]):
        key = (
            DataKey.of_raw(b64decode(known["raw_key"]))
            if "raw_key" in known
            else DataKey.of_serialized(b64decode(known["key_set"]))
        )
        assert open_text(key, b64decode(known["sealed"]), known["bound_to"]) == known["text"]


def test_a_wrapped_key():
    known = VECTORS["wrapped_key"]
    under = DataKey.of_raw(b64decode(known["under_raw_key"]))
    found = unwrap_with(b64decode(known["wrapped"]), under, known["bound_to"])
    assert found.serialized() == b64decode(known["key_set"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_receipt(language):
    known = VECTORS["receipts"][language]
    receipt = read_receipt(known["typed"].upper())
    assert receipt.secret == known["secret"]
    # No receipt says what it cost: another cost would find and open nothing that was filed before.
    cost = Cost(known["memory_kib"], known["passes"], known["lanes"])
    assert cost == RECEIPT_COST
    derived = derive(receipt.secret, b64decode(known["salt"]), 64, cost=cost)
    assert sha256(derived[:32]).hexdigest() == known["locator"]
    assert derived[32:] == b64decode(known["raw_key"])


@pytest.mark.parametrize("template", ["P-256", "X-Wing"])
def test_a_key_wrapped_to_a_unit_and_the_sheet_that_spells_the_private_half(template):
    known = VECTORS["units"][template]
    private = tink_door.parse(b64decode(known["private_key_set"]))
    public = b64decode(known["public_key_set"])
    assert tink_door.public_part(private) == public
    secret = bytes(Mnemonic("english").to_entropy(known["recovery_words"]))
    for key_set in (private, tink_door.private_key_set_of(secret, public)):
        plain = tink_door.decrypt_from(key_set, b64decode(known["wrapped"]), Use.UNIT_KEY, known["bound_to"])
        assert plain == b64decode(known["key_set"])


def test_a_file():
    known = VECTORS["file"]
    key = DataKey.of_raw(b64decode(known["raw_key"]))
    sealed = b64decode(known["sealed"])
    assert sealed.startswith(streaming.MAGIC)
    assert open_file(io.BytesIO(sealed), key, known["bound_to"]).read() == b64decode(known["plain"])


def test_what_a_ciphertext_is_bound_to():
    assert tink_door.associated_data(Use.RECORD, "a:b:1") == b"common-ground 1\nrecord\na:b:1"
    assert [use.value for use in Use] == [
        "record",
        "key",
        "key for unit",
        "unit key for holder",
        "member key",
        "session",
        "file",
        "drill",
    ]
