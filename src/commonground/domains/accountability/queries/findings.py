"""Where findings stand: who decided what, whose turn it is, what a matter still lacks before it may be closed."""

import uuid
from typing import TypeVar

from django.db.models import Model
from django.utils.translation import ngettext

from commonground.access.models import Officer, Person
from commonground.casework.actions.rights import unit_of
from commonground.casework.kinds import kind_of
from commonground.casework.models import Case
from commonground.casework.queries.opened import NotThere
from commonground.casework.queries.visible import supervises
from commonground.domains.accountability.city_rules import standards
from commonground.domains.accountability.models import Allegation, Finding, FindingReview, ReviewDecision
from commonground.domains.accountability.rules import (
    AllegationState,
    Decided,
    Reviewer,
    WhyNotReview,
    lacking,
    next_step,
)
from commonground.domains.accountability.rules import why_not_review as rule
from commonground.foundation.refusals import Refused

Row = TypeVar("Row", bound=Model)


class FindingsLacking(Refused):
    """A matter is closed only when each of its allegations has a finding that the whole chain approved."""


def of_case(model: type[Row], case: Case, row_id: uuid.UUID | str) -> Row:
    """A row that hangs on a matter that came out of its door. Raises `NotThere`."""
    found = model._default_manager.filter(case=case, pk=row_id).first()
    if found is None:
        raise NotThere
    return found


def finding_of(case: Case, finding_id: uuid.UUID | str) -> Finding:
    """Raises `NotThere`."""
    found = (
        Finding.objects.filter(allegation__case=case, pk=finding_id)
        .select_related("allegation__case")
        .first()
    )
    if found is None:
        raise NotThere
    return found


def decided_on(finding: Finding) -> list[Decided]:
    rows = FindingReview.objects.filter(finding=finding).order_by("decided_at")
    return [Decided(row.step, row.decided_by_id, row.decision == ReviewDecision.APPROVED) for row in rows]


def step_that_waits(finding: Finding) -> str | None:
    steps = standards().steps_of(finding.allegation.classification)
    return next_step(steps, decided_on(finding))


def why_not_review(person: Person, finding: Finding) -> WhyNotReview | None:
    """Why this person does not decide on it now; None if they may."""
    case = finding.allegation.case
    decided = decided_on(finding)
    step = next_step(standards().steps_of(finding.allegation.classification), decided)
    authors = set(
        Finding.objects.filter(allegation=finding.allegation).values_list("proposed_by_id", flat=True)
    )
    if case.assigned_to_id:
        authors.add(case.assigned_to_id)
    rank = Officer.objects.filter(person=person).values_list("rank", flat=True).first()
    return rule(
        Reviewer(person.pk, supervises(person, unit_of(case)), rank or ""),
        authors=authors,
        decided=decided,
        step=step,
        ranks=standards().step(step).ranks if step else (),
    )


def lacking_in(case: Case) -> int:
    """How many allegations of a matter have neither an approved finding nor an end without one."""
    rows = Allegation.objects.filter(case=case).prefetch_related("findings")
    return lacking(
        AllegationState(row.withdrawn_at is not None, any(one.approved_at for one in row.findings.all()))
        for row in rows
    )


def refuse_early_closing(case: Case, to_stage: str) -> None:
    """For `CaseKind.before_move`. Raises `FindingsLacking`."""
    if not kind_of(case.kind).rules.stage(to_stage).closed:
        return
    missing = lacking_in(case)
    if missing:
        sentence = ngettext(
            "%(number)d allegation has no approved finding yet. See “Findings”.",
            "%(number)d allegations have no approved finding yet. See “Findings”.",
            missing,
        )
        raise FindingsLacking(sentence % {"number": missing})


def allegation_of(case: Case, allegation_id: uuid.UUID) -> Allegation:
    """Raises `NotThere`."""
    return of_case(Allegation, case, allegation_id)
