"""Keeps the commitments that a filter asks for, in the order it asks for."""

import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime

from commonground.domains.commitments.filters import CommitmentFilter, Sort
from commonground.domains.commitments.queries.loading import Loaded
from commonground.domains.commitments.rules import State

BEGUN = (State.STARTED, State.REPORTED, State.IMPLEMENTED)  # what the counter "started" counts
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def chosen(loaded: Iterable[Loaded], wanted: CommitmentFilter) -> list[Loaded]:
    """A register has tens or hundreds of commitments: they are searched as they are read, accents and case aside."""
    terms = _plain(wanted.text).split()
    kept = [one for one in loaded if _fits(one, wanted) and all(term in _searched(one) for term in terms)]
    if wanted.sort is Sort.UPDATED:
        kept.sort(key=lambda one: one.row.last_updated_at or _NEVER, reverse=True)
    elif wanted.sort is Sort.DUE:
        kept.sort(key=lambda one: one.row.estimated.last_day if one.row.estimated else date.max)
    elif wanted.sort is Sort.PERCENT:
        kept.sort(key=lambda one: -1 if one.row.percent is None else one.row.percent, reverse=True)
    return kept


def _fits(one: Loaded, wanted: CommitmentFilter) -> bool:
    row = one.row
    return (
        (not wanted.topic or (row.topic is not None and row.topic.slug == wanted.topic))
        and (not wanted.status or one.record.status == wanted.status)
        and (wanted.state is None or row.state is wanted.state)
        and (not wanted.begun or row.state in BEGUN)
        and (not wanted.body or any(body.slug == wanted.body for body in row.bodies))
        and (not wanted.late or bool(row.lateness))
        and (not wanted.held or row.hold is not None)
        and (not wanted.disputed or row.open_disputes > 0)
    )


def _searched(one: Loaded) -> str:
    record, row = one.record, one.row
    translated = [text for held in record.translations.values() for text in held.values()]
    topic = [row.topic.name, record.topic.name] if row.topic and record.topic else []
    bodies = [body.name for body in row.bodies]
    parts = [record.number, record.statement, record.detail, record.owner_title, *translated, *topic, *bodies]
    return _plain(" ".join(parts))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
