"""What is sealed opens, in its place and nowhere else."""

import hashlib
import io
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.foundation.vault import (
    CannotOpen,
    new_data_key,
    open_file,
    open_json,
    open_text,
    place,
    seal_file,
    seal_json,
    seal_text,
    unwrap_with,
    wrap_with,
)

HERE = place("casework_case", "narrative", 7)
THERE = place("casework_case", "narrative", 8)


@given(
    plain=st.binary(max_size=3000), where=st.text(min_size=1, max_size=80).filter(lambda t: t.isprintable())
)
@settings(max_examples=50, deadline=None)
def test_what_is_sealed_opens_in_its_place(plain, where):
    key = new_data_key()
    assert key.open(key.seal(plain, where), where) == plain


@given(text=st.text(max_size=500))
@settings(max_examples=50, deadline=None)
def test_texts_and_answers_come_back(text):
    key = new_data_key()
    assert open_text(key, seal_text(key, text, HERE), HERE) == text
    assert open_json(key, seal_json(key, {"a": [text, None, 1]}, HERE), HERE) == {"a": [text, None, 1]}


def test_an_empty_text_is_no_bytes():
    key = new_data_key()
    assert seal_text(key, "", HERE) == b""
    assert open_text(key, b"", HERE) == ""
    assert open_json(key, b"", HERE) is None


def test_another_place_another_key_and_any_flipped_byte_refuse():
    key = new_data_key()
    sealed = seal_text(key, "the officer's name", HERE)
    for other_key, where in ((key, THERE), (new_data_key(), HERE)):
        with pytest.raises(CannotOpen):
            open_text(other_key, sealed, where)
    for position in range(len(sealed)):
        flipped = bytearray(sealed)
        flipped[position] ^= 1
        with pytest.raises(CannotOpen):
            open_text(key, bytes(flipped), HERE)


def test_a_wrapped_key_is_not_a_record_and_the_reverse():
    key, under = new_data_key(), new_data_key()
    wrapped = wrap_with(key, under, HERE)
    assert unwrap_with(wrapped, under, HERE).open(key.seal(b"x", HERE), HERE) == b"x"
    with pytest.raises(CannotOpen):
        under.open(wrapped, HERE)
    with pytest.raises(CannotOpen):
        unwrap_with(under.seal(key.serialized(), HERE), under, HERE)
    with pytest.raises(CannotOpen):
        unwrap_with(wrapped, under, THERE)


def test_nothing_is_sealed_to_no_place():
    with pytest.raises(ValueError, match="place"):
        new_data_key().seal(b"x", "")


def test_a_key_shows_itself_nowhere():
    key = new_data_key()
    assert repr(key) == "<DataKey>"
    with pytest.raises(TypeError):
        pickle.dumps(key)


def sealed_file(plain: bytes, key, where=HERE):
    out = io.BytesIO()
    return seal_file(io.BytesIO(plain), out, key, where), out.getvalue()


@pytest.mark.parametrize("size", [0, 1, 1024 * 1024 - 1, 1024 * 1024, 3 * 1024 * 1024 + 17])
def test_files_of_every_length_come_back(size):
    plain = bytes(range(256)) * (size // 256 + 1)
    plain = plain[:size]
    key = new_data_key()
    told, sealed = sealed_file(plain, key)
    assert (told.plain_size, told.sealed_size) == (size, len(sealed))
    assert hashlib.sha256(sealed).hexdigest() == told.sealed_sha256
    assert open_file(io.BytesIO(sealed), key, HERE).read() == plain
    assert b"".join(open_file(io.BytesIO(sealed), key, HERE)) == plain


def test_a_file_cut_short_lengthened_changed_or_moved_is_refused():
    key = new_data_key()
    plain = b"evidence " * 300_000
    _told, sealed = sealed_file(plain, key)
    flipped = bytearray(sealed)
    flipped[len(sealed) // 2] ^= 1
    cut_at_a_segment = sealed[: len(sealed) - (len(sealed) % (1024 * 1024))]
    for broken in (
        sealed[:-1],
        sealed[:100],
        cut_at_a_segment,
        sealed + b"x",
        bytes(flipped),
        b"",
        b"CGSEAL1\n",
    ):
        with pytest.raises(CannotOpen):
            b"".join(open_file(io.BytesIO(broken), key, HERE))
    for other_key, where in ((key, THERE), (new_data_key(), HERE)):
        with pytest.raises(CannotOpen):
            open_file(io.BytesIO(sealed), other_key, where).read()


def test_every_byte_of_a_small_file_counts():
    key = new_data_key()
    _told, sealed = sealed_file(b"small", key)
    for position in range(len(sealed)):
        flipped = bytearray(sealed)
        flipped[position] ^= 1
        with pytest.raises(CannotOpen):
            b"".join(open_file(io.BytesIO(bytes(flipped)), key, HERE))
