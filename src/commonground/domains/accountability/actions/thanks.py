"""Thanks reach the officer: a copy that staff chose, as far as the person who thanked allowed.

The words leave the sealed matter here, since an officer holds no key of it. They become personal data of the officer,
in the clear for whoever keeps the database. The filing page says so before anybody writes.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Officer, Person
from commonground.casework.actions.rights import taken_in_hand
from commonground.casework.models import NamedRole
from commonground.casework.queries.opened import OpenedCase
from commonground.conflict.actions import name_officer
from commonground.domains.accountability.actions.rights import StandardsRefused, written
from commonground.domains.accountability.kind import THANKS
from commonground.domains.accountability.models import ThanksReceived
from commonground.foundation import clock
from commonground.foundation.audit.record import record


@dataclass(frozen=True)
class Words:
    """What the officer will read. `signed` only where the person said that the officer may know who wrote."""

    text: str
    signed: str = ""


@transaction.atomic
def pass_on_thanks(*, opened: OpenedCase, officer: Officer, words: Words, by: Person) -> ThanksReceived:
    """Once for each officer. Closing the matter is a step of its own, when everybody who is meant has them."""
    case = taken_in_hand(opened.case, by)
    if case.kind != THANKS:
        raise StandardsRefused(_("Only thanks are passed on to an officer."))
    if words.signed.strip() and not may_be_signed(opened):
        raise StandardsRefused(_("The person did not allow the officer to know who wrote."), field="signed")
    if ThanksReceived.objects.filter(case=case, officer=officer).exists():
        raise StandardsRefused(_("This officer has these thanks already."), field="officer")
    name_officer(case=case, officer=officer, role=NamedRole.THANKED, by=by)
    thanks = ThanksReceived.objects.create(
        officer=officer,
        case=case,
        words=written(words.text, "text", most=5000),
        signed=words.signed.strip()[:120],
        passed_on_at=clock.now(),
        passed_on_by=by,
    )
    record("accountability.thanks.passed-on", thanks, by=by)
    return thanks


def may_be_signed(opened: OpenedCase) -> bool:
    """Whether the person said that the officer may know who wrote. Anything but a plain yes is a no."""
    return opened.answers.get("tell-officer", "").strip().casefold() in ("yes", "sí", "si")


@transaction.atomic
def note_thanks_read(*, by: Person) -> None:
    """The officer has opened the page of their own thanks."""
    unread = ThanksReceived.objects.filter(officer__person=by, read_at__isnull=True)
    for thanks in unread:
        record("accountability.thanks.read", thanks, by=by)
    unread.update(read_at=clock.now())
