"""Finds out how the text of a file is encoded when nobody says so."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from charset_normalizer import from_bytes

from safecount.problems import SourceError

_BLOCK = 1024 * 1024
_SAMPLE = 64 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BYTEWISE = frozenset(
    ["ascii", "cp1250", "cp1251", "cp1252", "cp437", "cp850", "iso8859-1", "iso8859-15", "mac-roman"]
)
_CANDIDATES = [
    "cp1252",
    "cp1250",
    "mac_roman",
    "cp437",
    "cp850",
    "iso8859_15",
    "cp1251",
    "shift_jis",
    "gb18030",
]


@dataclass(frozen=True)
class Encoding:
    """`name` as Python calls it; `how` says how it was found, for the report."""

    name: str
    how: str

    @property
    def is_utf8(self) -> bool:
        """Whether the bytes are UTF-8, with or without a mark in front."""
        return self.name in ("utf-8", "utf-8-sig")

    @property
    def is_bytewise(self) -> bool:
        """Whether a comma, a quote and a line end are the same single bytes as in ASCII, wherever they stand."""
        return self.is_utf8 or self.name in _BYTEWISE


@dataclass
class Census:
    """A sample of the lines of a text that are not UTF-8, and how many lines beyond ASCII are.

    Lines cut by the edge of a block are left out: this is an estimate, and memory stays bounded by the block.
    """

    bad: list[bytes] = field(default_factory=list)
    good: int = 0
    _kept: int = 0

    def look_at(self, block: bytes) -> None:
        """Take the next block of the text into account."""
        if block.isascii():
            return
        lines = block.split(b"\n")
        for line in lines if len(lines) < 3 else lines[1:-1]:
            if line.isascii():
                continue
            if _is_utf8(line):
                self.good += 1
            elif self._kept < _SAMPLE:
                self.bad.append(line[:1024])
                self._kept += len(line[:1024])


def find_encoding(opened: Callable[[], IO[bytes]], declared: str, census: Census | None) -> Encoding:
    """Return the encoding of the file: as declared, by its mark, UTF-8 if nearly all of it is, else a guess.

    A file that is UTF-8 but for a few broken lines counts as UTF-8: those lines are rejected and kept. `census` is
    taken here where there is none yet.
    """
    with opened() as file:
        head = file.read(4)
        for mark, name in _MARKS:
            if head.startswith(mark):
                return Encoding(name, "its byte order mark")
        if declared:
            return Encoding(codecs.lookup(declared).name, "the definition")
        if census is None:
            census = Census()
            file.seek(0)
            while block := file.read(_BLOCK):
                census.look_at(block)
    if not census.bad:
        return Encoding("utf-8", "its bytes" if census.good else "plain ASCII")
    if len(census.bad) * 20 <= census.good:
        return Encoding("utf-8", "most lines; others are rejected")
    return Encoding(_guess(b"\n".join(census.bad)), "a guess; declare it in the layout if it is wrong")


def _guess(sample: bytes) -> str:
    """Return the likeliest encoding; Western European Windows wins a tie, being what offices use most."""
    matches = list(from_bytes(sample, cp_isolation=_CANDIDATES))
    if not matches:
        return "cp1252"
    least = min(match.chaos for match in matches)
    tied = [match.encoding for match in matches if match.chaos <= least]
    alike = {name for match in matches if match.chaos <= least for name in match.could_be_from_charset}
    return "cp1252" if "cp1252" in (*tied, *alike) else tied[0]


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def to_utf8(opened: IO[bytes], encoding: Encoding, target: Path) -> Path:
    """Write the open file anew as UTF-8 to `target`, for encodings whose line ends are not single bytes."""
    try:
        with (
            opened,
            io.TextIOWrapper(opened, encoding=encoding.name, newline="") as source,
            open(target, "wb") as out,
        ):
            while block := source.read(_BLOCK):
                out.write(block.encode("utf-8"))
    except UnicodeError as error:
        raise SourceError(
            f"it is not the {encoding.name} its first bytes promise ({error}). Export it again."
        ) from error
    return target
