"""A part of a file, as a player asks for it when somebody moves to another place in a video (RFC 9110, section 14).

One range is answered; several at once are answered with the whole, which the standard allows. A range that begins past the
end is refused with 416.
"""

import re
from dataclasses import dataclass
from typing import BinaryIO

ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True)
class Part:
    """Bytes `first` to `last`, both counted."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class PastTheEnd(Exception):
    """The file has no such part."""


def part_asked_for(header: str, size: int) -> Part | None:
    """None for the whole. Raises `PastTheEnd`."""
    found = ONE_RANGE.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:  # the last so many bytes
        if not int(last):
            raise PastTheEnd
        return Part(max(size - int(last), 0), size - 1)
    if last and int(last) < int(first):
        return None  # no range by the standard
    if int(first) >= size:
        raise PastTheEnd
    return Part(int(first), min(int(last), size - 1) if last else size - 1)


class PartReader:
    """Reads no further than its part goes."""

    def __init__(self, file: BinaryIO, part: Part) -> None:
        self._file, self._left = file, part.length
        file.seek(part.first)

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._file.close()
