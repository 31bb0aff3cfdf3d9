"""What one key of a definition is: its kind of value, whether it must be there, and one sentence of help."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of value a key may take."""

    TEXT = "a text in quotes"
    NAME = "a name in lower case (letters, digits and _)"
    WHOLE = "a whole number"
    NUMBER = "a number"
    DAY = "a date such as 2016-01-31, without quotes"
    CHOICE = "one of the listed words"
    TEXTS = "a list of texts"
    TEXT_OR_TEXTS = "a text or a list of texts"
    NAMES = "a list of names"
    NAME_OR_NAMES = "a name or a list of names"
    CHOICES = "a list of the listed words"
    FLAG = "true or false"
    TEXTS_BY_NAME = "a table of lists of texts"
    WHOLE_BY_NAME = "a table of whole numbers"
    HEADERS_BY_NAME = "a table of headers (a text, a list of two texts, or false)"
    NUMBER_LISTS = "a list of lists of numbers"
    CODE_LISTS = "a table of code lists, each a table of lists of texts"
    LABEL_LISTS = "a table of code lists, each a table of texts"
    SECTION = "a table"
    SECTIONS_BY_NAME = "a table of tables"
    SECTION_LIST = "a list of tables, each opened with [[...]]"


@dataclass(frozen=True)
class Key:
    """One key: `section` names the further keys inside it, where its kind is a section."""

    name: str
    kind: Kind
    help: str
    required: bool = False
    choices: tuple[str, ...] = ()
    section: str = ""
    minimum: int | None = None


def choice(name: str, choices: type[StrEnum], text: str, required: bool = False) -> Key:
    return Key(name, Kind.CHOICE, text, required, tuple(str(choice) for choice in choices))
