"""The work on a complaint: mediation, interviews, evidence that lies elsewhere, letters of finding."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Officer, Person
from commonground.casework.actions.messages import send_message
from commonground.casework.actions.rights import taken_in_hand
from commonground.casework.queries.opened import OpenedCase
from commonground.conflict.queries import subjects_of
from commonground.domains.accountability.actions.rights import (
    StandardsRefused,
    check_supervises,
    open_matter,
    seal_into,
    written,
)
from commonground.domains.accountability.city_rules import Choice, standards
from commonground.domains.accountability.models import (
    EvidenceItem,
    EvidenceViewing,
    FindingLetter,
    Interview,
    InterviewRole,
    LetterAudience,
    Mediation,
    MediationAnswer,
)
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.reference.business_days import after_business_days


@transaction.atomic
def offer_mediation(*, opened: OpenedCase, officer: Officer, by: Person) -> Mediation:
    """Offered to both. What is said there is not used in an investigation, so nothing of it is written here."""
    case = open_matter(opened.case, by)
    if (
        Mediation.objects.filter(case=case, officer=officer, outcome="")
        .exclude(person_answer="declined")
        .exclude(officer_answer="declined")
        .exists()
    ):
        raise StandardsRefused(_("It is offered already."))
    today = clock.today()
    mediation = Mediation.objects.create(
        case=case,
        officer=officer,
        offered_on=today,
        answer_due_on=after_business_days(today, standards().mediation_answer_days),
        offered_by=by,
    )
    record("accountability.mediation.offered", mediation, by=by)
    return mediation


@transaction.atomic
def answer_mediation(*, mediation: Mediation, side: str, answer: str, by: Person) -> None:
    """`side`: “person” or “officer”."""
    open_matter(mediation.case, by)
    if side not in ("person", "officer") or answer not in (
        MediationAnswer.ACCEPTED,
        MediationAnswer.DECLINED,
    ):
        raise StandardsRefused(_("Say who answered, and what."), field="answer")
    if mediation.held_on is not None:
        raise StandardsRefused(_("It has been held already."))
    setattr(mediation, f"{side}_answer", answer)
    mediation.save(update_fields=[f"{side}_answer"])
    record("accountability.mediation.answered", mediation, by=by, details={"side": side})


@transaction.atomic
def hold_mediation(
    *, opened: OpenedCase, mediation: Mediation, held_on: date, outcome: str, note: str = "", by: Person
) -> None:
    """Only when both said yes."""
    open_matter(opened.case, by)
    if (mediation.person_answer, mediation.officer_answer) != ("accepted", "accepted"):
        raise StandardsRefused(_("Both must have said yes first."))
    if held_on > clock.today() or held_on < mediation.offered_on:
        raise StandardsRefused(_("It was held between the day it was offered and today."), field="held_on")
    _check_known(outcome, standards().mediation_outcomes, "outcome")
    mediation.held_on, mediation.outcome = held_on, outcome
    seal_into(mediation, "note_sealed", note.strip(), opened.inner)
    mediation.save(update_fields=["held_on", "outcome", "note_sealed"])
    record("accountability.mediation.held", mediation, by=by, details={"outcome": outcome})


@dataclass(frozen=True)
class Asked:
    """One interview, as the investigator writes it down."""

    role: str
    held_at: datetime
    rights: str
    name: str
    recording: str = ""
    notes: str = ""


@transaction.atomic
def log_interview(*, opened: OpenedCase, asked: Asked, by: Person) -> Interview:
    case = open_matter(opened.case, by)
    if asked.role not in InterviewRole.values:
        raise StandardsRefused(_("Say who was asked."), field="role")
    _check_known(asked.rights, standards().rights, "rights")
    if asked.held_at > clock.now():
        raise StandardsRefused(_("This is still to come. Write it down once it was held."), field="held_at")
    interview = Interview(
        case=case,
        role=asked.role,
        held_at=asked.held_at,
        rights=asked.rights,
        recorded=bool(asked.recording.strip()),
        logged_at=clock.now(),
        logged_by=by,
    )
    details = {
        "name": written(asked.name, "name"),
        "recording": asked.recording.strip(),
        "notes": asked.notes.strip(),
    }
    seal_into(interview, "details_sealed", details, opened.inner)
    interview.save(force_insert=True)
    record("accountability.interview.logged", interview, by=by, details={"role": asked.role})
    return interview


@dataclass(frozen=True)
class Kept:
    """Something that lies in another system or on a shelf."""

    kind: str
    what: str
    reference: str
    held_at: str


@transaction.atomic
def log_evidence(*, opened: OpenedCase, kept: Kept, by: Person) -> EvidenceItem:
    case = open_matter(opened.case, by)
    _check_known(kept.kind, standards().evidence_kinds, "kind")
    item = EvidenceItem(case=case, kind=kept.kind, logged_at=clock.now(), logged_by=by)
    details = {
        "what": written(kept.what, "what"),
        "reference": kept.reference.strip(),
        "held_at": written(kept.held_at, "held_at"),
    }
    seal_into(item, "details_sealed", details, opened.inner)
    item.save(force_insert=True)
    record("accountability.evidence.logged", item, by=by, details={"kind": kept.kind})
    return item


@transaction.atomic
def note_viewing(*, item: EvidenceItem, viewed_on: date, by: Person) -> None:
    """Who looked at it and when: one's own viewing, nobody else's."""
    open_matter(item.case, by)
    if viewed_on > clock.today():
        raise StandardsRefused(_("This day is still to come."), field="viewed_on")
    EvidenceViewing.objects.create(item=item, viewed_on=viewed_on, viewed_by=by)
    record("accountability.evidence.viewed", item, by=by)


@transaction.atomic
def write_finding_letter(
    *, opened: OpenedCase, text: str, officer: Officer | None = None, by: Person
) -> FindingLetter:
    """To the person: a message that the receipt opens. To an officer: printed and handed over, since an officer who is
    named can see nothing of the matter here.
    """
    case = taken_in_hand(opened.case, by)
    check_supervises(case, by)
    kept = written(text, "text")
    if officer is not None and officer not in subjects_of(case):
        raise StandardsRefused(_("The matter is not about this officer."), field="officer")
    audience = LetterAudience.OFFICER if officer else LetterAudience.COMPLAINANT
    letter = FindingLetter(
        case=case, audience=audience, officer=officer, written_at=clock.now(), written_by=by
    )
    seal_into(letter, "text_sealed", kept, opened.inner)
    letter.save(force_insert=True)
    record("accountability.finding-letter.written", letter, by=by, details={"audience": str(audience)})
    if officer is None:
        send_message(opened=opened, text=kept, letter="closed", by=by)
    return letter


@transaction.atomic
def note_handed_over(*, letter: FindingLetter, day: date, by: Person) -> None:
    taken_in_hand(letter.case, by)
    if letter.audience != LetterAudience.OFFICER:
        raise StandardsRefused(_("This letter was sent as a message."))
    if day > clock.today():
        raise StandardsRefused(_("This day is still to come."), field="day")
    letter.handed_over_on = day
    letter.save(update_fields=["handed_over_on"])
    record("accountability.finding-letter.handed-over", letter, by=by)


def _check_known(key: str, entries: tuple[Choice, ...], field: str) -> None:
    if key not in {one.key for one in entries}:
        raise StandardsRefused(_("Choose one of the list."), field=field)
