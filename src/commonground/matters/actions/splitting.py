"""One matter that is really two: chosen parts become a new matter, sealed anew under keys of its own.

The new matter has no receipt, since nobody here can make one that the person holds: the person is told of it in the
matter that it came from. What is copied stays in the first one too; records are not taken apart.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework.actions.filing import Filing, file_case
from commonground.casework.actions.rights import check_may_step, taken_in_hand
from commonground.casework.kinds import kind_of
from commonground.casework.models import Case, LinkKind, Message, Note
from commonground.casework.queries.opened import OpenedCase, opened
from commonground.conflict.actions import carry_conflicts
from commonground.foundation.audit.record import record
from commonground.foundation.vault import DataKey, UnlockedVault, open_text, place, seal_text
from commonground.matters.actions.links import CannotLink, link_cases


@dataclass(frozen=True)
class SplitOff:
    """What the new matter is, and what it takes along."""

    kind: str
    category: str
    answers: Collection[str]
    messages: Collection[uuid.UUID] = ()
    notes: Collection[uuid.UUID] = ()


@transaction.atomic
def split_case(*, source: OpenedCase, off: SplitOff, vault: UnlockedVault, by: Person) -> Case:
    """Raises `CannotLink`, `NotYours`, `UnitHasNoKey`."""
    now = taken_in_hand(source.case, by)
    check_may_step(now, kind_of(now.kind).rules.stage(now.stage), by)
    answers = {key: text for key, text in source.answers.items() if key in off.answers}
    if not answers and not off.messages:
        raise CannotLink(_("Choose what the new matter is about: at least one answer or message."))
    filed = file_case(Filing(off.kind, off.category, now.language, now.channel, answers), receipt=None, by=by)
    made = Case.objects.get(pk=filed.case_id)
    Case.objects.filter(pk=made.pk).update(received_at=now.received_at)
    carry_conflicts(source=now, target=made)
    _copy_talk(source, made, off, vault)
    if made.unit == now.unit:
        link_cases(case=made, other=now, kind=LinkKind.SPLIT, by=by)
    record("casework.case.split", now, by=by, details={"off": str(made.pk)})
    return made


def _copy_talk(source: OpenedCase, made: Case, off: SplitOff, vault: UnlockedVault) -> None:
    if not off.messages and not off.notes:
        return
    if made.unit not in vault.units:
        raise CannotLink(_("It goes to another unit: choose answers only, no messages or notes."))
    target = opened(made, vault)
    for message in Message.objects.filter(case=source.case, pk__in=off.messages):
        _copy(message, made, source.shared, target.shared)
    for note in Note.objects.filter(case=source.case, pk__in=off.notes):
        _copy(note, made, source.inner, target.inner)


def _copy(row: Message | Note, made: Case, under: DataKey, anew: DataKey) -> None:
    """The same words, dates and author, opened with one key and sealed with the other."""
    table = row._meta.db_table
    text = open_text(under, bytes(row.body_sealed), place(table, "body_sealed", row.pk))
    row.pk = uuid.uuid4()
    row.case = made
    row.body_sealed = seal_text(anew, text, place(table, "body_sealed", row.pk))
    row.save(force_insert=True)
