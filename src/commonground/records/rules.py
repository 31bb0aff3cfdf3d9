"""Where a text is withheld, and what is offered to be withheld. Pure: given texts and places, nothing else.

The one promise: no character of a marked stretch, and nothing that tells its length, is in what comes out.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Stretch:
    """Characters `start` up to before `end`, and why."""

    start: int
    end: int
    code: str


@dataclass(frozen=True)
class Part:
    """What is shown as it is (`text`), or the codes of what is withheld there."""

    text: str = ""
    codes: tuple[str, ...] = ()


def redacted(text: str, stretches: Iterable[Stretch]) -> tuple[Part, ...]:
    """The text in parts. Stretches that overlap or touch become one, with all their codes."""
    parts, at = [], 0
    for start, end, codes in joined(text, stretches):
        if start > at:
            parts.append(Part(text=text[at:start]))
        parts.append(Part(codes=codes))
        at = end
    if at < len(text):
        parts.append(Part(text=text[at:]))
    return tuple(parts)


def joined(text: str, stretches: Iterable[Stretch]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Start, end and codes of what is withheld, in order, none touching another."""
    found: list[tuple[int, int, tuple[str, ...]]] = []
    for start, end, code in sorted(_whole(text, one) for one in stretches):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            first, last, codes = found[-1]
            found[-1] = (first, max(last, end), tuple(sorted({*codes, code})))
        else:
            found.append((start, end, (code,)))
    return found


def _whole(text: str, stretch: Stretch) -> tuple[int, int, str]:
    """Within the text, and with the accents that belong to its last letter or to what stands before its first."""
    start, end = max(0, stretch.start), min(len(text), stretch.end)
    while 0 < start < len(text) and unicodedata.combining(text[start]):
        start -= 1
    while 0 < end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return start, end, stretch.code


def places_of(text: str, words: str) -> list[tuple[int, int]]:
    """Every place where these words stand, whatever their case and the spaces between them."""
    pieces = words.split()
    if not pieces:
        return []
    pattern = r"\s+".join(re.escape(piece) for piece in pieces)
    return [found.span() for found in re.finditer(pattern, text, re.IGNORECASE)]


@dataclass(frozen=True)
class Suggestion:
    """Something that a person may want to withhold."""

    kind: str
    start: int
    end: int
    words: str


_DATE = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}"
    r"|[A-Za-zé]{3,10}\.? \d{1,2},? \d{4}|\d{1,2} de [a-z]{4,10} de \d{4})"
)
_PATTERNS = {
    "telephone": re.compile(r"(?<![\d-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])?\d{3}[ .-]\d{4}(?![\d-])"),
    "email": re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"),
    "badge": re.compile(
        r"(?:badge|shield|placa)\s*(?:no\.?|number|num\.?|núm\.?|número|#)?\s*[:#]?\s*[A-Z]{0,2}\d{2,6}",
        re.IGNORECASE,
    ),
    "birth-date": re.compile(
        rf"(?:born(?: on)?|d\.?o\.?b\.?|date of birth|birthday|naci(?:do|da|ó)(?: el)?|fecha de nacimiento)\W{{0,5}}{_DATE}",
        re.IGNORECASE,
    ),
    "identity-number": re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)"),
}


def suggestions(
    text: str, *, names: Iterable[str], badges: Iterable[str], persons: Iterable[str] = ()
) -> list[Suggestion]:
    """Names of officers and of private `persons` (whole, or the last name alone), badges of officers, and what looks
    like a number of a person."""
    found = {(*match.span(), kind) for kind, pattern in _PATTERNS.items() for match in pattern.finditer(text)}
    named = [(name, "officer-name") for name in names] + [(name, "person-name") for name in persons]
    for name, kind in named:
        for words in (name, name.split()[-1] if name.split() else ""):
            found |= {(start, end, kind) for start, end in _whole_words(text, words)}
    for badge in badges:
        found |= {(start, end, "badge") for start, end in _whole_words(text, badge)}
    return [Suggestion(kind, start, end, text[start:end]) for start, end, kind in sorted(_outermost(found))]


def _whole_words(text: str, words: str) -> list[tuple[int, int]]:
    """Not inside of other words: Officer Lee is not in “sleeve”."""
    if len(words) < 2:
        return []
    return [
        (start, end)
        for start, end in places_of(text, words)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
    ]


def _outermost(found: set[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Without those that lie within another."""
    return [
        one
        for one in found
        if not any(other[0] <= one[0] and one[1] <= other[1] and other[:2] != one[:2] for other in found)
    ]
