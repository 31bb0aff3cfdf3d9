"""What only an unlocked session can find: words in what people wrote, and matters that speak of the same thing.

Nothing is indexed: a searchable copy of sealed text would be that text. So a search opens matters one by one, newest
first, no more than a bound, and says how many it read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from commonground.access.models import Person
from commonground.casework import rules
from commonground.casework.models import Case, Message, NamedOfficer, Note
from commonground.casework.queries.opened import OpenedCase, answers_of, opened, shared_key
from commonground.casework.queries.visible import cases_for
from commonground.foundation.vault import CannotOpen, DataKey, UnlockedVault, open_text, place
from commonground.matters.queries.queue import QueueFilter, queue_of

MOST_SEARCHED = 1000  # about a second
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
    rows = queue_of(viewer, unit).rows(wanted).defer(None).order_by("-received_at", "pk")
    hits, unread, chosen = [], 0, list(rows[:MOST_SEARCHED])
    messages, notes = _sealed(Message, chosen), _sealed(Note, chosen)
    for case in chosen:
        try:
            one = opened(case, vault)
            said = _opened_texts(one.shared, Message, messages.get(case.pk, []))
            noted = _opened_texts(one.inner, Note, notes.get(case.pk, []))
        except CannotOpen:
            unread += 1
            continue
        text = "\n".join([*one.answers.values(), *said, *noted])
        plain = rules.plain(text)
        if sought and all(word in plain for word in sought):
            hits.append(Hit(case, _around(text, plain, sought[0])))
    return Searched(tuple(hits), len(chosen) - unread, rows.count(), unread)


def alike_matters(viewer: Person, vault: UnlockedVault, own: OpenedCase) -> tuple[Alike, ...]:
    """Matters of the unit, near in time, that may speak of the same thing: most alike first. See `rules.likeness`."""
    case = own.case
    near = cases_for(viewer).filter(unit=case.unit, disposed_at__isnull=True, merged_into__isnull=True)
    candidates = _nearest(near.exclude(pk=case.pk), case.received_at)
    accounts = {other.pk: _words(other, vault) for other in candidates}
    common = rules.common_words(list(accounts.values()))
    officers = _officers([case, *candidates])
    words = rules.words_of(" ".join(own.answers.values())) - common
    found = []
    for other in candidates:
        same = bool(officers.get(case.pk, set()) & officers.get(other.pk, set()))
        score = rules.likeness(words, accounts[other.pk] - common, same_officer=same)
        if score >= rules.RELATED_FROM:
            found.append(Alike(other, score, same))
    return tuple(sorted(found, key=lambda one: -one.score))


def _nearest(cases: "QuerySet[Case]", moment: datetime) -> list[Case]:
    """Those that came last before it and first after it."""
    half = MOST_COMPARED // 2
    before = cases.filter(received_at__range=(moment - NEAR_IN_TIME, moment)).order_by("-received_at")
    after = cases.filter(received_at__gt=moment, received_at__lte=moment + NEAR_IN_TIME)
    return [*before[:half], *after.order_by("received_at")[:half]]


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


def _sealed(model: type[Message | Note], cases: list[Case]) -> dict[UUID, list[tuple[UUID, bytes]]]:
    """What was written in each of these matters, still sealed, in one question to the database."""
    found: dict[UUID, list[tuple[UUID, bytes]]] = {}
    rows = model._default_manager.filter(case__in=cases).values_list("case_id", "pk", "body_sealed")
    for case_id, pk, sealed in rows:
        found.setdefault(case_id, []).append((pk, bytes(sealed)))
    return found


def _opened_texts(key: DataKey, model: type[Message | Note], rows: list[tuple[UUID, bytes]]) -> list[str]:
    table = model._meta.db_table
    return [open_text(key, sealed, place(table, "body_sealed", pk)) for pk, sealed in rows]


def _around(text: str, plain: str, word: str) -> str:
    """Accents taken off leave a text as long as it was, nearly always; a few letters more or less do no harm here."""
    at = plain.find(word)
    start, end = max(0, at - _AROUND), at + len(word) + _AROUND
    return ("… " if start else "") + " ".join(text[start:end].split()) + (" …" if end < len(text) else "")
