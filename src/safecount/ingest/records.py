"""What every exact reader gives: one record at a time, with its line, its original bytes, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a source. `cells` has one text (or None) per header; `problem` is empty if it could be read.

    `line` counts from 1: the physical line of a text file, the row of a sheet, the element of a JSON document's
    line. `original` holds the bytes as they stand in the file, or where there are none, the row as JSON.
    """

    line: int
    cells: tuple[str | None, ...]
    original: bytes
    problem: str = ""


@dataclass
class Notices:
    """What a reader noticed about the whole file, in sentences; `late_headers` were first met after the start."""

    sentences: list[str] = field(default_factory=list)
    late_headers: set[str] = field(default_factory=set)


class Reader(Protocol):
    """An open source: its headers, and its records once. `notices` is complete when the records are used up."""

    headers: tuple[str, ...]
    notices: Notices

    def records(self, wanted: tuple[str, ...]) -> Iterator[Record]:
        """Yield every record, its cells in the order of `headers` and then of `wanted` (headers expected besides)."""
        ...
