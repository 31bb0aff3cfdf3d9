"""Which kinds of file are accepted, and how each is known by its content."""

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import puremagic
from django.core.files.uploadedfile import UploadedFile

if TYPE_CHECKING:  # generic for the checker alone
    Upload = UploadedFile[Any]
else:
    Upload = UploadedFile


@dataclass(frozen=True)
class MediaKind:
    label: str
    media_type: str
    ending: str
    pillow_format: str = ""  # set for images, which are written anew

    @property
    def is_image(self) -> bool:
        return bool(self.pillow_format)


PDF = MediaKind("PDF", "application/pdf", ".pdf")
PNG = MediaKind("PNG", "image/png", ".png", "PNG")
JPEG = MediaKind("JPEG", "image/jpeg", ".jpg", "JPEG")
WEBP = MediaKind("WebP", "image/webp", ".webp", "WEBP")
WORD = MediaKind("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
EXCEL = MediaKind("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")
SLIDES = MediaKind(
    "PowerPoint", "application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"
)
OPEN_TEXT = MediaKind("OpenDocument text", "application/vnd.oasis.opendocument.text", ".odt")
OPEN_SHEET = MediaKind("OpenDocument spreadsheet", "application/vnd.oasis.opendocument.spreadsheet", ".ods")
TEXT = MediaKind("plain text", "text/plain; charset=utf-8", ".txt")

MP4 = MediaKind("MP4", "video/mp4", ".mp4")
CAPTIONS = MediaKind("WebVTT", "text/vtt; charset=utf-8", ".vtt")

PICTURES = (PNG, JPEG, WEBP)
ACCEPTED = (PDF, PNG, JPEG, WEBP, WORD, EXCEL, SLIDES, OPEN_TEXT, OPEN_SHEET, TEXT)

# The entry of a zip archive that makes it this kind of document.
_ZIP_MARKS = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL, "ppt/presentation.xml": SLIDES}
_OPEN_DOCUMENT = {kind.media_type: kind for kind in (OPEN_TEXT, OPEN_SHEET)}
_HEAD = 8192  # bytes that a signature may need
# Brands of MP4 that browsers play; the same boxes hold photos of telephones and QuickTime too.
_MP4_BRANDS = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"M4V "}
)


def kind_of(upload: Upload, kinds: tuple[MediaKind, ...] = ACCEPTED) -> MediaKind | None:
    """Which of `kinds` the file is, judged by its bytes alone; None when it is none of them."""
    found = _known(upload, kinds)
    return found if found in kinds else None


def _known(upload: Upload, kinds: tuple[MediaKind, ...]) -> MediaKind | None:
    upload.seek(0)
    head = upload.read(_HEAD)
    upload.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in _MP4_BRANDS:
        return MP4
    if CAPTIONS in kinds and head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT") and _is_text(head):
        return CAPTIONS
    if head.startswith(b"PK\x03\x04"):
        return _zipped_kind(upload)
    try:
        found = puremagic.from_string(head, mime=True)
    except puremagic.PureError:
        found = ""
    for kind in (PDF, PNG, JPEG, WEBP):
        if found == kind.media_type:
            return kind
    return TEXT if not found and _is_text(head) else None


def _zipped_kind(upload: Upload) -> MediaKind | None:
    try:
        with zipfile.ZipFile(upload) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return None  # macros
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return _OPEN_DOCUMENT.get(archive.read("mimetype").decode("ascii", "replace").strip())
            return next((kind for mark, kind in _ZIP_MARKS.items() if mark in names), None)
    except zipfile.BadZipFile:
        return None
    finally:
        upload.seek(0)


def _is_text(head: bytes) -> bool:
    if b"\x00" in head or b"<" in head[:256].lstrip()[:1]:
        return False  # markup is not plain text, whatever it is called
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as cut:
        return cut.start > len(head) - 4  # a character split at the end of what was read
    return True
