"""Files of any size, sealed as they pass: one segment of a megabyte in memory at a time, never the whole.

A sealed file begins with a header (magic, and the file's own stream key wrapped under the record's data key), so that
the record's key opens it, and deleting that key kills it. The rest is Tink's streaming AEAD.
"""

import hashlib
import io
from dataclasses import dataclass
from typing import Any, BinaryIO

from commonground.foundation.vault import tink_door
from commonground.foundation.vault.data_keys import DataKey
from commonground.foundation.vault.tink_door import CannotOpen, Use

MAGIC = b"CGSEAL1\n"
_LENGTH_BYTES = 4
_LONGEST_HEADER = 4096
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class SealedFile:
    """What was sealed. The fingerprint of the plain content belongs in the sealed record, never in the open."""

    plain_size: int
    plain_sha256: str
    sealed_size: int
    sealed_sha256: str


class _Counting(io.RawIOBase):
    """Passes on, counts and fingerprints. Closing it leaves the file below open: its owner closes it, after fsync."""

    def __init__(self, below: BinaryIO) -> None:
        super().__init__()
        self._below = below
        self.size = 0
        self.sha256 = hashlib.sha256()
        self.failure: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        view = memoryview(data)
        while view.nbytes:
            # An unbuffered file, a pipe: it may take less than it is given.
            try:
                taken = self._below.write(view) or 0
            except OSError as failure:
                self.failure = failure
                raise
            self.sha256.update(view[:taken])
            self.size += taken
            view = view[taken:]
        return memoryview(data).nbytes


def seal_file(reader: BinaryIO, writer: BinaryIO, key: DataKey, bound_to: str) -> SealedFile:
    """Reads to the end, writes the sealed file. Neither is closed; what is half written is the caller's to remove.

    Raises the `OSError` of the file below, such as that of a full disk, also where the library made another of it.
    """
    below = _Counting(writer)
    stream_keys = tink_door.new_stream_key_set()
    wrapped = key.seal(tink_door.serialized(stream_keys), bound_to, use=Use.FILE)
    below.write(MAGIC + len(wrapped).to_bytes(_LENGTH_BYTES, "big") + wrapped)
    plain, size = hashlib.sha256(), 0
    try:
        with tink_door.encrypting_stream(stream_keys, below, bound_to) as sealing:  # type: ignore[arg-type]
            while chunk := reader.read(CHUNK):
                plain.update(chunk)
                size += len(chunk)
                _write_all(sealing, chunk)
    except Exception as failed:
        if below.failure is not None and failed is not below.failure:
            raise below.failure from failed
        raise
    return SealedFile(size, plain.hexdigest(), below.size, below.sha256.hexdigest())


def open_file(reader: BinaryIO, key: DataKey, bound_to: str) -> "OpenedFile":
    """A stream of the plain content. Raises `CannotOpen` at once, or from `read` where the damage is met.

    What `read` has given before that is genuine, but it is not the whole: whoever passes it on must then break off.
    """
    if reader.read(len(MAGIC)) != MAGIC:
        raise CannotOpen("not a sealed file")
    length = int.from_bytes(reader.read(_LENGTH_BYTES), "big")
    if not 0 < length <= _LONGEST_HEADER:
        raise CannotOpen("not a sealed file")
    stream_keys = tink_door.parse(key.open(reader.read(length), bound_to, use=Use.FILE))
    return OpenedFile(tink_door.decrypting_stream(stream_keys, _Sequential(reader), bound_to))  # type: ignore[arg-type]


class _Sequential(io.RawIOBase):
    """The rest of a file, from the header on; Tink must not seek back into it, nor close it."""

    def __init__(self, below: BinaryIO) -> None:
        super().__init__()
        self._below = below

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._below.read(size)

    def readinto(self, buffer: Any) -> int:
        found = self._below.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)


class OpenedFile(io.RawIOBase):
    """Readable once, from beginning to end."""

    def __init__(self, plain: BinaryIO) -> None:
        super().__init__()
        self._plain = plain

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def read(self, size: int = -1) -> bytes:
        try:
            return bytes(self._plain.read(size) or b"")
        except tink_door.STREAM_ERRORS as wrong:
            raise CannotOpen("damaged file") from wrong

    def __iter__(self) -> "OpenedFile":
        return self

    def __next__(self) -> bytes:
        """In chunks, not lines: what a streaming response asks for."""
        if chunk := self.read(CHUNK):
            return chunk
        raise StopIteration


def _write_all(stream: BinaryIO, data: bytes) -> None:
    view = memoryview(data)
    while view.nbytes:
        view = view[stream.write(bytes(view)) or 0 :]
