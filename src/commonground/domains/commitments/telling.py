"""Telling followers that something moved, and forgetting those who no longer follow. Runs in the worker.

A change waits a few minutes (the city says how many), so that several made together come in one letter. What was told
is marked in the transaction that queues the letters: a worker killed half-way tells nobody twice.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from itertools import chain

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from commonground.domains.commitments import letters, words
from commonground.domains.commitments.models import Change, Follow
from commonground.foundation import clock
from commonground.foundation.outbox.post import queue_mail
from commonground.reference.translations import text_of

ADDRESSES_AT_ONCE = 200
UNCONFIRMED_FOR = timedelta(days=14)
# What staff changed for themselves, or for readers of another language, is in the history but in no letter.
_NOT_TOLD = ("owner", "translations", "next_update_by", "as_of", "as_of_note")


@task()
def tell_followers(change_ids: list[int]) -> None:
    """Hands these changes, and whatever else moved in the same commitments since, to the letters.

    Changes that an earlier round told of are left out, so running it twice tells once.
    """
    with transaction.atomic():
        asked = Change.objects.filter(pk__in=change_ids, told_at=None)
        commitments = set(asked.values_list("commitment_id", flat=True))
        programmes = set(asked.values_list("commitment__programme_id", flat=True))
        untold = Change.objects.select_for_update().filter(
            commitment__programme_id__in=programmes, commitment__programme__published=True, told_at=None
        )
        since = asked.order_by("at").values_list("at", flat=True).first()
        claimed = list(untold.filter(at__gte=since).values_list("pk", "commitment_id")) if commitments else []
        ids = [pk for pk, _commitment in claimed]
        moved = {commitment for _pk, commitment in claimed}
        Change.objects.filter(pk__in=ids).update(told_at=clock.now())
        follows = Follow.objects.filter(
            Q(commitment_id__in=moved) | Q(programme_id__in=programmes),
            confirmed_at__isnull=False,
            ended_at__isnull=True,
        )
        by_email: dict[str, list[str]] = defaultdict(list)
        for follow_id, email in follows.order_by("asked_at").values_list("pk", "email"):
            by_email[email.lower()].append(str(follow_id))
        addresses = list(by_email.values())
        for start in range(0, len(addresses), ADDRESSES_AT_ONCE):
            write_letters.enqueue(
                ids, list(chain.from_iterable(addresses[start : start + ADDRESSES_AT_ONCE]))
            )


@task()
def write_letters(change_ids: list[int], follow_ids: list[str]) -> None:
    """Queues one letter for each address among these follows: everything that it follows, together."""
    changes = list(
        Change.objects.filter(pk__in=change_ids)
        .exclude(field__in=_NOT_TOLD)
        .select_related("commitment__programme")
        .order_by("at", "pk")
    )
    # Somebody may have ended theirs since.
    follows = Follow.objects.filter(pk__in=follow_ids, ended_at__isnull=True)
    by_email: dict[str, list[Follow]] = defaultdict(list)
    for follow in follows.order_by("asked_at"):
        by_email[follow.email.lower()].append(follow)
    with transaction.atomic():
        for held in by_email.values():
            _write_one(held, changes)


def forget_follows() -> None:
    """Deletes addresses that nobody confirmed or that no longer want letters. Safe to run twice."""
    Follow.objects.filter(
        Q(ended_at__isnull=False) | Q(confirmed_at=None, asked_at__lt=clock.now() - UNCONFIRMED_FOR)
    ).delete()


def _write_one(held: list[Follow], changes: list[Change]) -> None:
    commitments = {follow.commitment_id for follow in held}
    programmes = {follow.programme_id for follow in held}
    seen = [
        change
        for change in changes
        if change.commitment_id in commitments or change.commitment.programme_id in programmes
    ]
    if not seen:
        return
    language = held[-1].language
    causes = [
        follow.pk
        for follow in held
        if any(
            follow.commitment_id == change.commitment_id
            or follow.programme_id == change.commitment.programme_id
            for change in seen
        )
    ]
    with translation.override(language):
        queue_mail(letters.moved(held[-1].email, language, causes, _items(seen)))


def _items(changes: Iterable[Change]) -> list[letters.Moved]:
    grouped: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        grouped[change.commitment_id].append(change)
    items = []
    for group in sorted(grouped.values(), key=lambda group: group[0].commitment.number_order):
        commitment = group[0].commitment
        sentences = [_sentence(change) for change in group]
        sentences += [note for note in dict.fromkeys(change.note for change in group) if note]
        items.append(
            letters.Moved(
                commitment.programme.slug,
                commitment.number,
                text_of(commitment, "statement"),
                tuple(sentences),
            )
        )
    return items


def _sentence(change: Change) -> str:
    label = words.FIELDS.get(change.field, change.field)
    before = words.value_in_words(change.field, change.before)
    after = words.value_in_words(change.field, change.after)
    if before and after:
        return _("%(field)s: from %(before)s to %(after)s") % {
            "field": label,
            "before": before,
            "after": after,
        }
    if after:
        return _("%(field)s: %(after)s") % {"field": label, "after": after}
    return _("%(field)s: no longer %(before)s") % {"field": label, "before": before}
