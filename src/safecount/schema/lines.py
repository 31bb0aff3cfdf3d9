"""Finds on which line of a TOML text each key stands, which the standard parser does not tell.

The text has already been parsed by `tomllib`, so it is known to be valid; this only has to find keys.
"""

from __future__ import annotations

import re

_HEADER = re.compile(r"^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*="""
)
_PART = re.compile(r""""([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+)""")

Path = tuple[str | int, ...]


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(
        next(group for group in match.groups() if group is not None) for match in _PART.finditer(dotted)
    )


class LineIndex:
    """Answers `line(path)`, counted from 1: the line of a key, or of its nearest enclosing table."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        self._arrays: dict[Path, int] = {}
        prefix: Path = ()
        open_until: str | None = None
        for number, line in enumerate(text.splitlines(), start=1):
            if open_until is not None:
                if open_until in line:
                    open_until = None
                continue
            if header := _HEADER.match(line):
                prefix = self._enter(header.group(1) == "[[", _parts(header.group(2)), number)
            elif key := _KEY.match(line):
                self._note(prefix + _parts(key.group(1)), number)
                open_until = _unclosed(line)

    def _enter(self, is_array: bool, names: tuple[str, ...], number: int) -> Path:
        path: Path = ()
        for position, name in enumerate(names):
            path += (name,)
            last = position == len(names) - 1
            if last and is_array:
                self._arrays[path] = self._arrays.get(path, -1) + 1
            if path in self._arrays:
                path += (self._arrays[path],)
        self._note(path, number)
        return path

    def _note(self, path: Path, number: int) -> None:
        for length in range(1, len(path) + 1):
            self._lines.setdefault(path[:length], number)

    def line(self, path: Path) -> int:
        """Return the line of `path`, or of the closest part of it that has a line of its own."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 1


def _unclosed(line: str) -> str | None:
    """Return the marker that closes a multi-line string opened on this line, if one was."""
    for marker in ('"""', "'''"):
        if line.count(marker) == 1:
            return marker
    return None
