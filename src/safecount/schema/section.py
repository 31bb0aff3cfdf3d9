"""Reads one table of a definition against its list of keys, and remembers every fault with its line."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import process

from safecount.problems import Problem
from safecount.schema.key import Key, Kind
from safecount.schema.keys import SECTIONS
from safecount.schema.lines import LineIndex, Path
from safecount.schema.refused import REFUSED

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass
class Faults:
    """Collects what is wrong with one file, so that a person can mend it all in one go."""

    file: str
    lines: LineIndex
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: Path, message: str, remedy: str) -> None:
        """Note a fault at `path`; message and remedy are whole sentences."""
        key = ".".join(str(part) for part in path) or "the file"
        self.problems.append(Problem(self.file, self.lines.line(path), key, message, remedy))


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and NAME.fullmatch(value) is not None


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_header(value: object) -> bool:
    return value is False or isinstance(value, str) or (_is_texts(value) and value != [])


def _is_numbers(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, int | float) and not isinstance(item, bool) for item in value
    )


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_code_list(value: object, fits: Callable[[object], bool]) -> bool:
    return isinstance(value, dict) and all(fits(item) for item in value.values())


def _fits(kind: Kind, value: object, key: Key) -> bool:
    """Return whether `value` is of `kind`, not looking inside further sections."""
    values = list(value.values()) if isinstance(value, dict) else []
    checks = {
        Kind.TEXT: lambda: isinstance(value, str),
        Kind.NAME: lambda: _is_name(value),
        Kind.WHOLE: lambda: _is_whole(value) and (key.minimum is None or value >= key.minimum),  # type: ignore[operator]
        Kind.NUMBER: lambda: isinstance(value, int | float) and not isinstance(value, bool),
        Kind.DAY: lambda: isinstance(value, datetime.date) and not isinstance(value, datetime.datetime),
        Kind.CHOICE: lambda: value in key.choices,
        Kind.TEXTS: lambda: _is_texts(value),
        Kind.TEXT_OR_TEXTS: lambda: isinstance(value, str) or (_is_texts(value) and value != []),
        Kind.NAMES: lambda: isinstance(value, list) and all(_is_name(item) for item in value),
        Kind.NAME_OR_NAMES: lambda: (
            _is_name(value)
            or (isinstance(value, list) and value != [] and all(_is_name(item) for item in value))
        ),
        Kind.CHOICES: lambda: isinstance(value, list) and all(item in key.choices for item in value),
        Kind.FLAG: lambda: isinstance(value, bool),
        Kind.TEXTS_BY_NAME: lambda: _is_table(value) and all(_is_texts(item) for item in values),
        Kind.NUMBER_LISTS: lambda: isinstance(value, list) and all(_is_numbers(item) for item in value),
        Kind.CODE_LISTS: lambda: _is_table(value) and all(_is_code_list(item, _is_texts) for item in values),
        Kind.LABEL_LISTS: lambda: _is_table(value) and all(_is_code_list(item, _is_text) for item in values),
        Kind.WHOLE_BY_NAME: lambda: (
            _is_table(value) and all(_is_whole(item) and item >= (key.minimum or 0) for item in values)
        ),
        Kind.HEADERS_BY_NAME: lambda: _is_table(value) and all(_is_header(item) for item in values),
        Kind.SECTION: lambda: _is_table(value),
        Kind.SECTIONS_BY_NAME: lambda: _is_table(value) and all(_is_table(item) for item in values),
        Kind.SECTION_LIST: lambda: isinstance(value, list) and all(_is_table(item) for item in value),
    }
    return bool(checks[kind]())


class Section:
    """One table of the file: `text`, `texts`, … return checked values, or the default where absent or faulty."""

    def __init__(self, values: dict[str, Any], name: str, path: Path, faults: Faults) -> None:
        self.path = path
        self.faults = faults
        self._name = name
        self._keys = {key.name: key for key in SECTIONS[name]}
        self._values: dict[str, Any] = {}
        for key in self._keys.values():
            if key.required and key.name not in values:
                faults.add(path, f"The key {key.name} is missing.", f"Add it: {key.help}")
        for key_name, value in values.items():
            self._take(key_name, value)

    def _take(self, name: str, value: object) -> None:
        key = self._keys.get(name)
        where = (*self.path, name)
        if key is None and (self._name, name) in REFUSED:
            self.faults.add(where, *REFUSED[self._name, name])
        elif key is None:
            near = process.extractOne(name, list(self._keys), score_cutoff=60)
            hint = f"Did you mean {near[0]}?" if near else f"The keys are {', '.join(self._keys)}."
            self.faults.add(where, f"There is no key called {name} here.", hint)
        elif _fits(key.kind, value, key):
            self._values[name] = value
        else:
            wanted = f"one of {', '.join(key.choices)}" if key.choices else str(key.kind)
            least = f" of at least {key.minimum}" if key.minimum is not None else ""
            self.faults.add(where, f"The value {value!r:.80} does not fit.", f"Write {wanted}{least}.")

    def text(self, key: str, default: str = "") -> str:
        """Return the text at `key`."""
        return str(self._values.get(key, default))

    def number(self, key: str) -> float | None:
        """Return the number at `key`, or None."""
        value = self._values.get(key)
        return None if value is None else float(value)

    def whole(self, key: str, default: int) -> int:
        """Return the whole number at `key`."""
        return int(self._values.get(key, default))

    def flag(self, key: str) -> bool:
        """Return the flag at `key`, false if absent."""
        return bool(self._values.get(key, False))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list at `key`; a single text counts as a list of one."""
        value = self._values.get(key, [])
        return (value,) if isinstance(value, str) else tuple(value)

    def rows(self, key: str) -> list[list[float]]:
        """Return the lists of numbers at `key`, none if absent."""
        value = self._values.get(key, [])
        return value if isinstance(value, list) else []

    def day(self, key: str) -> datetime.date:
        """Return the date at `key`; a date long past where it is absent, which is a fault noted already."""
        value = self._values.get(key)
        return value if isinstance(value, datetime.date) else datetime.date.min

    def table(self, key: str) -> dict[str, Any]:
        """Return the table at `key` as it stands, empty if absent."""
        value = self._values.get(key, {})
        return value if isinstance(value, dict) else {}

    def has(self, key: str) -> bool:
        """Return whether `key` is present and of the right kind."""
        return key in self._values

    def section(self, key: str, name: str) -> Section:
        """Return the table at `key`, checked against the keys of section `name`."""
        return Section(self.table(key), name, (*self.path, key), self.faults)

    def sections(self, key: str, name: str) -> dict[str, Section]:
        """Return the tables inside the table at `key`, by their names, each checked."""
        found = {}
        for child, values in self.table(key).items():
            path = (*self.path, key, child)
            if not NAME.fullmatch(child):
                self.faults.add(path, f"{child!r:.80} cannot be used as a name.", f"Write {Kind.NAME}.")
            else:
                found[child] = Section(values, name, path, self.faults)
        return found

    def section_list(self, key: str, name: str) -> list[Section]:
        """Return the tables of the list at `key`, each checked."""
        items = self._values.get(key, [])
        return [
            Section(item, name, (*self.path, key, index), self.faults) for index, item in enumerate(items)
        ]
