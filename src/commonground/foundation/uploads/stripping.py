"""Takes out what a device or a program noted in a file, where that can be done; says what was done.

Pictures of the three usual kinds keep every pixel (`image_parts`). Everything that needs a parser for a hostile
format runs in a process of its own (`strip_alone`), so that a crash or a bomb there harms nobody.
"""

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from commonground.foundation.uploads import image_parts
from commonground.foundation.uploads.kinds import JPEG, EvidenceKind, Strip
from commonground.foundation.uploads.limits import (
    MOST_PIXELS,
    MOST_PIXELS_STRIPPED,
    MOST_UNPACKED,
    STRIPPED_UP_TO,
)
from commonground.foundation.uploads.refused import UploadRefused
from commonground.foundation.uploads.strip_alone import BOMB

ALONE = Path(__file__).with_name("strip_alone.py")
SECONDS = 90
_at_once = BoundedSemaphore(2)  # each may take as much memory as the file is large, and more


class CannotStrip(UploadRefused):
    """The file could not be read, so nothing could be taken out of it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "What is hidden in this file (such as place, time or author) could not be taken out, because the file "
                "could not be read. Attach another copy, or choose to keep what is hidden in it."
            )
        )


def can_strip(kind: EvidenceKind) -> bool:
    return kind.strip is not Strip.NOTHING


def stripped(content: BinaryIO, size: int, kind: EvidenceKind) -> tuple[bytes, EvidenceKind] | None:
    """The file without its metadata and what kind it is then; None when it is too large for that.

    Raises `UploadRefused` when it cannot be read or is a bomb.
    """
    if size > STRIPPED_UP_TO:
        return None
    with _at_once:
        content.seek(0)
        data = content.read(size) if size else b""
        while len(data) < size:
            data += content.read(size - len(data))
        if kind.strip in image_parts.WRITERS:
            return _without_parts(data, kind), kind
        clean = _run_alone(data, kind.strip)
        return clean, (JPEG if kind.strip is Strip.TO_JPEG else kind)


def _without_parts(data: bytes, kind: EvidenceKind) -> bytes:
    try:
        return image_parts.WRITERS[kind.strip](data, MOST_PIXELS)
    except image_parts.TooManyPixels as bomb:
        raise UploadRefused(_("This picture has too many pixels. Attach a smaller copy.")) from bomb
    except (image_parts.Unreadable, ValueError, IndexError) as broken:
        raise CannotStrip from broken


def _run_alone(data: bytes, how: Strip) -> bytes:
    command = [sys.executable, "-I", str(ALONE), how, str(MOST_PIXELS_STRIPPED), str(MOST_UNPACKED)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False, env={})
    except subprocess.TimeoutExpired as slow:
        raise CannotStrip from slow
    if done.returncode == BOMB:
        raise UploadRefused(_("This file unpacks to far more than it holds. It is not taken."))
    if done.returncode or not done.stdout:
        raise CannotStrip
    return done.stdout
