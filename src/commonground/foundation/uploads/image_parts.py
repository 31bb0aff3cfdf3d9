"""Metadata out of JPEG, PNG and WebP without touching the picture: parts that are not needed to show it are left out.

What a camera noted (place, time, device, owner, a small preview of what was later cropped), comments, and whatever
hangs behind the picture's end are gone; every pixel stays as it came, which matters for evidence. Of a JPEG's notes
one survives: which way up it is. Nothing is decoded here, so nothing can unpack to more than was sent.
"""

import re
import struct
from collections.abc import Iterator


class Unreadable(ValueError):
    """Not a whole picture of its kind."""


class TooManyPixels(ValueError):
    """No photograph: an attack on whoever opens it."""


_AFTER_SCAN = re.compile(rb"\xff(?=[^\x00\xd0-\xd7\xff])")
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_ALONE = {0x01, *range(0xD0, 0xD8)}
EOI, SOS, APP1, COMMENT = 0xD9, 0xDA, 0xE1, 0xFE
_KEPT_NOTES = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}  # needed for right colours
_KEPT_CHUNKS = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs",
    b"acTL", b"fcTL", b"fdAT", b"cICP", b"mDCV", b"cLLI",
}  # fmt: skip
_KEPT_WEBP = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}


def jpeg(data: bytes, most_pixels: int) -> bytes:
    """The same picture, without notes. Raises `Unreadable`, `TooManyPixels`."""
    parts: list[bytes] = []
    orientation = 1
    for marker, segment, whole in _segments(data):
        if marker in _FRAMES and len(segment) >= 6:
            _check_pixels(struct.unpack(">HH", segment[1:5]), most_pixels)
        if marker == APP1 and segment.startswith(b"Exif\0\0"):
            orientation = _orientation(segment[6:])
        if 0xE0 <= marker <= 0xEF or marker == COMMENT:
            kept = _KEPT_NOTES.get(marker)
            if kept is None or not segment.startswith(kept):
                continue
        parts.append(whole)
    note = _orientation_note(orientation) if orientation != 1 else b""
    jfif = 1 if parts and parts[0][1] == 0xE0 else 0
    return b"".join((b"\xff\xd8", *parts[:jfif], note, *parts[jfif:], b"\xff\xd9"))


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, content, and the whole part with what follows it, up to the picture's end."""
    at, seen_picture = 2, False
    while at + 2 <= len(data):
        if data[at] != 0xFF:
            raise Unreadable
        marker = data[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker == EOI:
            break
        if marker in _ALONE:
            at += 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise Unreadable
        stop = end
        if marker == SOS:
            seen_picture = True
            following = _AFTER_SCAN.search(data, end)
            stop = following.start() if following else len(data)
        yield marker, data[at + 4 : end], data[at:stop]
        at = stop
    if not seen_picture:
        raise Unreadable


def _orientation(tiff: bytes) -> int:
    """Which way up, 1 to 8; 1 when it does not say."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 1
    at = struct.unpack(order + "I", tiff[4:8])[0]
    number = struct.unpack(order + "H", tiff[at : at + 2])[0] if at + 2 <= len(tiff) else 0
    for entry in range(number):
        field = tiff[at + 2 + entry * 12 : at + 14 + entry * 12]
        if len(field) == 12 and struct.unpack(order + "H", field[:2])[0] == 0x0112:
            value = int(struct.unpack(order + "H", field[8:10])[0])
            return value if 1 <= value <= 8 else 1
    return 1


def _orientation_note(orientation: int) -> bytes:
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 8 + len(tiff)) + b"Exif\0\0" + tiff


def png(data: bytes, most_pixels: int) -> bytes:
    parts, at = [data[:8]], 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        name, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            raise Unreadable
        if name == b"IHDR":
            _check_pixels(struct.unpack(">II", data[at + 8 : at + 16]), most_pixels)
        if name in _KEPT_CHUNKS:
            parts.append(data[at:end])
        if name == b"IEND":
            return b"".join(parts)
        at = end
    raise Unreadable


def webp(data: bytes, _most_pixels: int) -> bytes:
    """Its format cannot say more than 16,383 pixels a side."""
    parts, at, end = [], 12, min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at + 8 <= end:
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        stop = at + 8 + length + length % 2
        if at + 8 + length > end:
            raise Unreadable
        name, chunk = data[at : at + 4], data[at:stop]
        if name == b"VP8X" and length >= 10:
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]  # it has no notes any more
        if name in _KEPT_WEBP:
            parts.append(chunk)
        at = stop
    if not parts:
        raise Unreadable
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _check_pixels(sides: tuple[int, ...], most: int) -> None:
    if sides[0] * sides[1] > most:
        raise TooManyPixels


WRITERS = {"jpeg": jpeg, "png": png, "webp": webp}
