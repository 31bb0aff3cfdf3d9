"""One matter that is really two: chosen parts become a new matter, sealed anew under keys of its own.

Where it stays in the unit, the person's one receipt leads to both: the new shared key is wrapped under that of the
matter it came from, which the receipt opens. A matter that goes to another unit gets no such way. Whoever holds the key of the
first one, its unit, could read with it what the person and the other unit write to each other.
What is copied stays in the first one too, files as well; records are not taken apart.
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
from commonground.foundation.vault import DataKey, UnlockedVault, open_text, place, seal_text, wrap_with
from commonground.matters.actions.copying import copy_files
from commonground.matters.actions.links import CannotLink, link_cases


@dataclass(frozen=True)
class SplitOff:
    """What the new matter is, and what it takes along."""

    kind: str
    category: str
    answers: Collection[str]
    messages: Collection[uuid.UUID] = ()
    notes: Collection[uuid.UUID] = ()
    files: Collection[uuid.UUID] = ()


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
    copied = _copy_talk(source, made, off, vault)
    if made.unit == now.unit:
        target = opened(made, vault)
        copy_files(source=source, target=target, chosen=off.files, messages=copied)
        _lead_there(source, target)
        link_cases(case=made, other=now, kind=LinkKind.SPLIT, by=by)
    record("casework.case.split", now, by=by, details={"off": str(made.pk)})
    return made


def _lead_there(source: OpenedCase, target: OpenedCase) -> None:
    """From here on the receipt of the first matter opens the new one too; nothing where nobody holds a receipt."""
    locator = source.case.locator or source.case.part_locator
    if not locator:
        return
    made = target.case
    made.split_from, made.part_locator = source.case, locator
    bound_to = place(made._meta.db_table, "part_key_wrapped", made.pk)
    made.part_key_wrapped = wrap_with(target.shared, source.shared, bound_to)
    made.save(update_fields=["split_from", "part_locator", "part_key_wrapped"])


def _copy_talk(
    source: OpenedCase, made: Case, off: SplitOff, vault: UnlockedVault
) -> dict[uuid.UUID, uuid.UUID]:
    """Which message became which."""
    if not off.messages and not off.notes and not off.files:
        return {}
    if made.unit != source.case.unit or made.unit not in vault.units:
        raise CannotLink(_("It goes to another unit: choose answers only, no messages, notes or files."))
    target, became = opened(made, vault), {}
    for message in Message.objects.filter(case=source.case, pk__in=off.messages):
        earlier = message.pk
        _copy(message, made, source.shared, target.shared)
        became[earlier] = message.pk
    for note in Note.objects.filter(case=source.case, pk__in=off.notes):
        _copy(note, made, source.inner, target.inner)
    return became


def _copy(row: Message | Note, made: Case, under: DataKey, anew: DataKey) -> None:
    """The same words, dates and author, opened with one key and sealed with the other."""
    table = row._meta.db_table
    text = open_text(under, bytes(row.body_sealed), place(table, "body_sealed", row.pk))
    row.pk = uuid.uuid4()
    row.case = made
    row.body_sealed = seal_text(anew, text, place(table, "body_sealed", row.pk))
    row.save(force_insert=True)
