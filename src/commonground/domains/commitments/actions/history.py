"""Writes the public history, and has followers told of it."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import Q

from commonground.domains.commitments import telling
from commonground.domains.commitments.actions.rights import signature
from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.models import Change, Commitment, Follow
from commonground.foundation import clock
from commonground.foundation.actors import Actor


class Line(NamedTuple):
    """One field that changed, as texts."""

    field: str
    before: str
    after: str


def write_history(
    commitment: Commitment, lines: Sequence[Line], *, note: str = "", signed: str | None = None, by: Actor
) -> None:
    """Adds one batch to the public history. Call it in the transaction of the change."""
    batch, at = uuid.uuid4(), clock.now()
    who = signature(by) if signed is None else signed
    made = Change.objects.bulk_create(
        Change(
            commitment=commitment,
            batch=batch,
            at=at,
            field=line.field,
            before=line.before,
            after=line.after,
            note=note,
            by_title=who,
        )
        for line in lines
    )
    _have_followers_told(commitment, [change.pk for change in made])


def text_of(value: Any) -> str:
    """A value as the history keeps it: keys, figures and ISO-like dates; empty for "not known"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _have_followers_told(commitment: Commitment, change_ids: list[int]) -> None:
    followed = Follow.objects.filter(
        Q(commitment=commitment) | Q(programme=commitment.programme_id),
        confirmed_at__isnull=False,
        ended_at__isnull=True,
    )
    if change_ids and followed.exists():
        wait = timedelta(minutes=the_rules().tell_followers_after_minutes)
        telling.tell_followers.using(run_after=clock.now() + wait).enqueue(change_ids)
