"""Everything that the tab of a matter shows: in the clear for the unit, and the words in an unlocked session."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from commonground.access.models import Officer, Person
from commonground.casework.models import Case
from commonground.casework.queries.opened import OpenedCase
from commonground.conflict.queries import subjects_of
from commonground.domains.accountability.city_rules import category_name, name_of, standards
from commonground.domains.accountability.models import (
    Allegation,
    EvidenceItem,
    Finding,
    FindingLetter,
    FindingReview,
    Interview,
    Mediation,
)
from commonground.domains.accountability.queries.findings import lacking_in, step_that_waits, why_not_review
from commonground.domains.accountability.rules import FindingState, is_late
from commonground.foundation import clock
from commonground.foundation.vault import DataKey, open_json, open_text, place


@dataclass(frozen=True)
class ReviewShown:
    row: FindingReview
    step: str
    signed: dict[str, str]  # empty while the vault is locked

    @property
    def reasons(self) -> str:
        return self.signed.get("reasons", "")


@dataclass(frozen=True)
class FindingShown:
    row: Finding
    name: str
    meaning: str
    discipline: str
    reasons: str
    reviews: tuple[ReviewShown, ...]
    state: FindingState
    waits_for: str  # name of the step
    late: bool
    may_decide: bool


@dataclass(frozen=True)
class AllegationShown:
    row: Allegation
    category: str
    text: str
    classification: str
    standing: FindingShown | None
    returned: tuple[FindingShown, ...]
    late: bool

    @property
    def state(self) -> FindingState:
        if self.standing is not None:
            return self.standing.state
        return FindingState.RETURNED if self.returned else FindingState.NONE


@dataclass(frozen=True)
class MediationShown:
    row: Mediation
    outcome: str
    note: str
    late: bool


@dataclass(frozen=True)
class Logged:
    """An interview or a thing of evidence, with its sealed details."""

    row: Any
    kind: str
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LetterShown:
    row: FindingLetter
    text: str


@dataclass(frozen=True)
class MatterShown:
    case: Case
    allegations: tuple[AllegationShown, ...]
    mediations: tuple[MediationShown, ...]
    interviews: tuple[Logged, ...]
    evidence: tuple[Logged, ...]
    letters: tuple[LetterShown, ...]
    subjects: tuple[Officer, ...]
    lacking: int


def matter_shown(viewer: Person, case: Case, opened: OpenedCase | None) -> MatterShown:
    """For a matter that came out of its door. `opened` is None while the vault is locked."""
    inner, today = opened.inner if opened else None, clock.today()
    allegations = (
        Allegation.objects.filter(case=case).select_related("officer", "made_by").order_by("made_at")
    )
    return MatterShown(
        case=case,
        allegations=tuple(_allegation(viewer, row, inner, today) for row in allegations),
        mediations=tuple(_mediation(row, inner, today) for row in _rows(Mediation, case, "officer")),
        interviews=tuple(_interview(row, inner) for row in _rows(Interview, case, "logged_by")),
        evidence=tuple(_evidence(row, inner) for row in _rows(EvidenceItem, case, "logged_by")),
        letters=tuple(
            LetterShown(row, _text(inner, row, "text_sealed"))
            for row in _rows(FindingLetter, case, "officer")
        ),
        subjects=tuple(subjects_of(case)),
        lacking=lacking_in(case),
    )


def _rows(model: Any, case: Case, *related: str) -> Any:
    return model.objects.filter(case=case).select_related(*related)


def _allegation(viewer: Person, row: Allegation, inner: DataKey | None, today: date) -> AllegationShown:
    findings = [_finding(viewer, one, inner, today) for one in _findings_of(row)]
    standing = next((one for one in findings if one.row.returned_at is None), None)
    approved = standing is not None and standing.state is FindingState.APPROVED
    return AllegationShown(
        row=row,
        category=category_name(row.category),
        text=_text(inner, row, "text_sealed"),
        classification=name_of(standards().classifications, row.classification),
        standing=standing,
        returned=tuple(one for one in findings if one.row.returned_at is not None),
        late=is_late(row.due_on, done=approved or row.withdrawn_at is not None, today=today),
    )


def _findings_of(row: Allegation) -> Any:
    return row.findings.select_related("proposed_by", "allegation__case").order_by("-proposed_at")


def _finding(viewer: Person, row: Finding, inner: DataKey | None, today: date) -> FindingShown:
    kinds = {one.key: one for one in standards().findings}
    waits = step_that_waits(row)
    state = FindingState.APPROVED if row.approved_at else FindingState.IN_REVIEW
    if row.returned_at:
        state = FindingState.RETURNED
    reviews = row.reviews.select_related("decided_by").order_by("decided_at")
    return FindingShown(
        row=row,
        name=name_of(standards().findings, row.finding),
        meaning=_words(kinds[row.finding].meaning) if row.finding in kinds else "",
        discipline=name_of(standards().disciplines, row.discipline) if row.discipline else "",
        reasons=_text(inner, row, "reasons_sealed"),
        reviews=tuple(_review(one, inner) for one in reviews),
        state=state,
        waits_for=name_of(standards().review_steps, waits) if waits else "",
        late=is_late(row.review_due_on, done=state is not FindingState.IN_REVIEW, today=today),
        may_decide=waits is not None and why_not_review(viewer, row) is None,
    )


def _words(words: Any) -> str:
    from django.utils.translation import get_language

    return str(words.in_language(get_language() or "en"))


def _review(row: FindingReview, inner: DataKey | None) -> ReviewShown:
    return ReviewShown(
        row, name_of(standards().review_steps, row.step), _details(inner, row, "signed_sealed")
    )


def _mediation(row: Mediation, inner: DataKey | None, today: date) -> MediationShown:
    answered = bool(row.person_answer and row.officer_answer) or "declined" in (
        row.person_answer,
        row.officer_answer,
    )
    return MediationShown(
        row,
        name_of(standards().mediation_outcomes, row.outcome) if row.outcome else "",
        _text(inner, row, "note_sealed"),
        is_late(row.answer_due_on, done=answered, today=today),
    )


def _interview(row: Interview, inner: DataKey | None) -> Logged:
    return Logged(row, name_of(standards().rights, row.rights), _details(inner, row, "details_sealed"))


def _evidence(row: EvidenceItem, inner: DataKey | None) -> Logged:
    return Logged(row, name_of(standards().evidence_kinds, row.kind), _details(inner, row, "details_sealed"))


def _text(inner: DataKey | None, row: Any, column: str) -> str:
    if inner is None:
        return ""
    return open_text(inner, bytes(getattr(row, column) or b""), place(row._meta.db_table, column, row.pk))


def _details(inner: DataKey | None, row: Any, column: str) -> dict[str, str]:
    if inner is None:
        return {}
    opened = open_json(inner, bytes(getattr(row, column) or b""), place(row._meta.db_table, column, row.pk))
    return dict(opened or {})


def allegation_text(row: Allegation, opened: OpenedCase) -> str:
    return _text(opened.inner, row, "text_sealed")


def finding_shown(viewer: Person, row: Finding, opened: OpenedCase) -> FindingShown:
    return _finding(viewer, row, opened.inner, clock.today())


def letter_text(row: FindingLetter, opened: OpenedCase) -> str:
    return _text(opened.inner, row, "text_sealed")
