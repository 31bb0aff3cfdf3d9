"""A disk that is full, really: a clear answer at each way in, nothing half stays, and what came before is whole."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonground.casework.models import Case, EvidenceFile
from commonground.casework.queries.by_receipt import case_by_receipt
from commonground.foundation.files.accept import accept_upload
from commonground.foundation.files.images import FileRefused
from commonground.foundation.files.models import StoredFile
from commonground.foundation.uploads import store
from commonground.foundation.uploads.limits import PIECE
from commonground.foundation.uploads.receiving import begin, finish, take_piece
from commonground.foundation.uploads.refused import NoRoom
from tests.commonground.foundation.uploads.samples import jpeg
from tests.commonground.intake.sealing import unlocked_units
from tests.commonground.records.house import filed
from tests.commonground.tiny_disk import MB, TinyDisk, tiny_disk

pytestmark = pytest.mark.django_db
TEXT = b"what the neighbor wrote down, line by line\n"
CALM = "There is no room for more files at this moment"


@pytest.fixture
def disk(settings, tmp_path: Path, monkeypatch) -> Iterator[TinyDisk]:
    """Files of matters and of the record lie on it. What is kept free for the rest of the house is nothing here, so that
    the disk itself says no."""
    monkeypatch.setattr(store, "KEPT_FREE", 0)
    with tiny_disk(tmp_path / "disk") as found:
        settings.EVIDENCE_ROOT = found.folder / "evidence"
        settings.FILES_ROOT = found.folder / "files"
        settings.PROOF_KEYS_FOLDER = tmp_path / "proof-keys"
        yield found


def on_disk(disk: TinyDisk) -> dict[str, int]:
    return {
        str(path.relative_to(disk.folder)): path.stat().st_size
        for path in disk.folder.rglob("*")
        if path.is_file() and path.name != "ballast"
    }


def text(size: int) -> bytes:
    return (TEXT * (size // len(TEXT) + 1))[:size]


def test_the_disk_is_as_small_as_it_says(disk) -> None:
    """So that the tests below mean something."""
    with disk.left(MB), pytest.raises(OSError, match=r"No space|too large"):
        (disk.folder / "large").write_bytes(bytes(3 * MB))
    (disk.folder / "large").unlink()


def test_it_fills_in_the_middle_of_a_piece(disk) -> None:
    content = text(2 * PIECE)
    begun = begin("notes.txt", len(content))
    take_piece(begun, 0, io.BytesIO(content[:PIECE]))
    before = on_disk(disk)
    # A piece takes a little more than its content: the last of it does not fit.
    with disk.left(PIECE), pytest.raises(NoRoom, match=CALM):
        take_piece(begun, PIECE, io.BytesIO(content[PIECE:]))
    assert on_disk(disk) == before
    take_piece(begun, PIECE, io.BytesIO(content[PIECE:]))  # somebody made room: it goes on where it stopped
    assert finish(begun).size == len(content)


def test_it_fills_while_what_is_hidden_in_a_photo_is_taken_out(disk) -> None:
    photo = jpeg(behind=bytes(PIECE // 2))
    begun = begin("photo.jpg", len(photo))
    take_piece(begun, 0, io.BytesIO(photo))
    with disk.left(0 if disk.mounted else 512), pytest.raises(NoRoom, match=CALM):
        finish(begun)
    assert not list(disk.folder.rglob("0000"))


def test_a_form_without_a_script_says_so_and_keeps_what_was_typed(disk, public_door) -> None:
    """The first piece fits, the second does not."""
    unlocked_units()
    typed = {"step": "files", "go": "next", "category": "crime", "what": "He pushed me."}
    attached = SimpleUploadedFile("notes.txt", text(PIECE + MB), content_type="text/plain")
    with disk.left(PIECE + MB // 2 if disk.mounted else MB):
        answer = public_door.post(
            "/appeals/tip/", {**typed, "file": attached}, headers={"sec-fetch-site": "same-origin"}
        )
    page = answer.content.decode()
    assert answer.status_code in (200, 422)
    assert CALM in page
    assert "He pushed me." in page
    assert on_disk(disk) == {}


def test_whoever_comes_back_is_answered_and_their_matter_is_whole(disk, public_door) -> None:
    unlocked_units()
    done = filed()
    sent = {"code": done.receipt.text, "do": "write", "text": "See the notes."}
    attached = SimpleUploadedFile("notes.txt", text(MB), content_type="text/plain")
    with disk.left(0 if disk.mounted else 512):
        answer = public_door.post("/tell-us/return/", {**sent, "file": attached})
    assert answer.status_code == 422
    assert CALM in answer.content.decode()
    assert "See the notes." in answer.content.decode()  # still in the form
    assert on_disk(disk) == {}
    assert case_by_receipt(done.keys).messages == ()
    assert (
        public_door.post("/tell-us/return/", sent).status_code == 200
    )  # without the file, as the sentence says
    assert [one.text for one in case_by_receipt(done.keys).messages] == ["See the notes."]


def test_not_even_a_name_fits_at_the_moment_of_sending(disk, public_door) -> None:
    """The form comes back with its file and words, nothing is filed; sent again later, it is."""
    if not disk.mounted:
        pytest.skip("needs a file system of its own, which only who administers the machine may mount")
    unlocked_units()
    upload = begin("notes.txt", len(TEXT))
    take_piece(upload, 0, io.BytesIO(TEXT))
    token = finish(upload).token()
    typed = {"step": "check", "go": "send", "category": "crime", "what": "He pushed me."}
    sent = {**typed, "sent_before": token}
    with disk.no_more_names():
        answer = public_door.post("/appeals/tip/", sent, headers={"sec-fetch-site": "same-origin"})
    page = answer.content.decode()
    assert CALM in page
    assert token in page
    assert not Case.objects.exists()
    assert not EvidenceFile.objects.exists()
    public_door.post("/appeals/tip/", sent, headers={"sec-fetch-site": "same-origin"})
    assert EvidenceFile.objects.get().case == Case.objects.get()


def test_files_of_the_record_leave_nothing_half_either(disk) -> None:
    pdf = b"%PDF-1.7\n" + bytes(2 * MB)
    with disk.left(MB), pytest.raises(FileRefused, match="no room"):
        accept_upload(SimpleUploadedFile("minutes.pdf", pdf))
    assert on_disk(disk) == {}
    assert not StoredFile.objects.exists()
    assert accept_upload(SimpleUploadedFile("minutes.pdf", pdf)).size == len(pdf)
