"""Marking what an audience does not read. The source is never changed; what is withdrawn stays in the log."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework.actions.rights import taken_in_hand
from commonground.casework.models import NamedOfficer
from commonground.casework.queries.opened import NotThere, OpenedCase
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused
from commonground.foundation.vault import open_json, place, seal_json
from commonground.records import rules
from commonground.records.codes import AUDIENCES, redaction_file
from commonground.records.models import Redaction
from commonground.records.texts import SourceText, texts_of

OPEN_INVESTIGATION = "open-investigation"  # under whose code a text is withheld until the matter is closed
WHOLE = "changed"  # the code shown where a source changed after it was marked: all of it is withheld


class CannotRedact(Refused):
    """Nothing to mark, or nobody to withhold it from."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants withheld: these characters of this source."""

    source: str
    start: int
    end: int


@dataclass(frozen=True)
class Marked:
    """A redaction with its place opened."""

    row: Redaction
    start: int
    end: int
    words: str

    @property
    def stands(self) -> bool:
        return self.row.withdrawn_at is None


def redactions_of(opened: OpenedCase) -> tuple[Marked, ...]:
    """The log, withdrawn ones too, oldest first. Raises `CannotOpen`."""
    rows = Redaction.objects.filter(case=opened.case).select_related("made_by", "withdrawn_by")
    return tuple(_marked(row, opened) for row in rows)


def _marked(row: Redaction, opened: OpenedCase) -> Marked:
    where = open_json(
        opened.inner, bytes(row.place_sealed), place("records_redaction", "place_sealed", row.pk)
    )
    return Marked(row, where["start"], where["end"], where["text"])


def for_audience(text: SourceText, marked: Iterable[Marked], audience: str) -> tuple[rules.Part, ...]:
    """What this audience reads of a text, made from the source each time. Fails closed: where a source is not any
    more what was marked, all of it is withheld until somebody marks it again.
    """
    if audience in text.withheld_from:
        return (rules.Part(codes=(redaction_file().code_for(OPEN_INVESTIGATION).key,)),)
    own = [
        one for one in marked if one.stands and one.row.source == text.key and audience in one.row.audiences
    ]
    if any(text.text[one.start : one.end] != one.words for one in own):
        return (rules.Part(codes=(WHOLE,)),)
    return rules.redacted(text.text, [rules.Stretch(one.start, one.end, one.row.reason) for one in own])


@dataclass(frozen=True)
class Shown:
    """A piece of a text as the unit sees it: its words, and under which codes somebody does not read them."""

    words: str
    codes: tuple[str, ...] = ()


def for_the_unit(text: SourceText, marked: Iterable[Marked]) -> list[Shown]:
    """The whole text, with what is marked for anybody set apart."""
    own = [
        rules.Stretch(one.start, one.end, one.row.reason)
        for one in marked
        if one.stands and one.row.source == text.key
    ]
    pieces, at = [], 0
    for start, end, codes in rules.joined(text.text, own):
        pieces += [Shown(text.text[at:start]), Shown(text.text[start:end], codes)]
        at = end
    return [piece for piece in (*pieces, Shown(text.text[at:])) if piece.words]


def wanted_places(opened: OpenedCase, words: str, source: str = "") -> list[Wanted]:
    """Every place of these words, in one source or in all."""
    return [
        Wanted(text.key, start, end)
        for text in texts_of(opened)
        if source in ("", text.key)
        for start, end in rules.places_of(text.text, words)
    ]


@transaction.atomic
def mark(
    *, opened: OpenedCase, wanted: list[Wanted], reason: str, audiences: Iterable[str], by: Person
) -> list[Redaction]:
    """Raises `CannotRedact`, `NotThere`. What is marked already for the same reason and audiences is not marked twice."""
    case = taken_in_hand(opened.case, by)
    withheld_from = [audience for audience in AUDIENCES if audience in set(audiences)]
    if redaction_file().code(reason) is None:
        raise CannotRedact(_("Choose a reason from the list."), field="reason")
    if not withheld_from:
        raise CannotRedact(_("Choose at least one audience that does not read it."), field="audiences")
    sources = {text.key: text.text for text in texts_of(opened)}
    places = [one for one in wanted if 0 <= one.start < one.end <= len(sources.get(one.source, ""))]
    if not places:
        raise CannotRedact(_("These words stand nowhere in what is chosen."), field="words")
    known = {
        (one.row.source, one.start, one.end, one.row.reason, tuple(one.row.audiences))
        for one in redactions_of(opened)
        if one.stands
    }
    made = []
    for one in places:
        if (one.source, one.start, one.end, reason, tuple(withheld_from)) in known:
            continue
        row = Redaction(
            id=uuid.uuid4(), case=case, source=one.source, reason=reason, audiences=withheld_from, made_by=by
        )
        row.made_at = clock.now()
        where = {"start": one.start, "end": one.end, "text": sources[one.source][one.start : one.end]}
        row.place_sealed = seal_json(opened.inner, where, place("records_redaction", "place_sealed", row.pk))
        row.save(force_insert=True)
        made.append(row)
    details = {"reason": reason, "audiences": withheld_from, "redactions": [str(row.pk) for row in made]}
    record("casework.redaction.made", case, by=by, details=details)
    return made


@transaction.atomic
def withdraw(*, opened: OpenedCase, redaction_id: uuid.UUID, by: Person) -> None:
    """It is read again; that it was withheld, by whom and why, stays in the log. Raises `NotThere`."""
    case = taken_in_hand(opened.case, by)
    changed = Redaction.objects.filter(case=case, pk=redaction_id, withdrawn_at__isnull=True)
    if not changed.exists():
        raise NotThere
    changed.update(withdrawn_at=clock.now(), withdrawn_by=by)
    record("casework.redaction.withdrawn", case, by=by, details={"redaction": str(redaction_id)})


@dataclass(frozen=True)
class Offered:
    """A suggestion in its source, under the code it would get."""

    source: SourceText
    found: rules.Suggestion
    code: str


def offers_for(opened: OpenedCase) -> list[Offered]:
    """What nobody has marked yet and looks as if it should be. A person accepts; nothing is marked by itself."""
    officers = [
        one.officer for one in NamedOfficer.objects.filter(case=opened.case).select_related("officer")
    ]
    standing = [one for one in redactions_of(opened) if one.stands]
    persons = {name for text in texts_of(opened) for name in text.persons}
    return [
        Offered(text, found, redaction_file().code_for(found.kind).key)
        for text in texts_of(opened)
        for found in rules.suggestions(
            text.text,
            names=[one.name for one in officers],
            badges=[one.badge for one in officers],
            persons=persons,
        )
        if not any(
            one.row.source == text.key and one.start <= found.start and found.end <= one.end
            for one in standing
        )
    ]
