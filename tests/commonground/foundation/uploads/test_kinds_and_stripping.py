"""What is taken and what is not, by content; and that what a device noted is gone while the picture is as it was."""

import io

import pikepdf
import pytest
from PIL import Image

from commonground.foundation.uploads.kinds import (
    ARCHIVE,
    MACROS,
    MARKUP,
    OLD_OFFICE,
    PROGRAM,
    UNPACKS,
    kind_of,
    safe_name,
)
from commonground.foundation.uploads.kinds import JPEG as JPEG_KIND
from commonground.foundation.uploads.refused import UploadRefused
from commonground.foundation.uploads.stripping import CannotStrip, stripped
from tests.commonground.foundation.uploads import samples

HEIC_HERE = pytest.importorskip("pillow_heif") is not None


def kind(content: bytes):
    return kind_of(io.BytesIO(content), len(content))


def cleaned(content: bytes) -> bytes:
    result = stripped(io.BytesIO(content), len(content), kind(content))
    assert result is not None
    return result[0]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (samples.jpeg(), "image/jpeg"),
        (samples.png(), "image/png"),
        (samples.picture("WEBP"), "image/webp"),
        (samples.picture("GIF"), "image/gif"),
        (samples.picture("TIFF"), "image/tiff"),
        (samples.picture("HEIF"), "image/heic"),
        (samples.picture("AVIF"), "image/avif"),
        (samples.pdf(), "application/pdf"),
        (samples.word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (samples.mp4(), "video/mp4"),
        (b"\x00\x00\x00\x14ftypqt  " + bytes(40), "video/quicktime"),
        (b"\x00\x00\x00\x18ftyp3gp5" + bytes(40), "video/3gpp"),
        (b"\x00\x00\x00\x18ftypM4A " + bytes(40), "audio/mp4"),
        (b"\x1aE\xdf\xa3" + bytes(40), "video/webm"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt " + bytes(40), "audio/wav"),
        (b"RIFF\x00\x00\x00\x00AVI LIST" + bytes(40), "video/x-msvideo"),
        (b"ID3\x04" + bytes(40), "audio/mpeg"),
        (b"OggS" + bytes(40), "audio/ogg"),
        (b"fLaC" + bytes(40), "audio/flac"),
        (b"#!AMR\n" + bytes(40), "audio/amr"),
        ("Lo que pasó, día a día\n".encode(), "text/plain"),
        ("a text of Windows".encode("utf-16"), "text/plain"),
        (b"time,plate\n12:30,ABC\n", "text/plain"),
        (("é" * 8192 + "x" * 3).encode(), "text/plain"),
        (("x" + "é" * 9000).encode(), "text/plain"),
    ],
)
def test_what_is_taken_is_known_by_its_content(content: bytes, media_type: str) -> None:
    assert kind(content).media_type == media_type


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<!DOCTYPE html><script>alert(1)</script>", MARKUP),
        (b"\xef\xbb\xbf  <html>", MARKUP),
        ("\ufeff<svg onload=alert(1)>".encode("utf-16-le"), MARKUP),
        (b'<?xml version="1.0"?><svg/>', MARKUP),
        (b"MZ\x90\x00" + bytes(200), PROGRAM),
        (b"\x7fELF" + bytes(200), PROGRAM),
        (b"#!/bin/sh\nrm -r /\n", PROGRAM),
        (b"7z\xbc\xaf\x27\x1c" + bytes(40), ARCHIVE),
        (b"Rar!\x1a\x07\x00" + bytes(40), ARCHIVE),
        (b"\x1f\x8b\x08" + bytes(40), ARCHIVE),
        (bytes(257) + b"ustar" + bytes(300), ARCHIVE),
        (b"PK\x03\x04" + bytes(100), ARCHIVE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), OLD_OFFICE),
        (b"{\\rtf1 \\objdata", OLD_OFFICE),
        (samples.word(more={"word/vbaProject.bin": b"x"}), MACROS),
    ],
)
def test_what_is_refused_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(UploadRefused) as refused:
        kind(content)
    assert str(refused.value.reason) == str(reason)


def test_an_archive_that_is_no_document_is_refused_whatever_it_is_called() -> None:
    import zipfile

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("../../etc/passwd", "x")
    with pytest.raises(UploadRefused, match="archive"):
        kind(target.getvalue())


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch) -> None:
    monkeypatch.setattr("commonground.foundation.uploads.kinds.MOST_UNPACKED", 30 * 1024 * 1024)
    content = samples.zip_bomb(31)
    assert len(content) < 100_000
    with pytest.raises(UploadRefused) as refused:
        kind(content)
    assert str(refused.value.reason) == str(UNPACKS)


def test_an_unknown_file_is_refused_with_what_is_taken() -> None:
    with pytest.raises(UploadRefused, match="Taken are photos"):
        kind(b"\x93\x01\x02\x00unknown" + bytes(30))


@pytest.mark.parametrize("number", range(1, 9))
def test_a_photo_loses_its_notes_and_keeps_every_pixel_and_its_way_up(number: int) -> None:
    dirty = samples.jpeg(orientation=number, behind=b"PK\x03\x04<script>planted</script>")
    clean = cleaned(dirty)
    assert samples.PLACE in dirty
    assert samples.PLACE not in clean
    assert b"planted" not in clean
    with Image.open(io.BytesIO(dirty)) as before, Image.open(io.BytesIO(clean)) as after:
        assert before.tobytes() == after.tobytes()
        assert after.getexif().get(0x0112, 1) == number
        assert set(after.getexif()) <= {0x0112}


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF", "TIFF", "HEIF", "AVIF"])
def test_other_pictures_lose_their_notes(form: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = samples.PLACE.decode()
    options = {"exif": exif} if form in ("WEBP", "HEIF", "AVIF") else {}
    if form == "GIF":
        options = {"comment": samples.PLACE}
    if form == "TIFF":
        options = {"description": samples.PLACE.decode()}
    dirty = samples.png() if form == "PNG" else samples.picture(form, **options)
    clean = cleaned(dirty)
    assert samples.PLACE in dirty
    assert samples.PLACE not in clean
    with Image.open(io.BytesIO(clean)) as after:
        after.load()
        assert after.size in ((64, 48), (30, 20))


def test_every_frame_of_a_picture_that_moves_is_kept() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], duration=80, loop=0)
    with Image.open(io.BytesIO(cleaned(target.getvalue()))) as after:
        assert after.n_frames == 3


def test_a_pdf_loses_author_attachments_scripts_and_programs() -> None:
    clean = cleaned(samples.pdf(pages=2))
    for planted in (samples.PLACE, b"planted-script", b"planted-program", b"secret.txt"):
        assert planted not in clean
    with pikepdf.open(io.BytesIO(clean)) as paper:
        assert len(paper.pages) == 2
        assert not paper.attachments
        assert "/OpenAction" not in paper.Root
        assert "/Metadata" not in paper.Root
        assert "/A" not in paper.pages[0].Annots[0]


def test_a_pdf_that_is_something_else_as_well_is_only_a_pdf_afterwards() -> None:
    both = samples.pdf() + samples.word()
    clean = cleaned(both)
    assert b"PK\x03\x04" not in clean


def test_an_office_document_loses_author_and_company_and_keeps_its_words() -> None:
    import zipfile

    clean = cleaned(samples.word(more={"docProps/thumbnail.jpeg": samples.PLACE}))
    with zipfile.ZipFile(io.BytesIO(clean)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert archive.read("word/document.xml") == b"<document>What happened</document>"
        assert "docProps/thumbnail.jpeg" not in archive.namelist()
    assert samples.PLACE not in everything


@pytest.mark.parametrize(
    "broken", [b"\xff\xd8\xff\xe0\x00", b"%PDF-1.7\nnothing", samples.png()[:60], b"GIF89a" + b"x" * 9]
)
def test_what_cannot_be_read_cannot_be_stripped_and_says_what_to_do(broken: bytes) -> None:
    with pytest.raises(CannotStrip, match="choose to keep"):
        cleaned(broken)


def test_a_picture_that_says_it_is_enormous_is_refused() -> None:
    with pytest.raises(UploadRefused, match="too many pixels"):
        cleaned(samples.png_bomb())


def test_a_pdf_that_unpacks_without_end_is_given_up() -> None:
    import zlib

    stream = zlib.compress(bytes(300_000_000), 9)
    bomb = b"%%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(
        stream
    )
    bomb += stream + b"\nendstream\nendobj\ntrailer<</Root 2 0 R>>\n%%EOF"
    with pytest.raises(UploadRefused):
        cleaned(bomb)


def test_a_password_is_an_answer_too() -> None:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(samples.pdf())) as paper:
        paper.save(target, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    with pytest.raises(CannotStrip):
        cleaned(target.getvalue())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("IMG_1.JPG", "IMG_1.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\me\\photo.jpeg", "photo.jpeg"),
        ("photo\r\nSet-Cookie: a=b.jpg", "photoSet-Cookie a=b.jpg"),
        ("invoice\u202egpj.exe", "invoicegpj.exe.jpg"),
        ('a"b;c.jpg', "ab;c.jpg"),
        ("\x00\x01", "file.jpg"),
        ("..", "file.jpg"),
        (".jpg", "jpg.jpg"),
        ("x" * 300 + ".jpg", "x" * 100 + ".jpg"),
        ("día 3.jpg", "día 3.jpg"),
    ],
)
def test_names_carry_no_path_and_no_tricks(given: str, kept: str) -> None:
    assert safe_name(given, JPEG_KIND) == kept
