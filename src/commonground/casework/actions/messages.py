"""What the unit says to the person, under the key that both have. A question stops the clock."""

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework.actions.moves import move_case
from commonground.casework.actions.rights import taken_in_hand
from commonground.casework.kinds import kind_of
from commonground.casework.models import Case, Message, Side
from commonground.casework.queries.opened import OpenedCase
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused
from commonground.foundation.vault import place, seal_text

LONGEST = 20_000  # characters


class NothingSaid(Refused):
    """An empty message, or one longer than a person reads."""


class ClosedNow(Refused):
    """We do not wait for an answer in a matter that is closed."""


@transaction.atomic
def send_message(
    *, opened: OpenedCase, text: str, asks: bool = False, letter: str = "", by: Person
) -> Message:
    """Raises `NothingSaid`, `ClosedNow`. Sends no mail: the person reads it with the receipt, and nobody else can."""
    now = taken_in_hand(opened.case, by)
    if asks and now.closed_at is not None:
        raise ClosedNow(
            _("This matter is closed. Open it again before you ask, or send this without waiting."),
            field="asks",
        )
    message = _sealed(opened, checked(text), asks=asks, letter=letter, by=by)
    # What is said in a merged matter is said in the surviving one.
    answered = Case.objects.filter(pk__in=[now.pk, now.merged_into_id or now.pk])
    answered.update(last_side=Side.UNIT, last_message_at=message.sent_at)
    details = {"asks": asks, "letter": letter, "message": str(message.pk)}
    record("casework.message.sent", now, by=by, details=details)
    if asks:
        _stop_the_clock(now, by)
    return message


def checked(text: str) -> str:
    """What may be sealed as a text of ours. Raises `NothingSaid`."""
    kept = text.strip()
    if not kept:
        raise NothingSaid(_("Nothing is written here."), field="text")
    if len(kept) > LONGEST:
        raise NothingSaid(_("This is too long. Send it in two parts."), field="text")
    return kept


def _sealed(opened: OpenedCase, text: str, *, asks: bool, letter: str, by: Person) -> Message:
    identity = uuid.uuid4()
    message = Message(
        id=identity,
        case=opened.case,
        side=Side.UNIT,
        sent_at=clock.now(),
        body_sealed=seal_text(opened.shared, text, place("casework_message", "body_sealed", identity)),
        letter=letter,
        asks=asks,
        author=by,
    )
    message.save(force_insert=True)
    return message


def _stop_the_clock(said_in: Case, by: Person) -> None:
    """To a stage that waits, where the kind has one next; otherwise the matter waits where it stands."""
    case = Case.objects.get(pk=said_in.merged_into_id or said_in.pk)
    kind = kind_of(case.kind).rules
    here = kind.stage(case.stage)
    waiting = next((key for key in here.next if kind.stage(key).waits), "")
    if case.waiting_since is not None:
        return
    if waiting and not here.waits:
        move_case(case=case, to=waiting, expected_version=case.version, by=by)
    else:
        Case.objects.filter(pk=case.pk).update(waiting_since=clock.now(), version=case.version + 1)
