"""Finds out which mark parts the columns of a CSV file, and which ends its lines."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_SAMPLE = 256 * 1024
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written: its delimiter, its quote, and the lines above its headers."""

    delimiter: str
    quote: str = '"'
    skip_lines: int = 0


def find_delimiter(opened: IO[bytes], encoding: str, skip_lines: int) -> str:
    """Return the delimiter that parts the headers best, and most records of a sample into as many columns."""
    with opened:
        sample = opened.read(_SAMPLE).decode(encoding, "replace")
    lines = sample.splitlines()[skip_lines:]
    lines = lines[:-1] if len(lines) > 1 and len(sample) >= _SAMPLE // 4 else lines
    scores = {delimiter: _score(lines[:200], delimiter) for delimiter in _DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0 else ","


def _score(lines: list[str], delimiter: str) -> float:
    """Return how well the headers part at `delimiter`, more if the rows have as many columns as the headers."""
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    alike = widths.count(widths[0]) / len(widths)
    return (widths[0] - 1) * (0.1 + alike**2)


def has_old_line_ends(opened: IO[bytes]) -> bool:
    """Return whether lines end with a bare carriage return, as on computers of the 1990s."""
    with opened:
        sample = opened.read(_SAMPLE)
    return b"\r" in sample and b"\n" not in sample


def renew_line_ends(opened: IO[bytes], target: Path) -> Path:
    """Write the open file anew to `target` with each carriage return replaced by a line feed; sizes stay the same."""
    with opened, open(target, "wb") as out:
        while block := opened.read(1024 * 1024):
            out.write(block.replace(b"\r", b"\n"))
    return target
