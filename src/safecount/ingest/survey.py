"""Looks over a CSV file byte by byte, independently of any parser: how many records, where, and is it clean.

Clean means that every reader would see the same records: quotes only around whole values, one kind of line end,
valid UTF-8, no blank lines, no record beyond the limit. Only a clean file takes the fast path.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from safecount.ingest.limits import Limits

_WINDOW = 1024 * 1024
_QUOTE, _NEWLINE, _RETURN = ord('"'), ord("\n"), ord("\r")

Bytes = NDArray[np.uint8]
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Survey:
    """What was seen: `records` counts the header too; `untidy` says why the fast path is closed, if it is."""

    records: int
    untidy: str


@dataclass(frozen=True)
class _Window:
    """Positions, from the start of the file, within one window: quotes, line ends, and line ends that end a record."""

    start: int
    stop: int
    quotes: Positions
    quote_parity: int
    newlines: Positions
    ends: Positions


def _mapped(path: Path) -> Bytes:
    if path.stat().st_size == 0:
        return np.empty(0, np.uint8)
    return np.memmap(path, np.uint8, "r")


def _windows(data: Bytes) -> Iterator[_Window]:
    """Yield the windows in order; a line end within quotes does not end a record."""
    parity = 0
    for start in range(0, len(data), _WINDOW):
        part = data[start : start + _WINDOW]
        newlines = np.flatnonzero(part == _NEWLINE)
        quotes = np.flatnonzero(part == _QUOTE)
        inside = (np.searchsorted(quotes, newlines) + parity) & 1
        ends = newlines[inside == 0] if parity or len(quotes) else newlines
        yield _Window(start, start + len(part), quotes + start, parity, newlines + start, ends + start)
        parity = (parity + len(quotes)) & 1


def survey(path: Path, delimiter: str, limits: Limits) -> Survey:
    """Survey the CSV file at `path`, UTF-8, values quoted by double quotes; one pass, memory of one window."""
    data = _mapped(path)
    records, last_end, parity, lone_returns = 0, -1, 0, 0
    untidy = "" if len(data) and len(delimiter.encode()) == 1 else "no data, or a delimiter beyond ASCII"
    carry = b""
    for window in _windows(data):
        if untidy:
            break
        block = data[window.start : window.stop].tobytes()
        untidy, carry = _check_text(block, carry)
        untidy = untidy or _check_quotes(data, window, delimiter)
        gaps = np.diff(window.ends, prepend=last_end)
        paired = int(np.count_nonzero(data[np.maximum(window.newlines - 1, 0)] == _RETURN))
        shortest = 3 if paired else 2
        if len(gaps) and (gaps.min() < shortest or gaps.max() > limits.record_bytes):
            untidy = untidy or "a blank line, or a record beyond the limit"
        if paired not in (0, len(window.newlines)):
            untidy = untidy or "mixed line ends"
        lone_returns += block.count(b"\r") - paired
        records += len(window.ends)
        last_end = int(window.ends[-1]) if len(window.ends) else last_end
        parity = (window.quote_parity + len(window.quotes)) & 1
    if not untidy and lone_returns:
        untidy = "mixed line ends"
    if not untidy and (parity or carry or len(data) - last_end > limits.record_bytes):
        untidy = "an unclosed quote, or a last record beyond the limit"
    return Survey(records + (1 if len(data) - 1 > last_end else 0), untidy)


def _check_text(block: bytes, carry: bytes) -> tuple[str, bytes]:
    """Return why the block is not UTF-8 without NUL, and the bytes of a character the block's end has cut."""
    if b"\0" in block:
        return "a NUL byte", b""
    if block.isascii() and not carry:
        return "", b""
    text = carry + block
    for cut in range(4):
        try:
            text[: len(text) - cut].decode("utf-8")
            return "", text[len(text) - cut :] if cut else b""
        except UnicodeDecodeError as error:
            if error.end < len(text) - 4:
                break
    return "bytes that are not UTF-8", b""


def _check_quotes(data: Bytes, window: _Window, delimiter: str) -> str:
    """Return why some quote does not open, close or double as it should; empty if all do."""
    if not len(window.quotes):
        return ""
    edges = np.array([ord(delimiter), _NEWLINE, _QUOTE], np.uint8)
    closing = ((np.arange(len(window.quotes)) + window.quote_parity) & 1).astype(bool)
    opened = window.quotes[~closing]
    opened = opened[opened > 0]
    closed = window.quotes[closing]
    closed = closed[closed < len(data) - 1]
    fits = np.isin(data[opened - 1], edges).all() and np.isin(data[closed + 1], [*edges, _RETURN]).all()
    return "" if fits else "a quote inside a value"


@dataclass(frozen=True)
class Located:
    """One record as it stands in the file: its first line, counted from 1, and its bytes."""

    line: int
    original: bytes


def locate(path: Path, records: Sequence[int], limits: Limits) -> Iterator[tuple[int, Located]]:
    """Yield (record number, where and what it is) for each of `records`, ascending; the header is record 0.

    Holds only for a clean file. One pass over the file up to the last record asked for.
    """
    data = _mapped(path)
    wanted = list(records)
    at = seen = lines = 0
    begin = 0
    for window in _windows(data):
        while at < len(wanted) and wanted[at] < seen + len(window.ends):
            index = wanted[at] - seen
            first = int(window.ends[index - 1]) + 1 if index else begin
            line = (
                lines + int(np.searchsorted(window.newlines, first)) + 1
                if index
                else _line_of(data, begin, lines, window)
            )
            last = int(window.ends[index])
            yield (
                wanted[at],
                Located(line, data[first : min(last + 1, first + limits.record_bytes)].tobytes()),
            )
            at += 1
        if at == len(wanted):
            return
        if len(window.ends):
            begin = int(window.ends[-1]) + 1
        seen += len(window.ends)
        lines += len(window.newlines)
    if at < len(wanted):
        tail = data[begin:].tobytes()
        yield wanted[at], Located(lines - tail.count(b"\n") + 1, tail)


def _line_of(data: Bytes, begin: int, lines: int, window: _Window) -> int:
    """Return the line at which a record began that may have begun in an earlier window."""
    before = int(np.count_nonzero(data[begin : window.start] == _NEWLINE)) if begin < window.start else 0
    return lines - before + 1
