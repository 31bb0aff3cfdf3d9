"""The public history, worded."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from commonground.domains.commitments import words
from commonground.domains.commitments.models import Change, Commitment
from commonground.domains.commitments.queries.shapes import ChangeLine, ChangeShown, CityText
from commonground.foundation.privacy.reads import public_only

MOST_CHANGES = 500  # rows, not batches: what one answer holds at most


def public_changes(slug: str, *, since: datetime | None = None, limit: int = 50) -> tuple[ChangeShown, ...]:
    """What changed in a published programme, newest first: at most `limit` batches, none before `since`."""
    commitments = Commitment.objects.filter(programme__slug=slug, programme__published=True)
    return latest_changes(commitments, limit=limit, since=since)


def latest_changes(
    commitments: "QuerySet[Commitment]", *, limit: int, since: datetime | None = None
) -> tuple[ChangeShown, ...]:
    """The latest batches of these commitments, newest first. One query."""
    changes = public_only(
        Change.objects.filter(commitment__in=commitments.order_by().values("pk")),
        follow=("commitment", "commitment__programme"),
    ).order_by("-at", "-id")
    if since is not None:
        changes = changes.filter(at__gte=since)
    return grouped(changes[: min(limit * 12, MOST_CHANGES)])[:limit]


def grouped(changes: Iterable[Change]) -> tuple[ChangeShown, ...]:
    """One shape for each batch, in the order in which the batches come; its lines in the order of writing."""
    batches: dict[object, list[Change]] = {}
    for change in changes:
        batches.setdefault(change.batch, []).append(change)
    return tuple(_shown(batch) for batch in batches.values())


def _shown(batch: list[Change]) -> ChangeShown:
    first = batch[0]
    commitment = first.commitment
    lines = sorted(batch, key=lambda change: change.pk)
    return ChangeShown(
        batch=first.batch,
        at=first.at,
        by_title=first.by_title,
        note=first.note,
        lines=tuple(_line(change) for change in lines),
        commitment_id=commitment.pk,
        number=commitment.number,
        statement=CityText.of(commitment.statement, commitment.translations, "statement"),
        programme_slug=commitment.programme.slug,
    )


def _line(change: Change) -> ChangeLine:
    return ChangeLine(
        field=change.field,
        label=str(words.FIELDS.get(change.field, change.field)),
        before=words.value_in_words(change.field, change.before),
        after=words.value_in_words(change.field, change.after),
    )
