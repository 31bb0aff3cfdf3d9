"""A matter that another agency must answer: a letter to the agency, which never goes by mail, and one to the person."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework.actions.messages import checked, send_message
from commonground.casework.actions.rights import check_may_step, taken_in_hand, unit_of
from commonground.casework.kinds import kind_of
from commonground.casework.queries.opened import OpenedCase
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.outbox.post import queue_mail
from commonground.foundation.refusals import Refused
from commonground.foundation.vault import place, seal_text
from commonground.matters import letters
from commonground.matters.agencies import agencies
from commonground.matters.models import AgencyReferral


class NoSuchAgency(Refused):
    """The city's file has no such agency."""


@transaction.atomic
def refer_case(*, opened: OpenedCase, agency: str, letter: str, message: str, by: Person) -> AgencyReferral:
    """Seals the letter, writes to the person, and mails the agency that a referral waits: not what it says."""
    now = taken_in_hand(opened.case, by)
    check_may_step(now, kind_of(now.kind).rules.stage(now.stage), by)
    if agency not in agencies():
        raise NoSuchAgency(_("Choose an agency."), field="agency")
    referral = AgencyReferral(
        case=now, agency=agency, referred_at=clock.now(), referred_by=by, letter_sealed=b""
    )
    referral.save(force_insert=True)
    bound_to = place("matters_agencyreferral", "letter_sealed", referral.pk)
    referral.letter_sealed = seal_text(opened.inner, checked(letter), bound_to)
    referral.save(update_fields=["letter_sealed"])
    send_message(opened=opened, text=message, by=by)
    queue_mail(letters.referral_waits(now, unit_of(now), to=agencies()[agency].email))
    record("casework.case.referred", now, by=by, details={"agency": agency})
    return referral
