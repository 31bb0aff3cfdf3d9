"""Seven words, read back however they were written; wrong ones are named, and never echoed elsewhere."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.foundation.vault import (
    ReceiptUnreadable,
    TooBusy,
    new_receipt,
    open_receipt,
    read_receipt,
)
from commonground.foundation.vault.derivation import Turnstile

SEPARATORS = st.sampled_from([" ", "  ", "-", ", ", "\n", " . ", "1. ", "/", "\t", "\u00a0"])


@given(language=st.sampled_from(["en", "es"]), separator=SEPARATORS, upper=st.booleans(), bare=st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_receipt_is_read_however_it_is_typed(language, separator, upper, bare):
    receipt = new_receipt(language)
    typed = separator.join(receipt.words)
    if bare:
        typed = typed.translate(str.maketrans("áéíóúüñ", "aeiouun"))
    assert read_receipt(typed.upper() if upper else typed) == receipt


def test_a_wrong_word_is_named_with_the_nearest():
    with pytest.raises(ReceiptUnreadable) as refused:
        read_receipt("abandon ability able about above absentt absorb")
    assert "absentt" in str(refused.value.reason)
    assert "absent”" in str(refused.value.reason)


@pytest.mark.parametrize(
    "typed", ["", "   ", "1234", "abandon ability", "abandon " * 8, "x" * 100_000, "\x00"]
)
def test_what_is_no_receipt_is_refused_with_a_sentence(typed):
    with pytest.raises(ReceiptUnreadable) as refused:
        read_receipt(typed)
    assert len(str(refused.value.reason)) < 200


def test_a_receipt_opens_the_same_every_time_and_no_other_does(db):
    receipt, other = new_receipt("en"), new_receipt("en")
    first, again, wrong = open_receipt(receipt), open_receipt(read_receipt(receipt.text)), open_receipt(other)
    assert first.locator == again.locator != wrong.locator
    assert again.key.open(first.key.seal(b"x", "here"), "here") == b"x"
    assert receipt.words[0] not in repr(receipt) + repr(first)


def test_who_waits_too_long_is_told_so_and_the_next_try_works():
    turnstile = Turnstile(at_once=1, wait_seconds=0.05)
    inside, leave = threading.Event(), threading.Event()

    def hold():
        with turnstile.turn():
            inside.set()
            leave.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    inside.wait(5)
    # Told while the other is still inside, not when they leave.
    with pytest.raises(TooBusy), turnstile.turn():
        pass
    assert not leave.is_set()
    assert holder.is_alive()
    leave.set()
    holder.join()
    with turnstile.turn():
        pass
