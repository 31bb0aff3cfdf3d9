"""What officers are said to have done: made, classified by the city's table, withdrawn by a supervisor alone."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Officer, Person
from commonground.casework.models import NamedRole
from commonground.casework.queries.opened import OpenedCase
from commonground.conflict.actions import name_officer
from commonground.domains.accountability.actions.rights import (
    StandardsRefused,
    check_supervises,
    open_matter,
    seal_into,
    written,
)
from commonground.domains.accountability.city_rules import standards
from commonground.domains.accountability.models import Allegation, WhyWithdrawn
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.vault import UnlockedVault
from commonground.reference.business_days import after_business_days


@transaction.atomic
def make_allegation(
    *, opened: OpenedCase, officer: Officer, category: str, text: str, vault: UnlockedVault, by: Person
) -> Allegation:
    """Also names the officer, which hides the matter from the officer and from the chain of command."""
    case = open_matter(opened.case, by)
    known = {one for each in standards().classifications for one in each.categories}
    if category not in known:
        raise StandardsRefused(_("Choose what kind of thing it is."), field="category")
    classification = standards().classification_of(category)
    now = clock.now()
    allegation = Allegation(
        case=case,
        officer=officer,
        category=category,
        made_at=now,
        made_by=by,
        classification=classification.key,
        classified_at=now,
        classified_by=by,
        due_on=after_business_days(clock.today(), classification.finding_days),
    )
    seal_into(allegation, "text_sealed", written(text, "text"), opened.inner)
    allegation.save(force_insert=True)
    details = {"category": category, "classification": classification.key}
    record("accountability.allegation.made", allegation, by=by, details=details)
    name_officer(case=case, officer=officer, role=NamedRole.SUBJECT, vault=vault, by=by)
    return allegation


@transaction.atomic
def classify_allegation(*, allegation: Allegation, classification: str, by: Person) -> None:
    """Otherwise than the table says: whoever supervises the unit. The days count from when the allegation was made."""
    case = open_matter(allegation.case, by)
    check_supervises(case, by)
    try:
        chosen = standards().classification(classification)
    except KeyError as unknown:
        raise StandardsRefused(_("Choose how serious it is."), field="classification") from unknown
    if allegation.findings.filter(approved_at__isnull=False).exists():
        raise StandardsRefused(_("Its finding is approved. Nothing changes any more."))
    if chosen.key == allegation.classification:
        return
    if allegation.findings.filter(returned_at__isnull=True, reviews__isnull=False).exists():
        raise StandardsRefused(_("Its finding is being decided on. Return it for work first."))
    details = {"from": allegation.classification, "to": chosen.key}
    allegation.classification, allegation.classified_at, allegation.classified_by = (
        chosen.key,
        clock.now(),
        by,
    )
    allegation.due_on = after_business_days(allegation.made_at.date(), chosen.finding_days)
    allegation.save(update_fields=["classification", "classified_at", "classified_by", "due_on"])
    record("accountability.allegation.classified", allegation, by=by, details=details)


@transaction.atomic
def withdraw_allegation(*, allegation: Allegation, why: str, by: Person) -> None:
    """Ends it without a finding. The officer stays named until the name is taken back."""
    case = open_matter(allegation.case, by)
    check_supervises(case, by)
    if why not in WhyWithdrawn.values:
        raise StandardsRefused(_("Say why it ends without a finding."), field="why")
    if allegation.findings.filter(approved_at__isnull=False).exists():
        raise StandardsRefused(_("Its finding is approved. Nothing changes any more."))
    if allegation.withdrawn_at is not None:
        return
    allegation.withdrawn_at, allegation.withdrawn_why, allegation.withdrawn_by = clock.now(), why, by
    allegation.save(update_fields=["withdrawn_at", "withdrawn_why", "withdrawn_by"])
    record("accountability.allegation.withdrawn", allegation, by=by, details={"why": why})
