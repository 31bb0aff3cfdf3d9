"""Addresses of pages, and which language answers. Pure: no database, no Django."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

MOST_SEARCH_WORDS = 8
LONGEST_PATH = 255
_WORD = re.compile(r"\w+", re.UNICODE)


@dataclass(frozen=True)
class Step:
    """One level of the way to a page: `label` is the title of the page there, if one is published."""

    path: str
    label: str


def tidy_path(path: str) -> str:
    """The path as it is kept: no slashes at its ends, none doubled."""
    return "/".join(part for part in path.split("/") if part)


def may_be_a_path(path: str) -> bool:
    """False for what no page can have as its address, before a database is asked: PostgreSQL refuses some of it."""
    return 0 < len(path) <= LONGEST_PATH and path.isprintable()


def parents_of(path: str) -> list[str]:
    """`about/method/counts` → [`about`, `about/method`]."""
    parts = tidy_path(path).split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def public_address(path: str, language: str, first_language: str = "en") -> str:
    """Where the public door shows a page: the first language stands without a prefix."""
    prefix = "" if language == first_language else f"/{language}"
    tidy = tidy_path(path)
    return f"{prefix}/{tidy}/" if tidy else f"{prefix}/"


def language_to_show(wanted: str, available: Iterable[str], first_language: str = "en") -> str | None:
    """The reader's language where the page exists in it, else the city's first, else whichever there is."""
    languages = sorted(set(available))
    for language in (wanted, first_language):
        if language in languages:
            return language
    return languages[0] if languages else None


def search_words(query: str) -> list[str]:
    """The words that a page must all contain; at most eight, so that no query grows without end."""
    return [word.casefold() for word in _WORD.findall(query)][:MOST_SEARCH_WORDS]


def excerpt_around(text: str, words: list[str], length: int = 180) -> str:
    """A stretch of the text around the first word found, cut at spaces."""
    folded = text.casefold()
    found = min((place for word in words if (place := folded.find(word)) >= 0), default=0)
    start = max(0, found - length // 3)
    if start:
        start = text.find(" ", start) + 1 or start
    piece = text[start : start + length]
    if start + length < len(text):
        piece = piece[: piece.rfind(" ")] if " " in piece else piece
        piece += "…"
    return ("…" if start else "") + piece
