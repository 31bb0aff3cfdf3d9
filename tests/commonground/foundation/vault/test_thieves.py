"""What somebody gets who steals one thing: the database, the cookie, the table; and what guessing receipts costs."""

import base64
import threading
import time
from hashlib import sha256

import pytest
from django.db import connection

from commonground.casework.models import Case, Message, Note
from commonground.foundation import clock
from commonground.foundation.vault import (
    CannotOpen,
    DataKey,
    derivation,
    new_data_key,
    new_receipt,
    open_receipt,
    place,
    receipts,
    seal_json,
    seal_text,
    sessions,
    tink_door,
    wrap_to_unit,
    wrap_with,
)
from commonground.foundation.vault.models import VaultFailure

from .conftest import ADA, BEN, PASSPHRASES

PLANTED = "Zebulon Quackenbush saw Officer Featherstonehaugh at the weir"


def every_byte() -> bytes:
    """The raw database: SQLite's file as it would lie on the disk, or every value of every table."""
    if connection.vendor == "sqlite":
        return bytes(connection.connection.serialize())
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [_as_bytes(value) for row in cursor.fetchall() for value in row]
    return b"\x00".join(found)


def _as_bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def every_value() -> set[bytes]:
    values = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            values |= {_as_bytes(value) for row in cursor.fetchall() for value in row if value is not None}
    return values


@pytest.fixture
def filed(standards, make_person):
    """A case as the kernel stores it, with a message, a note and an open session of a member."""
    receipt, now = new_receipt("en"), clock.now()
    keys = open_receipt(receipt)
    shared, inner = new_data_key(), new_data_key()
    case = Case(
        reference="R-QUOKKA",
        kind="complaint",
        unit="standards",
        received_at=now,
        stage="new",
        stage_since=now,
    )
    for column, key in (("shared_key_wrapped", shared), ("inner_key_wrapped", inner)):
        found = wrap_to_unit(key, "standards", place("casework_case", column, case.pk))
        setattr(case, column, found.wrapped)
        case.unit_key_id = found.unit_key_id
    case.locator = keys.locator
    case.receipt_key_wrapped = wrap_with(
        shared, keys.key, place("casework_case", "receipt_key_wrapped", case.pk)
    )
    case.filing_sealed = seal_json(
        shared, {"what": PLANTED}, place("casework_case", "filing_sealed", case.pk)
    )
    case.save()
    said = Message(case=case, side="reporter", sent_at=now)
    said.body_sealed = seal_text(shared, PLANTED, place("casework_message", "body_sealed", said.pk))
    said.save()
    note = Note(case=case, written_at=now, author=make_person())
    note.body_sealed = seal_text(inner, PLANTED, place("casework_note", "body_sealed", note.pk))
    note.save()
    opened = sessions.unlock(PASSPHRASES[ADA], by=ADA)
    return case, said, note, receipt, opened, keys


def test_what_was_told_is_nowhere_in_the_raw_database(filed, sheet):
    _case, _said, _note, receipt, opened, keys = filed
    raw = every_byte()
    assert b"R-QUOKKA" in raw, "the bytes are those of the database"
    browser_key = base64.urlsafe_b64decode(opened.cookie.partition(".")[2] + "=")
    for secret in (
        PLANTED.encode(),
        b"Featherstonehaugh",
        receipt.text.encode(),
        receipt.secret.encode(),
        keys.key.serialized(),
        PASSPHRASES[ADA].encode(),
        PASSPHRASES[BEN].encode(),
        sheet.encode(),
        browser_key,
        opened.cookie.encode(),
        opened.vault.packed(),
    ):
        assert secret not in raw
        assert base64.b64encode(secret) not in raw
        assert secret.hex().encode() not in raw


def test_a_thief_with_the_whole_database_reads_nothing(filed):
    """Every value that is stored is tried as a key, as it lies and hashed, on everything that is sealed."""
    case, said, note, _receipt, _opened, _keys = filed
    sealed = [
        (bytes(case.filing_sealed), place("casework_case", "filing_sealed", case.pk)),
        (bytes(said.body_sealed), place("casework_message", "body_sealed", said.pk)),
        (bytes(note.body_sealed), place("casework_note", "body_sealed", note.pk)),
    ]
    for value in every_value():
        for key in _keys_from(value):
            for ciphertext, where in sealed:
                with pytest.raises(CannotOpen):
                    key.open(ciphertext, where)


def _keys_from(value: bytes) -> list[DataKey]:
    raw = {sha256(value).digest(), value if len(value) == 32 else b""}
    if len(value) == 64:
        raw.add(bytes.fromhex(value.decode()) if _is_hex(value) else value[:32])
    keys = [DataKey.of_raw(one) for one in raw if len(one) == 32]
    try:
        key_set = tink_door.parse(value)
        tink_door.encrypt(key_set, b"", tink_door.Use.RECORD, "x")
        keys.append(DataKey(key_set))
    except Exception:  # not a symmetric key set: nothing to try
        pass
    return keys


def _is_hex(value: bytes) -> bool:
    return all(letter in b"0123456789abcdef" for letter in value)


def test_two_hundred_guesses_lock_nobody_out_and_leave_no_trace(monkeypatch, db):
    at_once, most = 0, 0
    counting = threading.Lock()
    really = derivation.derive

    def watched(secret, salt, length, *, cost):
        assert cost == derivation.RECEIPT_COST
        nonlocal at_once, most
        with counting:
            at_once += 1
            most = max(most, at_once)
        try:
            return really(secret, salt, length, cost=derivation.Cost(memory_kib=64, passes=1))
        finally:
            time.sleep(0.005)
            with counting:
                at_once -= 1

    monkeypatch.setattr(receipts, "derive", watched)
    monkeypatch.setattr(receipts, "installation_salt", lambda: b"s" * 16)
    honest = new_receipt("es")
    expected = open_receipt(honest).locator
    guesses: list[str] = []

    def guess():
        for _try in range(25):
            guesses.append(open_receipt(new_receipt("en")).locator)

    attackers = [threading.Thread(target=guess) for _one in range(8)]
    for attacker in attackers:
        attacker.start()
    assert open_receipt(honest).locator == expected
    tried_before = len(guesses)
    for attacker in attackers:
        attacker.join()
    assert len(set(guesses)) == 200
    assert expected not in guesses
    assert most <= 2
    assert tried_before < 200, "whoever has a receipt waits until every guess was tried"
    assert open_receipt(honest).locator == expected
    assert not VaultFailure.objects.exists()
