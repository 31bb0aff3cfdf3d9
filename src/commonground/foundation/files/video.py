"""A video keeps its picture and sound; what the camera noted down (place, time, device, comments) is blanked where it stands.

An MP4 is a row of boxes, each with its size and four letters. Boxes of notes become `free` boxes of the same size filled with
zeros, so that nothing else moves; moments of making become zero. A track that is neither picture nor sound may
hold places second by second among the pictures, where it cannot be blanked: such a file is refused.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext_lazy as _

from commonground.foundation.files.images import FileRefused
from commonground.foundation.files.kinds import Upload

OPENED = frozenset({b"moov", b"trak", b"mdia", b"moof", b"traf"})
NOTES = frozenset({b"udta", b"meta", b"uuid"})
WITH_MOMENTS = frozenset({b"mvhd", b"tkhd", b"mdhd"})
TRACKS = frozenset({b"vide", b"soun", b"tmcd"})  # picture, sound, and the counter that editing programs add
MOST_BOXES = 20_000
BLOCK = 1024 * 1024


class Box(NamedTuple):
    kind: bytes
    start: int
    inside: int  # where its content begins
    end: int


@contextmanager
def without_notes(upload: Upload) -> Iterator[BinaryIO]:
    """A copy of the video without notes. Raises `FileRefused` when it cannot be read or has a track of another sort."""
    with tempfile.TemporaryFile() as copy:
        upload.seek(0)
        shutil.copyfileobj(upload, copy, BLOCK)
        size = copy.tell()
        found = list(_boxes(copy, 0, size))
        kinds = {box.kind for box in found}
        if not {b"moov", b"mdat"} <= kinds:
            raise _unreadable()
        for box in found:
            _blank(copy, box)
        copy.seek(0)
        yield copy


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    waiting, count = [(start, end)], 0
    while waiting:
        at, until = waiting.pop()
        while at < until:
            box = _box_at(file, at, until)
            yield box
            if box.kind in OPENED:
                waiting.append((box.inside, box.end))
            at, count = box.end, count + 1
            if count > MOST_BOXES:
                raise _unreadable()


def _box_at(file: BinaryIO, at: int, until: int) -> Box:
    file.seek(at)
    head = file.read(16)
    size, inside = int.from_bytes(head[:4], "big"), at + 8
    if size == 1:
        size, inside = int.from_bytes(head[8:16], "big"), at + 16
    end = until if size == 0 else at + size
    if len(head) < 8 or end < inside or end > until:
        raise _unreadable()
    return Box(head[4:8], at, inside, end)


def _blank(file: BinaryIO, box: Box) -> None:
    if box.kind in NOTES:
        file.seek(box.start + 4)
        file.write(b"free")
        _zeros(file, box.inside, box.end)
    elif box.kind in WITH_MOMENTS:
        file.seek(box.inside)
        wide = file.read(1) == b"\x01"
        _zeros(file, box.inside + 4, min(box.inside + (20 if wide else 12), box.end))
    elif box.kind == b"hdlr":
        _check_track(file, box)


def _check_track(file: BinaryIO, box: Box) -> None:
    file.seek(box.inside + 8)
    if file.read(4) not in TRACKS:
        raise FileRefused(
            _(
                "This video has a track beside picture and sound, where cameras note places. "
                "Export a copy with picture and sound alone."
            ),
            field="file",
        )


def _zeros(file: BinaryIO, start: int, end: int) -> None:
    file.seek(start)
    while start < end:
        step = min(BLOCK, end - start)
        file.write(bytes(step))
        start += step


def _unreadable() -> FileRefused:
    return FileRefused(_("This video cannot be read. Export it again as MP4."), field="file")
