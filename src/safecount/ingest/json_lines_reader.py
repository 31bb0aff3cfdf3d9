"""Reads JSON lines: one object on each line; a line that is not one is rejected alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO

from safecount.ingest.json_cells import Found, ObjectRecords, flattened
from safecount.ingest.limits import Limits
from safecount.ingest.records import Notices, Record
from safecount.problems import SourceError


class JsonLinesReader:
    """An open file of JSON lines; closes it after the last record."""

    def __init__(self, opened: IO[bytes], encoding: str, limits: Limits) -> None:
        self.notices = Notices()
        self._objects = ObjectRecords(_found(opened, encoding, limits))
        self.headers = self._objects.headers
        if not self.headers:
            raise SourceError("no line of it is a JSON object.")

    def records(self, wanted: tuple[str, ...] = ()) -> Iterator[Record]:
        """Yield one record per line that is not blank."""
        return self._objects.records(wanted, self.notices)


def _found(opened: IO[bytes], encoding: str, limits: Limits) -> Iterator[Found]:
    with opened as file:
        number = 0
        while line := file.readline(limits.record_bytes + 1):
            number += 1
            if len(line) > limits.record_bytes:
                size = len(line)
                while not line.endswith(b"\n") and (rest := file.readline(1024 * 1024)):
                    size += len(rest)
                    line = line[: limits.kept_bytes] + rest[-1:]
                problem = f"a line of {size:,} bytes, beyond the limit of {limits.record_bytes:,}"
                yield number, line[: limits.kept_bytes], None, problem
            elif line.strip():
                yield _read(number, line, encoding)


def _read(number: int, line: bytes, encoding: str) -> Found:
    try:
        item = json.loads(line.decode(encoding))
    except UnicodeDecodeError:
        return number, line, None, f"bytes that are not {encoding}"
    except (ValueError, RecursionError):
        return number, line, None, "not valid JSON"
    if not isinstance(item, dict):
        return number, line, None, "JSON, but not an object"
    return checked(number, line, item)


def checked(number: int, original: bytes, item: dict[str, object]) -> Found:
    """Return the object flattened, or refused if some text in it cannot be kept as UTF-8 or holds NUL."""
    cells = flattened(item)
    try:
        joined = "".join(text for text in (*cells, *cells.values()) if text).encode()
    except UnicodeEncodeError:
        return number, original, None, "half of a surrogate pair"
    if b"\0" in joined:
        return number, original, None, "a NUL character"
    return number, original, cells, ""
