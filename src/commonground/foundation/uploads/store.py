"""Sealed bytes on disk: `evidence/<2 hex>/<id>/<piece>`, each piece a sealed file of its own, bound to its place.

A piece is on the disk, whole, before anybody is told so. A piece that stands is never written over.
Without the key, which is never stored here, what an upload leaves behind is dead bytes.
"""

import hashlib
import io
import os
import secrets
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from commonground.foundation.uploads.limits import KEPT_FREE, PIECE
from commonground.foundation.uploads.refused import FULL, NoRoom, WrongPiece
from commonground.foundation.vault import CannotOpen, DataKey, open_file, place, seal_file

KEPT = "kept"  # an empty file beside the pieces of what became part of a matter


def folder_of(file_id: uuid.UUID) -> Path:
    return Path(settings.EVIDENCE_ROOT) / file_id.hex[:2] / file_id.hex


def piece_path(file_id: uuid.UUID, index: int) -> Path:
    return folder_of(file_id) / f"{index:04d}"


def bound_to(file_id: uuid.UUID, index: int) -> str:
    return place("casework_evidencefile", "piece", f"{file_id}:{index}")


def number_of_pieces(size: int) -> int:
    return -(-size // PIECE)


def size_of_piece(index: int, size: int) -> int:
    return min(PIECE, size - index * PIECE)


def check_room(size: int) -> None:
    """Raises `NoRoom` while the disk still has what the rest of the house needs."""
    root = Path(settings.EVIDENCE_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(root).free < size + KEPT_FREE:
        raise NoRoom


def pieces_held(file_id: uuid.UUID) -> int:
    """How many pieces stand, counted from the first."""
    index = 0
    while piece_path(file_id, index).is_file():
        index += 1
    return index


def write_piece(
    file_id: uuid.UUID, index: int, content: BinaryIO, key: DataKey, *, size: int, sha256: str = ""
) -> None:
    """Seals `content` as it comes and puts it into place when all of it is on the disk.

    Raises `WrongPiece` when it is not as long or not as hashed as was said, `NoRoom` when the disk is full.
    """
    path = piece_path(file_id, index)
    partial = path.with_name(f".{index}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("xb") as target:
            sealed = seal_file(content, target, key, bound_to(file_id, index))
            target.flush()
            os.fsync(target.fileno())
        if sealed.plain_size != size or sha256 not in ("", sealed.plain_sha256):
            raise WrongPiece(index * PIECE)
        partial.replace(path)
        _settle(path.parent)
    except OSError as failure:
        if failure.errno in FULL:
            raise NoRoom from failure
        raise
    finally:
        partial.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """The names in a folder, on the disk as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class PieceWriter:
    """Takes a stream of unknown length and seals it piece by piece; four megabytes in memory, never more."""

    def __init__(self, file_id: uuid.UUID, key: DataKey) -> None:
        self.file_id, self.size = file_id, 0
        self._key, self._waiting = key, bytearray()
        self._sha256, self._index = hashlib.sha256(), 0

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    def write(self, data: bytes) -> int:
        self._waiting += data
        self._sha256.update(data)
        self.size += len(data)
        while len(self._waiting) >= PIECE:
            self._seal(PIECE)
        return len(data)

    def finish(self) -> None:
        if self._waiting:
            self._seal(len(self._waiting))

    def _seal(self, length: int) -> None:
        with memoryview(self._waiting) as waiting:
            write_piece(self.file_id, self._index, io.BytesIO(waiting[:length]), self._key, size=length)
        self._index += 1
        del self._waiting[:length]


class SealedReader(io.RawIOBase):
    """The content of a sealed file, readable anywhere in it; one opened piece in memory.

    Raises `CannotOpen` where a piece is missing, changed, cut short, or of another file.
    """

    def __init__(self, file_id: uuid.UUID, key: DataKey, size: int) -> None:
        super().__init__()
        self._file_id, self._key, self._size = file_id, key, size
        self._at, self._opened, self._index = 0, b"", -1

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: Any) -> int:
        if self._at >= self._size:
            return 0
        index, start = divmod(self._at, PIECE)
        found = self._piece(index)[start : start + len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def _piece(self, index: int) -> bytes:
        if index != self._index:
            self._opened, self._index = b"", -1
            self._opened, self._index = self._open(index), index
        return self._opened

    def _open(self, index: int) -> bytes:
        try:
            with piece_path(self._file_id, index).open("rb") as sealed:
                opened = b"".join(open_file(sealed, self._key, bound_to(self._file_id, index)))
        except FileNotFoundError as missing:
            raise CannotOpen("a piece is missing") from missing
        if len(opened) != size_of_piece(index, self._size):
            raise CannotOpen("a piece is cut short")
        return opened


def chunks_of(reader: BinaryIO, size: int = 1024 * 1024) -> Iterator[bytes]:
    while chunk := reader.read(size):
        yield chunk


def keep(file_id: uuid.UUID) -> None:
    """From here on it belongs to a matter: whoever still has its token cannot take it out again. Raises `NoRoom`."""
    try:
        (folder_of(file_id) / KEPT).touch()
        _settle(folder_of(file_id))
    except OSError as failure:
        if failure.errno in FULL:
            raise NoRoom from failure
        raise


def discard(file_id: uuid.UUID) -> None:
    """Removes an upload that belongs to nothing. What belongs to a matter stays, whoever asks."""
    if not (folder_of(file_id) / KEPT).exists():
        remove(file_id)


def remove(file_id: uuid.UUID) -> int:
    """The bytes of a file, gone. Returns how many there were; says nothing when there are none."""
    folder, size = folder_of(file_id), 0
    if folder.is_dir():
        for path in folder.iterdir():
            size += path.stat().st_size
            path.unlink(missing_ok=True)
        folder.rmdir()
    return size
