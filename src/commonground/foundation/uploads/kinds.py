"""Which kinds of file are taken as evidence, each known by its content; and why the others are not.

What is decided here decides what a download says of itself. A name's ending never does.
"""

import struct
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import BinaryIO

import puremagic
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonground.foundation.uploads.limits import MOST_ENTRIES, MOST_UNPACKED
from commonground.foundation.uploads.refused import UploadRefused

HEAD = 16 * 1024  # bytes that tell what a file is


class Strip(StrEnum):
    """How metadata is taken out of a kind."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    PICTURE = "picture"  # written anew by Pillow
    TO_JPEG = "to-jpeg"  # a telephone's format, written anew as JPEG
    PDF = "pdf"
    OFFICE = "office"
    NOTHING = ""


@dataclass(frozen=True)
class EvidenceKind:
    label: str | Promise
    media_type: str
    endings: tuple[str, ...]
    strip: Strip = Strip.NOTHING


_OOXML = "application/vnd.openxmlformats-officedocument."
_OASIS = "application/vnd.oasis.opendocument."
JPEG = EvidenceKind(_("Photo (JPEG)"), "image/jpeg", (".jpg", ".jpeg"), Strip.JPEG)
PNG = EvidenceKind(_("Picture (PNG)"), "image/png", (".png",), Strip.PNG)
WEBP = EvidenceKind(_("Picture (WebP)"), "image/webp", (".webp",), Strip.WEBP)
GIF = EvidenceKind(_("Picture (GIF)"), "image/gif", (".gif",), Strip.PICTURE)
TIFF = EvidenceKind(_("Scan (TIFF)"), "image/tiff", (".tif", ".tiff"), Strip.PICTURE)
HEIC = EvidenceKind(_("Photo (HEIC)"), "image/heic", (".heic", ".heif"), Strip.TO_JPEG)
AVIF = EvidenceKind(_("Photo (AVIF)"), "image/avif", (".avif",), Strip.TO_JPEG)
PDF = EvidenceKind("PDF", "application/pdf", (".pdf",), Strip.PDF)
WORD = EvidenceKind("Word", _OOXML + "wordprocessingml.document", (".docx",), Strip.OFFICE)
EXCEL = EvidenceKind("Excel", _OOXML + "spreadsheetml.sheet", (".xlsx",), Strip.OFFICE)
SLIDES = EvidenceKind("PowerPoint", _OOXML + "presentationml.presentation", (".pptx",), Strip.OFFICE)
OPEN_TEXT = EvidenceKind("OpenDocument", _OASIS + "text", (".odt",), Strip.OFFICE)
OPEN_SHEET = EvidenceKind("OpenDocument", _OASIS + "spreadsheet", (".ods",), Strip.OFFICE)
OPEN_SLIDES = EvidenceKind("OpenDocument", _OASIS + "presentation", (".odp",), Strip.OFFICE)
TEXT = EvidenceKind(_("Plain text"), "text/plain", (".txt", ".csv", ".log", ".md"))
MP4 = EvidenceKind(_("Video (MP4)"), "video/mp4", (".mp4", ".m4v"))
QUICKTIME = EvidenceKind(_("Video (MOV)"), "video/quicktime", (".mov",))
THREE_GP = EvidenceKind(_("Video (3GP)"), "video/3gpp", (".3gp", ".3g2"))
MATROSKA = EvidenceKind(_("Video (WebM, MKV)"), "video/webm", (".webm", ".mkv"))
AVI = EvidenceKind(_("Video (AVI)"), "video/x-msvideo", (".avi",))
WINDOWS = EvidenceKind(_("Windows Media"), "video/x-ms-wmv", (".wmv", ".wma"))
MPEG = EvidenceKind(_("Video (MPEG)"), "video/mpeg", (".mpg", ".mpeg", ".ts", ".mts"))
MP3 = EvidenceKind(_("Sound (MP3)"), "audio/mpeg", (".mp3",))
M4A = EvidenceKind(_("Sound (M4A)"), "audio/mp4", (".m4a",))
WAV = EvidenceKind(_("Sound (WAV)"), "audio/wav", (".wav",))
OGG = EvidenceKind(_("Sound (Ogg)"), "audio/ogg", (".ogg", ".oga", ".opus", ".ogv"))
FLAC = EvidenceKind(_("Sound (FLAC)"), "audio/flac", (".flac",))
AMR = EvidenceKind(_("Sound (AMR)"), "audio/amr", (".amr",))
AAC = EvidenceKind(_("Sound (AAC)"), "audio/aac", (".aac",))

ACCEPTED = (
    JPEG, PNG, WEBP, GIF, TIFF, HEIC, AVIF, PDF, WORD, EXCEL, SLIDES, OPEN_TEXT, OPEN_SHEET, OPEN_SLIDES, TEXT,
    MP4, QUICKTIME, THREE_GP, MATROSKA, AVI, WINDOWS, MPEG, MP3, M4A, WAV, OGG, FLAC, AMR, AAC,
)  # fmt: skip
BY_MEDIA_TYPE = {kind.media_type: kind for kind in ACCEPTED}

ARCHIVE = _("An archive hides what is in it. Take the files out, and attach each by itself.")
MARKUP = _(
    "A web page or a drawing that a browser would run (HTML, SVG, XML) is not taken. Save it as a PDF."
)
PROGRAM = _("A program or a script is not taken: whoever opens it would run it.")
OLD_OFFICE = _("Documents of this kind can carry programs. Save it as a PDF and attach that.")
MACROS = _("This document carries a program (macros). Save it without, or as a PDF, and attach that.")
UNPACKS = _("This document unpacks to far more than it says it holds. It is not taken.")
UNKNOWN = _(
    "This is not a kind of file that can be taken. Taken are photos, PDF, office documents, text, video and sound."
)
EMPTY = _("This file is empty.")

_SIGNATURES: tuple[tuple[bytes, EvidenceKind], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"%PDF-", PDF),
    (b"\x1aE\xdf\xa3", MATROSKA),
    (b"0&\xb2u\x8ef\xcf\x11", WINDOWS),
    (b"\x00\x00\x01\xba", MPEG),
    (b"\x00\x00\x01\xb3", MPEG),
    (b"ID3", MP3),
    (b"OggS", OGG),
    (b"fLaC", FLAC),
    (b"#!AMR", AMR),
    (b"\xff\xf1", AAC),
    (b"\xff\xf9", AAC),
    *((bytes([0xFF, second]), MP3) for second in (0xFB, 0xFA, 0xF3, 0xF2)),
)
_REFUSED: tuple[tuple[bytes, Promise], ...] = (
    *(
        (mark, ARCHIVE)
        for mark in (b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"MSCF")
    ),
    *(
        (mark, PROGRAM)
        for mark in (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
    ),
    *((mark, PROGRAM) for mark in (b"\x00asm", b"dex\n", b"L\x00\x00\x00\x01\x14\x02\x00")),
    (b"\xd0\xcf\x11\xe0", OLD_OFFICE),
    (b"{\\rtf", OLD_OFFICE),
)
_RIFF = {b"WEBP": WEBP, b"WAVE": WAV, b"AVI ": AVI}
_BRANDS = {b"heic": HEIC, b"heix": HEIC, b"mif1": HEIC, b"heim": HEIC, b"msf1": HEIC, b"avif": AVIF, b"qt  ": QUICKTIME,
           b"M4A ": M4A, b"M4B ": M4A}  # fmt: skip
_ZIP_MARKS = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL, "ppt/presentation.xml": SLIDES}


def kind_of(content: BinaryIO, size: int) -> EvidenceKind:
    """What a whole file is. Raises `UploadRefused` with the reason when it is nothing that is taken."""
    content.seek(0)
    head = content.read(HEAD)
    if not head:
        raise UploadRefused(EMPTY)
    if head.startswith(b"PK"):
        return _office_document(content, size)
    return _kind_of_head(head)


def check_head(head: bytes) -> None:
    """Refuses by the first piece what can be refused by it, so that nobody sends two gigabytes to be told no."""
    if not head.startswith(b"PK"):
        _kind_of_head(head[:HEAD])


def _kind_of_head(head: bytes) -> EvidenceKind:
    if (kind := next((kind for mark, kind in _SIGNATURES if head.startswith(mark)), None)) is not None:
        return kind
    if (reason := next((reason for mark, reason in _REFUSED if head.startswith(mark)), None)) is not None:
        raise UploadRefused(reason)
    if head[257:262] == b"ustar":
        raise UploadRefused(ARCHIVE)
    if head.startswith(b"RIFF") and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[4:8] == b"ftyp":
        return THREE_GP if head[8:10] == b"3g" else _BRANDS.get(head[8:12], MP4)
    if head[4:8] in (b"moov", b"mdat", b"wide"):
        return QUICKTIME
    if head[:1] == b"G" and head[188:189] == b"G" and head[376:377] == b"G":
        return MPEG
    return _text(head)


def _text(head: bytes) -> EvidenceKind:
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    try:
        text = head.decode(encoding)
    except UnicodeDecodeError as broken:
        if broken.start < len(head) - 4 or len(head) < HEAD:  # else a character split where the head ends
            raise UploadRefused(_named(head)) from broken
        text = head[: broken.start].decode(encoding)
    if any(ord(character) < 32 and character not in "\t\n\r\f\x1b" for character in text):
        raise UploadRefused(_named(head))
    beginning = text.lstrip("\ufeff \t\r\n\f")
    if beginning.startswith("<"):
        raise UploadRefused(MARKUP)
    if beginning.startswith("#!"):
        raise UploadRefused(PROGRAM)
    return TEXT


def _named(head: bytes) -> str | Promise:
    """The reason, with what the file seems to be where that is known."""
    try:
        found = puremagic.magic_string(head)[0].extension
    except (puremagic.PureError, ValueError, IndexError):
        found = ""
    return (
        _("%(reason)s This one looks like %(ending)s.") % {"reason": UNKNOWN, "ending": found}
        if found
        else UNKNOWN
    )


def _office_document(content: BinaryIO, size: int) -> EvidenceKind:
    _check_directory(content, size)
    try:
        with zipfile.ZipFile(content) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED or len(names) != len(entries):
                raise UploadRefused(UNPACKS)
            if any(
                name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".jar")) for name in names
            ):
                raise UploadRefused(MACROS)
            if any(name.startswith(("Basic/", "Scripts/")) for name in names):
                raise UploadRefused(MACROS)
            kind = next((kind for mark, kind in _ZIP_MARKS.items() if mark in names), None)
            if kind is None and "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = BY_MEDIA_TYPE.get(archive.read("mimetype").decode("ascii", "replace").strip())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as broken:
        raise UploadRefused(ARCHIVE) from broken
    if kind is None or kind.strip is not Strip.OFFICE:
        raise UploadRefused(ARCHIVE)
    return kind


def _check_directory(content: BinaryIO, size: int) -> None:
    """An archive says at its end how large its directory is; a hostile one makes the reader swallow it whole."""
    content.seek(max(0, size - 65_557))
    tail = content.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise UploadRefused(ARCHIVE)
    entries, length = struct.unpack("<HI", tail[at + 10 : at + 16])
    if entries > MOST_ENTRIES or length > MOST_ENTRIES * 200:
        raise UploadRefused(UNPACKS)
    content.seek(0)


def safe_name(name: str, kind: EvidenceKind) -> str:
    """A name that says what the file is and does nothing else: no path, no control or direction marks, not too long."""
    plain = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(c for c in plain if c.isprintable() and c not in '"<>|:*?\x7f').strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if dot and f".{ending.lower()}" in kind.endings:
        return f"{stem[:100] or 'file'}.{ending.lower()}"
    return f"{(plain or 'file')[:100]}{kind.endings[0]}"
