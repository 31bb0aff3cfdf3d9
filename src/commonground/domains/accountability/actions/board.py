"""The independent board: a redacted copy is released to it, it writes, the unit answers. Each step is on the record.

The copy has a key of its own, wrapped to the board's unit and under the matter's inner key. So reviewers read the copy
and nothing else, the unit reads what the board wrote, and withdrawing the release ends the board's reading.
"""

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.decisions import decide
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.casework.actions.rights import taken_in_hand
from commonground.casework.queries.opened import OpenedCase
from commonground.domains.accountability.actions.rights import (
    StandardsRefused,
    check_supervises,
    seal_into,
    written,
)
from commonground.domains.accountability.city_rules import standards
from commonground.domains.accountability.copying import copy_for_reviewers, still_named
from commonground.domains.accountability.models import BoardAnswer, BoardLetter, BoardLetterKind, BoardRelease
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.vault import DataKey, new_data_key, place, unit_has_key, wrap_to_unit, wrap_with
from commonground.reference.business_days import after_business_days


@transaction.atomic
def release_to_board(*, opened: OpenedCase, by: Person) -> BoardRelease:
    """Of a closed matter, by whoever supervises its unit. Refused while the copy still names somebody."""
    case = taken_in_hand(opened.case, by)
    check_supervises(case, by)
    if case.closed_at is None:
        raise StandardsRefused(_("Only a closed matter goes to the board."))
    if BoardRelease.objects.filter(case=case, withdrawn_at__isnull=True).exists():
        raise StandardsRefused(_("The board has it already."))
    if not unit_has_key(standards().board_unit):
        raise StandardsRefused(
            _("The board has no key yet, so nothing can be sealed to it. Ask its custodian to make one.")
        )
    passages = copy_for_reviewers(opened)
    if named := still_named(opened, passages):
        raise StandardsRefused(
            _("Somebody can still be known by name in: %(where)s. Redact it for reviewers first.")
            % {"where": "; ".join(dict.fromkeys(named))}
        )
    release = _sealed_release(opened, [[one.heading, one.text] for one in passages], by)
    record("accountability.board.released", release, by=by)
    return release


def _sealed_release(opened: OpenedCase, passages: list[list[str]], by: Person) -> BoardRelease:
    key = new_data_key()
    release = BoardRelease(id=uuid.uuid4(), case=opened.case, released_at=clock.now(), released_by=by)
    release.review_due_on = after_business_days(clock.today(), standards().board_days)
    table = BoardRelease._meta.db_table
    wrapped = wrap_to_unit(key, standards().board_unit, place(table, "key_wrapped", release.pk))
    release.unit_key_id, release.key_wrapped = wrapped.unit_key_id, wrapped.wrapped
    release.key_for_unit = wrap_with(key, opened.inner, place(table, "key_for_unit", release.pk))
    seal_into(release, "content_sealed", passages, key)
    release.save(force_insert=True)
    return release


@transaction.atomic
def withdraw_release(*, release: BoardRelease, by: Person) -> None:
    """The copy and the board's key to it are deleted. Letters that the board wrote stay, for the unit."""
    case = taken_in_hand(release.case, by)
    check_supervises(case, by)
    if release.withdrawn_at is not None:
        return
    release.withdrawn_at = clock.now()
    release.key_wrapped = release.content_sealed = release.unit_key = None
    release.save(update_fields=["withdrawn_at", "key_wrapped", "content_sealed", "unit_key"])
    record("accountability.board.release-withdrawn", release, by=by)


@transaction.atomic
def write_board_letter(
    *, release: BoardRelease, key: DataKey, kind: str, text: str, by: Person
) -> BoardLetter:
    """A member of the board writes of a copy that it reads."""
    if not decide(by, Permission.REVIEW_COMPLAINTS):
        raise StandardsRefused(_("Only members of the board write its letters."))
    if release.withdrawn_at is not None:
        raise StandardsRefused(_("The unit has taken this copy back."))
    if kind not in BoardLetterKind.values:
        raise StandardsRefused(_("Say whether the letter supports or recommends."), field="kind")
    now, due = clock.now(), None
    if kind == BoardLetterKind.RECOMMENDATION:
        due = after_business_days(clock.today(), standards().board_answer_days)
    letter = BoardLetter(
        id=uuid.uuid4(), release=release, kind=kind, written_at=now, written_by=by, answer_due_on=due
    )
    seal_into(letter, "text_sealed", written(text, "text"), key)
    letter.save(force_insert=True)
    record("accountability.board.letter-written", letter, by=by, details={"kind": kind})
    return letter


@transaction.atomic
def answer_board_letter(
    *, letter: BoardLetter, key: DataKey, position: str, text: str, by: Person
) -> BoardAnswer:
    """Whoever supervises the unit answers, once."""
    case = taken_in_hand(letter.release.case, by)
    check_supervises(case, by)
    if position not in {one.key for one in standards().positions}:
        raise StandardsRefused(_("Choose one of the list."), field="position")
    if BoardAnswer.objects.filter(letter=letter).exists():
        raise StandardsRefused(_("This letter is answered."))
    answer = BoardAnswer(letter=letter, position=position, answered_at=clock.now(), answered_by=by)
    # Bound to the letter, since the answer has no number before it is stored.
    sealed_at = place(BoardAnswer._meta.db_table, "text_sealed", letter.pk)
    answer.text_sealed = key.seal(written(text, "text").encode(), sealed_at)
    answer.save(force_insert=True)
    record("accountability.board.letter-answered", letter, by=by, details={"position": position})
    return answer
