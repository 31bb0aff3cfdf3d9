"""The chain of review: an investigator proposes, supervisors decide, each with a signed and dated decision."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework.actions.moves import move_case
from commonground.casework.actions.rights import unit_of
from commonground.casework.city_rules import Owner
from commonground.casework.kinds import kind_of
from commonground.casework.models import Case
from commonground.casework.queries.opened import OpenedCase
from commonground.casework.queries.visible import supervises
from commonground.conflict.queries import may_investigate
from commonground.domains.accountability.actions.rights import (
    StandardsRefused,
    open_matter,
    seal_into,
    written,
)
from commonground.domains.accountability.city_rules import standards
from commonground.domains.accountability.models import Allegation, Finding, FindingReview, ReviewDecision
from commonground.domains.accountability.queries import findings as queries
from commonground.domains.accountability.rules import WhyNotReview, may_be_disciplined, next_step
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.reference.business_days import after_business_days


class NotYoursToReview(StandardsRefused):
    """The chain of review names somebody else."""


@dataclass(frozen=True)
class Proposed:
    """What an investigator found."""

    finding: str
    reasons: str
    discipline: str = ""


@transaction.atomic
def propose_finding(*, opened: OpenedCase, allegation: Allegation, proposed: Proposed, by: Person) -> Finding:
    """Goes to the first reviewer. One that is being decided on, or is approved, is not replaced."""
    case = open_matter(opened.case, by)
    if case.assigned_to_id not in (None, by.pk) and not supervises(by, unit_of(case)):
        raise StandardsRefused(_("Whoever has the matter proposes its findings."))
    if refusal := may_investigate(by, case):
        raise StandardsRefused(refusal)
    if allegation.withdrawn_at is not None:
        raise StandardsRefused(_("This allegation ended without a finding."))
    if Finding.objects.filter(allegation=allegation, returned_at__isnull=True).exists():
        raise StandardsRefused(_("A finding for it is proposed already."))
    _check_words(proposed)
    finding = Finding(
        allegation=allegation,
        finding=proposed.finding,
        discipline=proposed.discipline,
        proposed_at=clock.now(),
        proposed_by=by,
        review_due_on=_review_due(),
    )
    seal_into(finding, "reasons_sealed", written(proposed.reasons, "reasons"), opened.inner)
    finding.save(force_insert=True)
    record("accountability.finding.proposed", finding, by=by, details={"finding": proposed.finding})
    return finding


def _check_words(proposed: Proposed) -> None:
    known = {one.key: one for one in standards().findings}
    if proposed.finding not in known:
        raise StandardsRefused(_("Choose a finding."), field="finding")
    if proposed.discipline and proposed.discipline not in {one.key for one in standards().disciplines}:
        raise StandardsRefused(_("Choose what follows for the officer."), field="discipline")
    if not may_be_disciplined(known[proposed.finding].discipline, proposed.discipline):
        raise StandardsRefused(
            _("Nothing follows for the officer from this finding. Leave it empty."), field="discipline"
        )


@transaction.atomic
def decide_finding(
    *, opened: OpenedCase, finding: Finding, decision: str, reasons: str = "", by: Person
) -> FindingReview:
    """Approves, or returns for work with reasons. Raises `NotYoursToReview`."""
    case = open_matter(opened.case, by)
    finding = Finding.objects.select_for_update().select_related("allegation").get(pk=finding.pk)
    if why := queries.why_not_review(by, finding):
        raise NotYoursToReview(SENTENCES[why])
    if decision not in ReviewDecision.values:
        raise StandardsRefused(_("Approve it, or return it for work."), field="decision")
    if decision == ReviewDecision.RETURNED:
        written(reasons, "reasons")
    steps = standards().steps_of(finding.allegation.classification)
    review = FindingReview(
        finding=finding,
        step=str(next_step(steps, queries.decided_on(finding))),
        decision=decision,
        decided_at=clock.now(),
        decided_by=by,
        proposed_by=finding.proposed_by,
    )
    seal_into(review, "signed_sealed", _signed(review, finding, reasons.strip()), opened.inner)
    review.save(force_insert=True)
    details = {"decision": decision, "step": review.step}
    record("accountability.finding.decided", finding, by=by, details=details)
    _settle(finding, review, steps, case, by)
    return review


def _signed(review: FindingReview, finding: Finding, reasons: str) -> dict[str, str]:
    """What the person put their name to. The digest is of the finding and its sealed reasons as they then lay there."""
    what = f"{finding.pk}|{finding.finding}|{finding.discipline}|".encode() + bytes(finding.reasons_sealed)
    return {
        "name": review.decided_by.name,
        "title": review.decided_by.title,
        "at": review.decided_at.isoformat(),
        "decision": str(review.decision),
        "reasons": reasons,
        "of": hashlib.sha256(what).hexdigest(),
    }


def _settle(finding: Finding, review: FindingReview, steps: tuple[str, ...], case: Case, by: Person) -> None:
    """Returned: the work goes on. Approved by all: it stands. Otherwise the next of the chain has it."""
    if review.decision == ReviewDecision.RETURNED:
        finding.returned_at = review.decided_at
        finding.save(update_fields=["returned_at"])
        _back_to_work(case, by)
    elif next_step(steps, queries.decided_on(finding)) is None:
        finding.approved_at = review.decided_at
        finding.save(update_fields=["approved_at"])
    else:
        finding.review_due_on = _review_due()
        finding.save(update_fields=["review_due_on"])


def _back_to_work(case: Case, by: Person) -> None:
    """From a supervisor's stage to the investigator's, where the city's file leads there."""
    kind = kind_of(case.kind).rules
    here = kind.stage(case.stage)
    if here.owner is not Owner.SUPERVISOR:
        return
    to = next((key for key in here.next if kind.stage(key).owner is Owner.ASSIGNEE), "")
    if to:
        move_case(case=case, to=to, expected_version=case.version, by=by)


def _review_due() -> date:
    return after_business_days(clock.today(), standards().review_days)


SENTENCES = {
    WhyNotReview.NOTHING_WAITS: _("Nothing waits for a decision here. Somebody may have decided meanwhile."),
    WhyNotReview.NOT_ABOVE: _("Findings are decided on by whoever supervises the unit."),
    WhyNotReview.OWN_WORK: _("You worked on this yourself. Somebody else decides on it."),
    WhyNotReview.DECIDED_BEFORE: _("You decided on it at an earlier step. Somebody else takes this one."),
    WhyNotReview.OTHER_RANK: _("This step is for an officer of another rank."),
}
