"""The copy of a closed matter that the independent board reads: from one source, redacted for reviewers.

What identifies the person is never in it, whatever was redacted. What still names an officer or the person is found
before the copy leaves, and the release is refused until it is redacted: a name that slipped through cannot be called back.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from commonground.casework.queries.opened import OpenedCase
from commonground.conflict.queries import named_in
from commonground.domains.accountability.texts import WHO_WAS_ASKED, names_of_complainants
from commonground.records.redacting import for_audience, redactions_of
from commonground.records.texts import texts_of

AUDIENCE = "reviewer"
NEVER_COPIED = frozenset(
    f"filing:{key}"
    for key in ("name", "email", "telephone", "safe-contact", "officer-name", "officer-badge", "officer-car")
)
SHORTEST_NAME = 4
COVER = "█████"


@dataclass(frozen=True)
class Passage:
    """One text of the matter under the words that reviewers read above it."""

    heading: str
    text: str


def copy_for_reviewers(opened: OpenedCase) -> list[Passage]:
    """Every text that reviewers read, without what was redacted for them."""
    marked = redactions_of(opened)
    passages = []
    for text in texts_of(opened):
        if text.key not in NEVER_COPIED and not text.key.startswith(WHO_WAS_ASKED):
            parts = for_audience(text, marked, AUDIENCE)
            passages.append(Passage(str(text.label), "".join(part.text or COVER for part in parts)))
    return passages


def still_named(opened: OpenedCase, passages: Iterable[Passage]) -> list[str]:
    """Headings of the passages in which a name, a badge or a way to reach somebody still stands."""
    wanted = [re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE) for word in _identifying(opened)]
    return [one.heading for one in passages if any(word.search(one.text) for word in wanted)]


def _identifying(opened: OpenedCase) -> set[str]:
    words: set[str] = set()
    for one in named_in(opened.case):
        words |= {one.officer.name, one.officer.badge, *_family_names(one.officer.name)}
    person = opened.answers.get("name", "")
    words |= {person, opened.answers.get("email", ""), opened.answers.get("telephone", "")}
    words |= set(_family_names(person))
    # Whoever filed without a name may have said it when they were asked.
    for name in names_of_complainants(opened):
        words |= {name, *_family_names(name)}
    return {word for word in (each.strip() for each in words) if len(word) >= SHORTEST_NAME or word.isdigit()}


def _family_names(name: str) -> list[str]:
    return [part for part in name.split()[1:] if len(part) >= SHORTEST_NAME]
