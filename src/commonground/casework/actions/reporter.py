"""What the person who filed does when they come back: writes, answers, adds files. Nobody of ours is in this."""

import uuid

from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonground.casework.evidence import attach
from commonground.casework.models import Case, Message, Side
from commonground.casework.queries.by_receipt import ReporterCase
from commonground.casework.receipt_rows import presenting
from commonground.casework.rules import clock_restarted
from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.privacy.reads import public_only
from commonground.foundation.refusals import Refused
from commonground.foundation.uploads import HeldUpload
from commonground.foundation.vault import ReceiptKeys, place, seal_text
from commonground.reference.business_days import after_business_days, business_days_between


class NothingSaid(Refused):
    """Neither words nor files."""

    def __init__(self) -> None:
        super().__init__(_("Write something, or add a file."), field="text")


def write_to_unit(
    *,
    opened: ReporterCase,
    keys: ReceiptKeys,
    message_id: uuid.UUID,
    text: str,
    uploads: tuple[HeldUpload, ...] = (),
    by: Actor,
) -> None:
    """Adds one message, and restarts the clock if we had asked. The same `message_id` is written once. Raises `NothingSaid`."""
    if not text and not uploads:
        raise NothingSaid
    try:
        with presenting(keys.locator):
            if not Message.objects.filter(pk=message_id, case_id=opened.case_id).exists():
                _write(opened, message_id, text, uploads, by)
    except IntegrityError:
        return  # sent twice in the same instant: the other was first


def _write(
    opened: ReporterCase, message_id: uuid.UUID, text: str, uploads: tuple[HeldUpload, ...], by: Actor
) -> None:
    moment = clock.now()
    Message(
        id=message_id,
        case_id=opened.case_id,
        side=Side.REPORTER,
        sent_at=moment,
        body_sealed=seal_text(opened.shared, text, place("casework_message", "body_sealed", message_id)),
    ).save(force_insert=True)
    if uploads:
        attach(opened.case_id, uploads, side=Side.REPORTER, under=opened.shared, message=message_id)
    case = public_only(Case.objects.filter(pk=opened.case_id)).get()
    _note_that_the_person_wrote(case)
    record("casework.case.reporter-wrote", case, by=by)


def _note_that_the_person_wrote(case: Case) -> None:
    """The case is the unit's again: what we waited is added to the promised date."""
    moment, due_on = clock.now(), case.due_on
    if case.waiting_since is not None:
        due_on = clock_restarted(
            case.due_on,
            timezone.localtime(case.waiting_since).date(),
            clock.today(),
            after=after_business_days,
            between=business_days_between,
        )
    Case.objects.filter(pk=case.pk).update(
        due_on=due_on,
        waiting_since=None,
        last_side=Side.REPORTER,
        last_message_at=moment,
        version=F("version") + 1,
    )


def note_as_read(*, opened: ReporterCase, keys: ReceiptKeys) -> None:
    """The person has seen our messages. Says when, first time; not a change, so the audit does not tell of it."""
    unread = [one.id for one in opened.messages if not one.from_reporter and one.read_at is None]
    if unread:
        with presenting(keys.locator):
            Message.objects.filter(pk__in=unread, read_at__isnull=True).update(read_at=clock.now())
