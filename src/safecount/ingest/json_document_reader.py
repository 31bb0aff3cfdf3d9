"""Reads a JSON document that holds a list of records: ArcGIS, Socrata, GeoJSON, or a plain list.

The document is read piece by piece, so its size does not matter; one malformed element is rejected alone.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO, Any

from safecount.ingest.json_cells import Found, ObjectRecords
from safecount.ingest.json_lines_reader import checked
from safecount.ingest.limits import Limits
from safecount.ingest.records import Notices, Record
from safecount.problems import SourceError

_LISTS = ("features", "data", "results", "records", "rows", "items", "value")
_BLOCK = 256 * 1024
_SPACE = re.compile(r"[\s\ufeff]*")
_NEXT = re.compile(r"\}\s*,\s*(?=\{)|\]\s*,\s*(?=\[)")
_LARGEST_MEMBER = 64 * 1024 * 1024


class _Text:
    """A window on the document's text that reads on as it is used up, and counts lines."""

    def __init__(self, opened: IO[bytes], encoding: str) -> None:
        self._file = opened
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self.buffer = ""
        self.at = 0
        self.line = 1
        self.ended = False
        self.moves = 0

    def close(self) -> None:
        self._file.close()

    def more(self) -> bool:
        """Read on, forgetting what has been used; return whether there was anything more."""
        if self.ended:
            return False
        self.moves += 1
        block = self._file.read(_BLOCK)
        self.ended = not block
        self.line += self.buffer.count("\n", 0, self.at)
        self.buffer = self.buffer[self.at :] + self._decoder.decode(block, final=self.ended)
        self.at = 0
        return not self.ended

    def skip(self, marks: str = "") -> str:
        """Pass over white space and any of `marks`; return the character now ahead, empty at the end."""
        while True:
            self.at = _SPACE.match(self.buffer, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self.buffer):
                if self.buffer[self.at] not in marks:
                    return self.buffer[self.at]
                self.at += 1
            elif not self.more():
                return ""

    def here(self) -> int:
        """Return the line now ahead, counted from 1."""
        return self.line + self.buffer.count("\n", 0, self.at)

    def value(self, largest: int) -> Any:
        """Read one JSON value; ValueError if it is malformed, cut, or longer than `largest`."""
        decoder = json.JSONDecoder()
        tried = 0
        while True:
            if len(self.buffer) - self.at >= 2 * tried or self.ended:
                try:
                    value, end = decoder.raw_decode(self.buffer, self.at)
                except RecursionError as error:
                    raise ValueError("nested too deeply") from error
                except ValueError:
                    tried = len(self.buffer) - self.at
                    if self.ended or tried > largest:
                        raise
                else:
                    # A number at the window's edge may go on; everything else is complete.
                    if end < len(self.buffer) or self.ended:
                        self.at = end
                        return value
            if not self.more() and not self.ended:
                raise ValueError("the document ends here")


class JsonDocumentReader:
    """An open JSON document; `notices` tells of exceededTransferLimit. Raises SourceError if it holds no list."""

    def __init__(self, opened: IO[bytes], encoding: str, limits: Limits) -> None:
        self.notices = Notices()
        self._limits = limits
        self._text = _Text(opened, encoding)
        self._columns: list[str] = []
        first = self._text.skip()
        if first not in ("{", "["):
            self._text.close()
            raise SourceError("it is not a JSON list or object.")
        self._objects = ObjectRecords(self._found(first), ())
        self.headers = self._objects.headers
        if not self.headers:
            self._text.close()
            raise SourceError("it holds no list of records.")

    def records(self, wanted: tuple[str, ...] = ()) -> Iterator[Record]:
        """Yield one record per element of the list of records."""
        return self._objects.records(wanted, self.notices)

    def _found(self, first: str) -> Iterator[Found]:
        try:
            if first == "[":
                yield from self._elements()
            else:
                yield from self._members()
        finally:
            self._text.close()

    def _members(self) -> Iterator[Found]:
        """Read the members of the outer object, giving the elements of its list of records."""
        text = self._text
        text.at += 1
        while (ahead := text.skip(",")) not in ("}", ""):
            if ahead != '"':
                self.notices.sentences.append("The document is malformed after its records.")
                return
            try:
                name = text.value(_LARGEST_MEMBER)
                if text.skip(":") == "[" and name in _LISTS:
                    yield from self._elements()
                else:
                    self._member(str(name), text.value(_LARGEST_MEMBER))
            except ValueError:
                self.notices.sentences.append("The document ends early: the file may have been cut short.")
                return

    def _member(self, name: str, value: object) -> None:
        if name == "exceededTransferLimit" and value is True:
            self.notices.sentences.append(
                "The server stopped at its transfer limit (exceededTransferLimit): there are more records than these."
            )
        if name == "properties" and isinstance(value, dict):
            self._member("exceededTransferLimit", value.get("exceededTransferLimit"))
        if name == "meta" and isinstance(value, dict):
            columns = (value.get("view") or {}).get("columns") or []
            self._columns = [str(column.get("name")) for column in columns if isinstance(column, dict)]

    def _elements(self) -> Iterator[Found]:
        """Read the list that is ahead, one element at a time."""
        text = self._text
        text.at += 1
        while (ahead := text.skip(",")) != "]":
            if ahead == "":
                self.notices.sentences.append(
                    "The list of records has no end: the file may have been cut short."
                )
                return
            line, begin = text.here(), text.at
            try:
                value = self._element(begin)
            except ValueError:
                yield line, self._pass_over(), None, "not valid JSON"
                continue
            yield self._checked(line, *value)
        text.at += 1

    def _element(self, begin: int) -> tuple[bytes, Any]:
        text = self._text
        moves = text.moves
        value = text.value(self._limits.record_bytes)
        # Where the window moved while reading on, it now begins with this element.
        begin = begin if moves == text.moves else 0
        return text.buffer[begin : text.at].encode("utf-8", "replace"), value

    def _pass_over(self) -> bytes:
        """Skip a malformed element up to where the next one seems to begin; return its bytes."""
        text = self._text
        while not (found := _NEXT.search(text.buffer, text.at)) and text.more():
            if len(text.buffer) - text.at > _LARGEST_MEMBER:
                break
        end = found.end() if found else len(text.buffer)
        original = text.buffer[text.at : end]
        text.at = end
        return original[: self._limits.kept_bytes].encode("utf-8", "replace")

    def _checked(self, line: int, original: bytes, value: object) -> Found:
        if isinstance(value, list) and self._columns:
            value = dict(zip(self._columns, value, strict=False))
        if not isinstance(value, dict):
            return line, original, None, "JSON, but not an object"
        return checked(line, original, value)
