"""Files in a matter at both doors: sent with and without a script, read by those who may, by nobody else."""

import hashlib
import io
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from commonground.casework.evidence import attach, sweep_abandoned
from commonground.casework.evidence.keeping import file_shown
from commonground.casework.evidence.reading import files_of, shared_file_of
from commonground.casework.models import EvidenceFile, Exclusion, Side, WhyExcluded
from commonground.casework.queries.by_receipt import case_by_receipt
from commonground.foundation import clock
from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.uploads.limits import PIECE
from commonground.foundation.uploads.receiving import abandon, begin, finish, take_piece
from commonground.foundation.uploads.refused import UploadRefused
from tests.commonground.foundation.uploads import samples
from tests.commonground.foundation.uploads.conftest import bytes_on_disk
from tests.commonground.records.house import filed, house, matter

__all__ = ["house", "matter"]
PLANTED = b"PLANTED content of a file"
NAME = "planted-name.txt"


def held(content: bytes = PLANTED, name: str = NAME, *, keep: bool = False):
    begun = begin(name, len(content), keep_metadata=keep)
    for at in range(0, len(content), PIECE):
        take_piece(begun, at, io.BytesIO(content[at : at + PIECE]))
    return finish(begun)


def by_unit(house, matter, *, inner: bool = False, content: bytes = PLANTED) -> EvidenceFile:
    opened, upload = house.opened(matter.case.pk), held(content)
    with transaction.atomic():
        under = opened.inner if inner else opened.shared
        attach(matter.case.pk, (upload,), side=Side.UNIT, under=under, inner=inner, by=house.member)
    return EvidenceFile.objects.get(pk=upload.id)


def test_a_filing_with_a_file_is_read_by_its_unit_and_the_database_shows_nothing(
    house, evidence_root
) -> None:
    from django.db import connection

    done = filed(uploads=[held()])
    (shown,) = files_of(house.opened(done.case.pk))
    assert (shown.name, shown.size, shown.from_us) == (NAME, len(PLANTED), False)
    assert PLANTED not in bytes_on_disk(evidence_root)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name_sealed, key_wrapped, digest_sealed, media_type FROM casework_evidencefile"
        )
        assert b"planted" not in b"".join(
            bytes(str(value), "utf8") for row in cursor.fetchall() for value in row
        )


def test_the_same_upload_is_part_of_one_matter_once(house) -> None:
    upload = held()
    filed(uploads=[upload])
    with pytest.raises(UploadRefused, match="sent before"):
        filed(uploads=[upload])
    assert EvidenceFile.objects.count() == 1


def test_a_token_that_is_still_in_a_page_cannot_take_out_what_was_filed(house, evidence_root) -> None:
    upload = held()
    done = filed(uploads=[upload])
    abandon(upload.token())
    chunks = house.door().get(reverse("matters:file", args=[done.case.pk, upload.id])).streaming_content
    assert b"".join(chunks) == PLANTED


def test_a_member_saves_a_file_and_no_browser_would_run_it(house, matter) -> None:
    row = by_unit(house, matter)
    answer = house.door().get(reverse("matters:file", args=[matter.case.pk, row.pk]))
    assert b"".join(answer.streaming_content) == PLANTED
    assert answer["Content-Disposition"] == f'attachment; filename="{NAME}"'
    assert answer["Content-Type"] == "text/plain"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert (
        AuditEntry.objects.filter(action="casework.file.opened", object_id=str(matter.case.pk)).count() == 1
    )


def test_a_name_cannot_carry_a_header(house, matter) -> None:
    upload = held(PLANTED, 'a"\r\nSet-Cookie: stolen=1\r\n\r\n<script>.txt')
    opened = house.opened(matter.case.pk)
    with transaction.atomic():
        attach(matter.case.pk, (upload,), side=Side.UNIT, under=opened.shared, by=house.member)
    answer = house.door().get(reverse("matters:file", args=[matter.case.pk, upload.id]))
    assert "Set-Cookie" not in answer.headers
    assert "\n" not in answer["Content-Disposition"]


def test_a_locked_vault_asks_to_be_unlocked(house, matter) -> None:
    row = by_unit(house, matter)
    answer = house.door(unlocked=False).get(reverse("matters:file", args=[matter.case.pk, row.pk]))
    assert answer.status_code == 302
    assert "unlock" in answer["Location"]


def test_nobody_else_reads_it_or_learns_that_it_exists(house, matter, make_person, staff_door) -> None:
    row = by_unit(house, matter)
    address = reverse("matters:file", args=[matter.case.pk, row.pk])
    add = reverse("matters:add_files", args=[matter.case.pk])
    for role in (
        "front-desk",
        "records-custodian",
        "administrator",
        "oversight-investigator",
        "independent-reviewer",
    ):
        other = staff_door(make_person(role))
        assert other.get(address).status_code == 404
        assert other.get(add).status_code == 404
        assert other.post(add, {}).status_code == 404
    another = filed()
    assert house.door().get(reverse("matters:file", args=[another.case.pk, row.pk])).status_code == 404
    assert house.door().get(reverse("matters:file", args=[matter.case.pk, uuid.uuid4()])).status_code == 404
    Exclusion.objects.create(case=matter.case, person=house.member, why=WhyExcluded.ADDED, since=clock.now())
    for url in (address, add):
        assert house.door().get(url).status_code == 404
    assert house.door().post(add, {}).status_code == 404


def test_a_damaged_file_says_so_and_gives_nothing(house, matter) -> None:
    from commonground.foundation.uploads.store import piece_path

    row = by_unit(house, matter)
    piece_path(row.pk, 0).write_bytes(b"nothing")
    answer = house.door().get(reverse("matters:file", args=[matter.case.pk, row.pk]))
    assert answer.status_code == 500
    assert b"cannot be opened" in answer.content


@pytest.mark.parametrize("shared", ["", "yes"])
def test_a_member_adds_files_without_a_script_for_the_person_or_for_the_unit_alone(
    house, matter, shared, evidence_root
) -> None:
    door, address = house.door(), reverse("matters:add_files", args=[matter.case.pk])
    page = door.get(address)
    assert b"data-evidence-uploads" in page.content
    files = [
        SimpleUploadedFile("a.txt", b"first"),
        SimpleUploadedFile("page.html", b"<html>"),
        SimpleUploadedFile("b.txt", b"second"),
    ]
    answer = door.post(
        address, {"file": files, "shared": shared, "submission": str(uuid.uuid4())}, follow=True
    )
    text = answer.content.decode()
    assert "page.html" in text
    assert "browser would run" in text
    shown = files_of(house.opened(matter.case.pk))
    assert sorted(one.name for one in shown) == ["a.txt", "b.txt"]
    assert {one.inner for one in shown} == {not shared}
    assert {one.from_us for one in shown} == {True}
    of_person = case_by_receipt(matter.keys).files
    assert len(of_person) == (2 if shared else 0)


def test_a_form_without_its_csrf_token_is_refused_and_leaves_nothing(house, matter, evidence_root) -> None:
    door = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    inside = house.door()
    door.cookies = inside.cookies
    answer = door.post(
        reverse("matters:add_files", args=[matter.case.pk]), {"file": SimpleUploadedFile("a.txt", b"first")}
    )
    assert answer.status_code == 403
    assert not EvidenceFile.objects.exists()


def test_nothing_of_a_form_lies_in_the_clear_on_the_disk_while_it_arrives(
    house, matter, evidence_root, tmp_path, settings, monkeypatch
) -> None:
    import tempfile

    def never(*_given, **_named):
        raise AssertionError("a temporary file was asked for")

    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, never)
    large = samples.mp4(PIECE + 100_000)
    answer = house.door().post(
        reverse("matters:add_files", args=[matter.case.pk]),
        {"file": SimpleUploadedFile("clip.mp4", large), "submission": str(uuid.uuid4())},
    )
    assert answer.status_code == 302
    assert [one.name for one in files_of(house.opened(matter.case.pk))] == ["clip.mp4"]
    assert b"ftypmp42" not in bytes_on_disk(tmp_path)


def test_a_form_that_meets_a_full_disk_says_so_and_keeps_the_rest(
    house, matter, monkeypatch, evidence_root
) -> None:
    import errno

    from commonground.foundation.uploads import store

    seal, met = store.seal_file, []

    def full_once(*given):
        if not met:
            met.append(True)
            raise OSError(errno.ENOSPC, "No space left on device")
        return seal(*given)

    monkeypatch.setattr(store, "seal_file", full_once)
    files = [SimpleUploadedFile("a.txt", b"first"), SimpleUploadedFile("b.txt", b"second")]
    answer = house.door().post(
        reverse("matters:add_files", args=[matter.case.pk]),
        {"file": files, "submission": str(uuid.uuid4())},
        follow=True,
    )
    assert "There is no room" in answer.content.decode()
    assert [one.name for one in files_of(house.opened(matter.case.pk))] == ["b.txt"]


class Script:
    """What the page's script does, at a door."""

    def __init__(self, door: Client, where: str) -> None:
        self.door, self.where = door, where

    def ask(self, name: str, data: dict) -> tuple[int, dict]:
        answer = self.door.post(reverse(f"{self.where}:upload_{name}"), data)
        assert "no-store" in answer["Cache-Control"]
        return answer.status_code, answer.json()

    def piece(self, token: str, offset: int, content: bytes, sha256: str = "") -> tuple[int, dict]:
        answer = self.door.post(
            reverse(f"{self.where}:upload_piece"),
            content,
            content_type="application/octet-stream",
            headers={"X-Upload-Token": token, "X-Upload-Offset": str(offset), "X-Piece-SHA256": sha256},
        )
        return answer.status_code, answer.json()

    def send(self, name: str, content: bytes, **more) -> dict:
        status, begun = self.ask("begin", {"name": name, "size": len(content), **more})
        assert status == 200, begun
        digests = b""
        for at in range(0, len(content), PIECE):
            piece = content[at : at + PIECE]
            digest = hashlib.sha256(piece)
            digests += digest.digest()
            status, told = self.piece(begun["token"], at, piece, digest.hexdigest())
            assert (status, told["offset"]) == (200, at + len(piece)), told
        status, done = self.ask(
            "finish", {"token": begun["token"], "sha256": hashlib.sha256(digests).hexdigest()}
        )
        assert status == 200, done
        return done


def test_the_script_at_the_public_door_sends_in_pieces_and_a_message_takes_them_along(
    house, matter, public_door
) -> None:
    script = Script(public_door, "tell_us")
    done = script.send("clip.mp4", samples.mp4(PIECE + 5))
    assert (done["name"], done["size"]) == ("clip.mp4", PIECE + 5)
    answer = public_door.post(
        reverse("tell_us:return"),
        {
            "code": matter.receipt.text,
            "do": "write",
            "message": str(uuid.uuid4()),
            "text": "here it is",
            "sent_before": done["held"],
        },
    )
    assert answer.status_code == 200
    row = EvidenceFile.objects.get()
    assert (row.side, row.size, row.added_by) == ("reporter", PIECE + 5, None)
    assert row.message is not None


def test_the_script_is_told_what_is_wrong_in_words(public_door) -> None:
    script = Script(public_door, "tell_us")
    assert script.ask("begin", {"name": "x", "size": "many"})[0] == 400
    status, said = script.ask("begin", {"name": "x", "size": 5 * 1024**3})
    assert (status, "larger than 2 GB" in said["reason"]) == (422, True)
    begun = script.ask("begin", {"name": "x.html", "size": 6})[1]
    assert script.piece(begun["token"], 0, b"<html>")[0] == 422
    assert script.piece("nonsense", 0, b"x")[0] == 422
    clip = script.ask("begin", {"name": "x.mp4", "size": 300})[1]
    assert script.piece(clip["token"], 0, samples.mp4(300), "0" * 64) == (
        409,
        {"reason": "The connection broke. Go on from where it stopped.", "offset": 0},
    )
    assert script.piece(clip["token"], 4096, b"x")[1]["offset"] == 0
    assert script.piece(clip["token"], -5, b"x")[0] == 409
    assert script.ask("how_far", {"token": clip["token"]}) == (200, {"offset": 0})
    assert script.ask("finish", {"token": clip["token"]})[0] == 409
    assert script.ask("remove", {"token": clip["token"]}) == (200, {"removed": True})
    assert script.ask("remove", {"token": "nonsense"})[0] == 422


def test_tokens_of_one_door_mean_nothing_at_the_other(house, settings, public_door) -> None:
    done = Script(public_door, "tell_us").send("clip.mp4", samples.mp4(100))
    settings.SECRET_KEY = "the secret of the staff door, which is not the one of the public door"
    with pytest.raises(UploadRefused):
        abandon(done["held"])


def test_the_person_saves_what_the_unit_shared_and_nothing_else(house, matter, public_door) -> None:
    shared, inner = by_unit(house, matter), by_unit(house, matter, inner=True)
    other = filed()
    address = reverse("tell_us:open_file")

    def ask(code: str, file) -> object:
        return public_door.post(address, {"code": code, "file": str(file)})

    answer = ask(matter.receipt.text, shared.pk)
    assert b"".join(answer.streaming_content) == PLANTED
    assert answer["Content-Disposition"].startswith("attachment")
    assert ask(matter.receipt.text, inner.pk).status_code == 404
    assert ask(matter.receipt.text, "nonsense").status_code == 404
    assert ask(other.receipt.text, shared.pk).status_code == 404
    assert ask("one two three", shared.pk).status_code == 422
    assert public_door.get(address).status_code == 405
    assert shared_file_of(other.keys, case_by_receipt(other.keys), shared.pk) is None


def test_what_nobody_wanted_is_swept_after_a_day_and_what_belongs_to_a_matter_never(
    house, evidence_root
) -> None:
    filed(uploads=[held()])
    held(b"abandoned")
    assert len(list(evidence_root.glob("*/*"))) == 2
    for hours, left in ((24, 2), (26, 1)):
        with clock.stopped_at(clock.now() + timedelta(hours=hours)):
            sweep_abandoned()
        assert len(list(evidence_root.glob("*/*"))) == left


def test_what_was_kept_as_evidence_says_so(house) -> None:
    done = filed(uploads=[held(samples.jpeg(), "a.jpg", keep=True), held(samples.jpeg(), "b.jpg")])
    opened = house.opened(done.case.pk)
    shown = {one.name: one for one in (file_shown(row, opened.shared) for row in EvidenceFile.objects.all())}
    assert (shown["a.jpg"].metadata, shown["b.jpg"].metadata) == ("Kept as evidence", "Taken out")
    assert shown["a.jpg"].scan == "Not scanned"
    assert not shown["a.jpg"].scanned


def test_no_script_stands_in_a_page(house, matter) -> None:
    page = house.door().get(reverse("matters:add_files", args=[matter.case.pk])).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|style=", page)
