"""A file in pieces: resumed after any break, never doubled, never half, never in the clear."""

import errno
import hashlib
import io
import os
import signal
import subprocess
import sys
import uuid
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from commonground.foundation import clock
from commonground.foundation.uploads import store
from commonground.foundation.uploads.limits import PIECE
from commonground.foundation.uploads.receiving import (
    abandon,
    begin,
    check_together,
    finish,
    held_uploads,
    next_offset,
    take_piece,
)
from commonground.foundation.uploads.refused import NoRoom, UploadRefused, WrongPiece
from commonground.foundation.uploads.tokens import TokenRefused, begun_of, held_of
from commonground.foundation.vault import CannotOpen, new_data_key
from tests.commonground.foundation.uploads import samples
from tests.commonground.foundation.uploads.conftest import bytes_on_disk

PLANTED = b"Officer Planted-Name did it"


def sent(content: bytes, *, name: str = "clip.mp4", keep: bool = False):
    begun = begin(name, len(content), keep_metadata=keep)
    offset = 0
    while offset < len(content):
        piece = content[offset : offset + PIECE]
        offset = take_piece(begun, offset, io.BytesIO(piece), sha256=hashlib.sha256(piece).hexdigest())
    return begun


def content_of(held) -> bytes:
    return b"".join(store.chunks_of(store.SealedReader(held.id, held.key, held.size)))


def video(size: int) -> bytes:
    return (samples.mp4(100) + PLANTED * (size // len(PLANTED) + 1))[:size]


def test_a_file_of_several_pieces_comes_back_as_it_was_and_lies_sealed(evidence_root) -> None:
    content = video(2 * PIECE + 12_345)
    begun = sent(content)
    pieces = [hashlib.sha256(content[at : at + PIECE]).digest() for at in range(0, len(content), PIECE)]
    held = finish(begun, pieces_sha256=hashlib.sha256(b"".join(pieces)).hexdigest())
    assert content_of(held) == content
    assert (held.size, held.pieces, held.media_type) == (len(content), 3, "video/mp4")
    assert held.digests == {"received": hashlib.sha256(content).hexdigest(), "kept": held.digests["received"]}
    assert (held.metadata, held.scan) == ("none-known", "not-scanned")
    assert PLANTED not in bytes_on_disk(evidence_root)
    assert held_of(held.token()).digests == held.digests


def test_the_key_is_nowhere_but_in_the_token_and_the_token_does_not_show_it(evidence_root) -> None:
    import base64

    begun = sent(video(1000))
    secret = begun.key.serialized()
    assert secret not in bytes_on_disk(evidence_root)
    assert secret not in base64.urlsafe_b64decode(begun.token())
    assert begun_of(begun.token()).key.serialized() == secret


def test_a_broken_connection_goes_on_from_where_it_stopped() -> None:
    content = video(PIECE + 500)
    begun = begin("clip.mp4", len(content))
    take_piece(begun, 0, io.BytesIO(content[:PIECE]))
    with pytest.raises(WrongPiece) as broken:
        take_piece(begun, PIECE, io.BytesIO(content[PIECE : PIECE + 100]))
    assert broken.value.offset == PIECE
    again = begun_of(begun.token())
    assert next_offset(again) == PIECE
    assert take_piece(again, 0, io.BytesIO(b"something else")) == PIECE  # sent once more: what stands, stands
    with pytest.raises(WrongPiece):
        take_piece(again, 3 * PIECE, io.BytesIO(b"x"))
    take_piece(again, PIECE, io.BytesIO(content[PIECE:]))
    assert content_of(finish(again)) == content


def test_a_piece_that_changed_on_its_way_is_not_kept(evidence_root) -> None:
    begun = begin("clip.mp4", 200)
    with pytest.raises(WrongPiece):
        take_piece(begun, 0, io.BytesIO(video(200)), sha256="0" * 64)
    assert next_offset(begun) == 0
    assert not bytes_on_disk(evidence_root)


def test_more_than_was_said_is_not_taken() -> None:
    begun = begin("clip.mp4", 200)
    take_piece(begun, 0, io.BytesIO(video(5000)))
    assert finish(begun).size == 200


def test_finishing_too_early_says_what_is_missing_and_a_wrong_whole_is_refused(evidence_root) -> None:
    begun = begin("clip.mp4", PIECE + 1)
    take_piece(begun, 0, io.BytesIO(video(PIECE)))
    with pytest.raises(WrongPiece) as missing:
        finish(begun)
    assert missing.value.offset == PIECE
    take_piece(begun, PIECE, io.BytesIO(b"x"))
    with pytest.raises(UploadRefused, match="did not arrive"):
        finish(begun, pieces_sha256="0" * 64)
    assert not bytes_on_disk(evidence_root)


def test_a_process_killed_while_it_writes_leaves_whole_pieces_and_no_half_one(evidence_root) -> None:
    """In a process of its own, killed in the middle of the second piece."""
    content = video(3 * PIECE)
    begun = begin("clip.mp4", len(content))
    take_piece(begun, 0, io.BytesIO(content[:PIECE]))
    script = f"""
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "commonground.doors.public.settings"
import django; django.setup()
from django.conf import settings
settings.EVIDENCE_ROOT = {str(evidence_root)!r}
from commonground.foundation.uploads.receiving import take_piece
from commonground.foundation.uploads.tokens import begun_of
class Slow:
    left = {PIECE}
    def read(self, size):
        if self.left <= 2 * 1024 * 1024:
            sys.stdout.write("half\\n"); sys.stdout.flush(); import time; time.sleep(60)
        self.left -= size
        return bytes(size)
take_piece(begun_of(sys.stdin.read()), {PIECE}, Slow())
"""
    child = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": "src"},
    )
    child.stdin.write(begun.token().encode())
    child.stdin.close()
    assert child.stdout.readline() == b"half\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert next_offset(begun) == PIECE
    for offset in (PIECE, 2 * PIECE):
        take_piece(begun, offset, io.BytesIO(content[offset : offset + PIECE]))
    assert content_of(finish(begun)) == content


@pytest.mark.parametrize("where", ["write", "fsync"])
def test_a_full_disk_is_answered_clearly_and_nothing_is_corrupt(
    where: str, monkeypatch, evidence_root
) -> None:
    content = video(2 * PIECE)
    begun = begin("clip.mp4", len(content))
    take_piece(begun, 0, io.BytesIO(content[:PIECE]))
    before = bytes_on_disk(evidence_root)

    def full(*_given, **_named):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(store, "seal_file", full) if where == "write" else patched.setattr(
            store.os, "fsync", full
        )
        with pytest.raises(NoRoom, match="no room"):
            take_piece(begun, PIECE, io.BytesIO(content[PIECE:]))
    assert bytes_on_disk(evidence_root) == before
    take_piece(begun, PIECE, io.BytesIO(content[PIECE:]))
    assert content_of(finish(begun)) == content


def test_uploads_stop_before_the_disk_is_full(monkeypatch) -> None:
    from collections import namedtuple

    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(store.shutil, "disk_usage", lambda _path: usage(10**12, 10**12, 10**8))
    with pytest.raises(NoRoom):
        begin("clip.mp4", 1000)


def test_what_is_refused_by_its_beginning_is_refused_at_the_first_piece_and_leaves_nothing(
    evidence_root,
) -> None:
    begun = begin("holiday.mp4", 2 * PIECE)
    body = io.BytesIO(b"MZ" + bytes(PIECE - 2))
    with pytest.raises(UploadRefused, match="program"):
        take_piece(begun, 0, body)
    assert body.read() == b""  # a browser that is cut off shows no answer
    assert not bytes_on_disk(evidence_root)


def test_metadata_goes_unless_the_person_keeps_it(evidence_root) -> None:
    photo = samples.jpeg()
    clean = finish(sent(photo, name="IMG.heic.exe"))
    assert clean.metadata == "stripped"
    assert samples.PLACE not in content_of(clean)
    assert clean.name == "IMG.heic.exe.jpg"
    assert clean.sha256 == hashlib.sha256(photo).hexdigest() != clean.digests["kept"]
    assert clean.digests["kept"] == hashlib.sha256(content_of(clean)).hexdigest()
    kept = finish(sent(photo, name="IMG.jpg", keep=True))
    assert (kept.metadata, content_of(kept)) == ("kept", photo)
    assert len([path for path in evidence_root.glob("*/*") if path.is_dir()]) == 2  # what arrived is gone


def test_a_telephones_photo_becomes_one_that_everybody_can_open() -> None:
    held = finish(sent(samples.picture("HEIF"), name="IMG_0001.HEIC"))
    assert (held.name, held.media_type, held.metadata) == ("IMG_0001.jpg", "image/jpeg", "stripped")


def test_what_is_too_large_to_strip_is_left_and_said_to_be(monkeypatch) -> None:
    monkeypatch.setattr("commonground.foundation.uploads.stripping.STRIPPED_UP_TO", 100)
    assert finish(sent(samples.jpeg(), name="a.jpg")).metadata == "left"


@pytest.mark.parametrize("damage", ["flip", "cut", "swap", "drop"])
def test_damage_is_met_and_never_passed_on(damage: str) -> None:
    held = finish(sent(video(2 * PIECE + 5)))
    first, second = store.piece_path(held.id, 0), store.piece_path(held.id, 1)
    if damage == "flip":
        content = bytearray(second.read_bytes())
        content[-7] ^= 1
        second.write_bytes(content)
    elif damage == "cut":
        second.write_bytes(second.read_bytes()[:-100])
    elif damage == "swap":
        second.write_bytes(first.read_bytes())
    else:
        second.unlink()
    with pytest.raises(CannotOpen):
        content_of(held)


def test_a_piece_of_another_upload_does_not_open_even_under_the_same_key() -> None:
    held = finish(sent(video(100)))
    other = uuid.uuid4()
    store.folder_of(other).mkdir(parents=True)
    store.piece_path(other, 0).write_bytes(store.piece_path(held.id, 0).read_bytes())
    with pytest.raises(CannotOpen):
        b"".join(store.chunks_of(store.SealedReader(other, held.key, 100)))


def test_tokens_are_of_this_door_of_their_kind_and_of_today(settings) -> None:
    begun = sent(video(100))
    held = finish(begun)
    for wrong in ("", "x", "é", held.token()[:-8], begun.token()[:-3] + "AAA"):
        with pytest.raises(TokenRefused):
            begun_of(wrong)
    with pytest.raises(TokenRefused):
        held_of(begun.token())
    with pytest.raises(TokenRefused):
        begun_of(held.token())
    with clock.stopped_at(clock.now() + timedelta(hours=25)), pytest.raises(TokenRefused):
        held_of(held.token())
    token = held.token()
    settings.SECRET_KEY = "the secret of another door, long enough to be taken for one too"
    with pytest.raises(TokenRefused):
        held_of(token)


def test_limits_of_a_filing(monkeypatch) -> None:
    held = finish(sent(video(100)))
    assert len(held_uploads([held.token(), held.token()])) == 1
    monkeypatch.setattr("commonground.foundation.uploads.receiving.LARGEST_FILING", 99)
    with pytest.raises(UploadRefused, match="Together"):
        held_uploads([held.token()])
    monkeypatch.setattr("commonground.foundation.uploads.receiving.MOST_FILES", 0)
    with pytest.raises(UploadRefused, match="At most"):
        check_together((held,))


@pytest.mark.parametrize("size", [0, -1, 3 * 1024**3])
def test_empty_and_too_large_are_refused_at_once(size: int) -> None:
    with pytest.raises(UploadRefused):
        begin("clip.mp4", size)


def test_what_was_taken_out_again_is_gone_and_cannot_be_sent(evidence_root) -> None:
    held, begun = finish(sent(video(100))), sent(video(100))
    abandon(held.token())
    abandon(begun.token())
    assert not bytes_on_disk(evidence_root)
    with pytest.raises(UploadRefused, match="no longer here"):
        held_uploads([held.token()])


@hypothesis_settings(max_examples=40, deadline=None)
@given(
    content=st.binary(min_size=1, max_size=400),
    reads=st.lists(st.tuples(st.integers(0, 450), st.integers(1, 200)), max_size=8),
)
def test_reading_anywhere_in_a_sealed_file_gives_what_was_sealed(
    content: bytes, reads, tmp_path_factory
) -> None:
    import unittest.mock

    with unittest.mock.patch.object(store, "PIECE", 64):
        writer = store.PieceWriter(uuid.uuid4(), key := new_data_key())
        for at in range(0, len(content), 37):
            writer.write(content[at : at + 37])
        writer.finish()
        reader, plain = store.SealedReader(writer.file_id, key, len(content)), io.BytesIO(content)
        assert writer.sha256 == hashlib.sha256(content).hexdigest()
        for offset, length in reads:
            reader.seek(offset)
            plain.seek(offset)
            expected, found = plain.read(length), b""
            while len(found) < len(expected):
                found += reader.read(length - len(found))
            assert found == expected
