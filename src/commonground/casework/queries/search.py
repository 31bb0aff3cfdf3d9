"""What only an unlocked session can find: words in what people wrote, and matters that speak of the same thing.

Nothing is indexed: a searchable copy of sealed text would be that text. So a search opens matters one by one, newest
first, no more than a bound, and says how many it read.
"""

from dataclasses import dataclass
from datetime import timedelta

from commonground.access.models import Person
from commonground.casework import rules
from commonground.casework.models import Case, Message, NamedOfficer, Note
from commonground.casework.queries.opened import OpenedCase, answers_of, opened, shared_key
from commonground.casework.queries.queue import QueueFilter, queue_for
from commonground.casework.queries.visible import cases_for
from commonground.foundation.vault import CannotOpen, UnlockedVault, open_text, place

MOST_SEARCHED = 400
NEAR_IN_TIME = timedelta(days=45)
MOST_COMPARED = 120
_AROUND = 60  # characters shown on each side of what was found


@dataclass(frozen=True)
class Hit:
    case: Case
    around: str  # the words in their place


@dataclass(frozen=True)
class Searched:
    hits: tuple[Hit, ...]
    read: int
    of: int
    unread: int = 0  # matters whose key this session does not hold


@dataclass(frozen=True)
class Alike:
    case: Case
    score: float
    same_officer: bool

    @property
    def percent(self) -> int:
        return min(100, round(self.score * 100))


def search_words(
    viewer: Person, vault: UnlockedVault, unit: str, words: str, wanted: QueueFilter
) -> Searched:
    """Matters of the view in which every word stands: in the filing, a message, or a note."""
    sought = [rules.plain(word) for word in words.split()[:10]]
    rows = queue_for(viewer, unit, wanted).defer(None).order_by("-received_at", "pk")
    hits, unread, chosen = [], 0, list(rows[:MOST_SEARCHED])
    for case in chosen:
        try:
            text = "\n".join(_texts(opened(case, vault)))
        except CannotOpen:
            unread += 1
            continue
        plain = rules.plain(text)
        if sought and all(word in plain for word in sought):
            hits.append(Hit(case, _around(text, plain, sought[0])))
    return Searched(tuple(hits), len(chosen) - unread, rows.count(), unread)


def alike_matters(viewer: Person, vault: UnlockedVault, own: OpenedCase) -> tuple[Alike, ...]:
    """Matters of the unit, near in time, that may speak of the same thing: most alike first. See `rules.likeness`."""
    case = own.case
    near = cases_for(viewer).filter(unit=case.unit, disposed_at__isnull=True, merged_into__isnull=True)
    near = near.filter(received_at__range=(case.received_at - NEAR_IN_TIME, case.received_at + NEAR_IN_TIME))
    candidates = list(near.exclude(pk=case.pk).order_by("-received_at")[:MOST_COMPARED])
    officers = _officers([case, *candidates])
    words = rules.words_of(" ".join(own.answers.values()))
    found = []
    for other in candidates:
        same = bool(officers.get(case.pk, set()) & officers.get(other.pk, set()))
        score = rules.likeness(words, _words(other, vault), same_officer=same)
        if score >= rules.RELATED_FROM:
            found.append(Alike(other, score, same))
    return tuple(sorted(found, key=lambda one: -one.score))


def _words(case: Case, vault: UnlockedVault) -> frozenset[str]:
    try:
        return rules.words_of(" ".join(answers_of(case, shared_key(case, vault)).values()))
    except CannotOpen:
        return frozenset()


def _officers(cases: list[Case]) -> dict[object, set[int]]:
    named: dict[object, set[int]] = {}
    for case_id, officer in NamedOfficer.objects.filter(case__in=cases).values_list("case_id", "officer_id"):
        named.setdefault(case_id, set()).add(officer)
    return named


def _texts(one: OpenedCase) -> list[str]:
    texts = list(one.answers.values())
    for model, key in ((Message, one.shared), (Note, one.inner)):
        table = model._meta.db_table
        for pk, sealed in model.objects.filter(case=one.case).values_list("pk", "body_sealed"):
            texts.append(open_text(key, bytes(sealed), place(table, "body_sealed", pk)))
    return texts


def _around(text: str, plain: str, word: str) -> str:
    """Accents taken off leave a text as long as it was, nearly always; a few letters more or less do no harm here."""
    at = plain.find(word)
    start, end = max(0, at - _AROUND), at + len(word) + _AROUND
    return ("… " if start else "") + " ".join(text[start:end].split()) + (" …" if end < len(text) else "")
