"""Uploads: known by their content, bounded, images without metadata, never executed when served."""

import hashlib
import io
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile

from commonground.foundation.files import accept as accepting
from commonground.foundation.files import images
from commonground.foundation.files.accept import FileRefused, accept_upload, path_of
from commonground.foundation.files.publish import publish_file, withdraw_file

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(kind: str = "JPEG", **saved) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(target, kind, **saved)
    return target.getvalue()


def zipped(*names: str, mimetype: str = "") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "<x/>")
    return target.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("policy.pdf", PDF, "application/pdf"),
        ("policy.exe", PDF, "application/pdf"),
        ("photo.png", picture("PNG"), "image/png"),
        ("photo.webp", picture("WEBP"), "image/webp"),
        (
            "minutes.docx",
            zipped("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            "minutes.odt",
            zipped(mimetype="application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
        ),
        ("notes.txt", "Acta de la reunión, ñ".encode(), "text/plain; charset=utf-8"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_is_what_it_contains(name: str, content: bytes, media_type: str) -> None:
    assert accept_upload(upload(name, content)).media_type == media_type


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.pdf", b"", "empty"),
        ("page.pdf", b"<html><script>alert(1)</script>", "not accepted"),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not accepted"),
        ("program.pdf", b"MZ\x90\x00" + b"\x00" * 100, "not accepted"),
        ("macro.docx", zipped("word/document.xml", "word/vbaProject.bin"), "not accepted"),
        ("things.docx", zipped("a.html"), "not accepted"),
        ("cut.docx", zipped("word/document.xml")[:40], "not accepted"),
        ("cut.png", picture("PNG")[:60], "cannot be read"),
        ("cut.jpg", picture("JPEG")[:400], "cannot be read"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused_and_why(
    name: str, content: bytes, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        ImageFile, "LOAD_TRUNCATED_IMAGES", True
    )  # as other libraries in the process leave it
    with pytest.raises(FileRefused, match=sentence):
        accept_upload(upload(name, content))


@pytest.mark.django_db
def test_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accepting, "LARGEST_FILE", 10)
    with pytest.raises(FileRefused, match="larger than"):
        accept_upload(upload("policy.pdf", PDF))


@pytest.mark.django_db
def test_an_image_of_too_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MOST_PIXELS", 100)
    with pytest.raises(FileRefused, match="too many pixels"):
        accept_upload(upload("photo.png", picture("PNG")))


@pytest.mark.django_db
def test_an_image_loses_where_and_with_what_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of a witness"
    exif[0x8825] = {1: "N", 2: (35.0, 28.0, 0.0)}
    stored = accept_upload(upload("photo.jpg", picture(exif=exif.tobytes(), comment=b"taken at home")))
    kept = path_of(stored.id).read_bytes()
    assert b"Camera of a witness" not in kept
    assert b"taken at home" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


@pytest.mark.django_db
def test_a_document_is_kept_byte_for_byte_and_its_hash_says_so() -> None:
    stored = accept_upload(upload("policy.pdf", PDF))
    assert path_of(stored.id).read_bytes() == PDF
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["../../etc/passwd.pdf", "..\\..\\boot.pdf", "a\x00b.pdf", "<script>.pdf", "ñ" * 300 + ".pdf"]
)
def test_a_hostile_name_is_only_a_name(name: str) -> None:
    stored = accept_upload(upload("x.pdf", PDF)) if "\x00" in name else accept_upload(upload(name, PDF))
    assert path_of(stored.id).is_file()
    assert "/" not in stored.name
    assert "\\" not in stored.name
    assert "<" not in stored.name
    assert stored.name.endswith(".pdf")


def test_the_public_door_serves_what_is_public_and_nothing_else(public_door) -> None:
    stored = accept_upload(upload("policy.pdf", PDF))
    address = f"/files/{stored.id}/policy.pdf"
    assert public_door.get(address).status_code == 404
    publish_file(stored)
    answer = public_door.get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    withdraw_file(stored)
    assert public_door.get(address).status_code == 404
    assert public_door.get(f"/files/{uuid.uuid4()}/policy.pdf").status_code == 404


def test_text_is_never_served_as_a_page(public_door) -> None:
    stored = accept_upload(upload("notes.txt", b"hello <script>alert(1)</script>"))
    publish_file(stored)
    answer = public_door.get(f"/files/{stored.id}/anything.html")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert b"".join(answer.streaming_content).startswith(b"hello")
