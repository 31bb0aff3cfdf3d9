"""What waits in professional standards, for the viewer: only of matters that they may know of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from commonground.access.attention import Need
from commonground.access.models import Person
from commonground.casework.queries.visible import cases_for, units_of
from commonground.conflict.queries import matters_without_supervision
from commonground.domains.accountability.city_rules import category_name, name_of, standards
from commonground.domains.accountability.models import Allegation, BoardLetter, Finding, Mediation
from commonground.domains.accountability.queries.board import releases_for
from commonground.domains.accountability.queries.findings import step_that_waits, why_not_review
from commonground.domains.accountability.rules import is_late
from commonground.foundation import clock

MOST_SHOWN = 200


@dataclass(frozen=True)
class Waiting:
    """One line of the overview. `case` is a matter that the viewer may know of."""

    case: Any
    what: str
    due_on: date | None
    late: bool


def works_in_standards(viewer: Person) -> bool:
    return bool(units_of(viewer))


def findings_to_decide(viewer: Person) -> list[Waiting]:
    """Those that this person may decide on now."""
    rows = Finding.objects.filter(
        allegation__case__in=cases_for(viewer), returned_at__isnull=True, approved_at__isnull=True
    ).select_related("allegation__case")
    return [
        _waiting(
            row.allegation.case,
            name_of(standards().review_steps, step_that_waits(row) or ""),
            row.review_due_on,
        )
        for row in rows.order_by("review_due_on")[:MOST_SHOWN]
        if why_not_review(viewer, row) is None
    ]


def allegations_open(viewer: Person) -> list[Waiting]:
    """Without a finding that stands; by date."""
    rows = Allegation.objects.filter(
        case__in=cases_for(viewer).filter(closed_at__isnull=True), withdrawn_at__isnull=True
    )
    rows = rows.exclude(findings__in=Finding.objects.filter(returned_at__isnull=True))
    rows = rows.select_related("case").order_by("due_on")
    return [_waiting(row.case, category_name(row.category), row.due_on) for row in rows[:MOST_SHOWN]]


def mediations_open(viewer: Person) -> list[Waiting]:
    rows = Mediation.objects.filter(
        case__in=cases_for(viewer).filter(closed_at__isnull=True), held_on__isnull=True
    )
    rows = rows.exclude(person_answer="declined").exclude(officer_answer="declined").select_related("case")
    return [_waiting(row.case, _("Mediation"), row.answer_due_on) for row in rows.order_by("answer_due_on")]


def letters_to_answer(viewer: Person) -> list[Waiting]:
    rows = BoardLetter.objects.filter(release__case__in=cases_for(viewer), answer__isnull=True)
    rows = rows.exclude(answer_due_on__isnull=True).select_related("release__case").order_by("answer_due_on")
    return [
        _waiting(row.release.case, _("Letter of the board"), row.answer_due_on) for row in rows[:MOST_SHOWN]
    ]


def without_supervision(viewer: Person) -> list[Waiting]:
    return [
        _waiting(case, _("Nobody above the unit may know of it"), None)
        for case in matters_without_supervision(viewer)
    ]


def _waiting(case: Any, what: str, due_on: date | None) -> Waiting:
    return Waiting(case, what, due_on, is_late(due_on, done=False, today=clock.today()))


def needs(person: Person) -> list[Need]:
    """For the start page. Nothing of what a matter says: its reference, and what waits."""
    found: list[Need] = []
    if works_in_standards(person):
        found += _needs(findings_to_decide(person), _("A finding of %(reference)s waits for your decision"))
        found += _needs(
            letters_to_answer(person), _("The board wrote of %(reference)s and waits for an answer")
        )
        found += _needs(
            without_supervision(person), _("%(reference)s must go to the independent unit: hand it over")
        )
    for release in releases_for(person):
        if not release.letters.all():
            late = is_late(release.review_due_on, done=False, today=clock.today())
            url = reverse("standards:board_copy", args=[release.pk])
            title = _("A closed complaint waits for the board")
            found.append(
                Need(title, _("Read the copy and write a letter."), url, release.review_due_on, late)
            )
    return found


def _needs(waiting: Iterable[Waiting], title: str) -> list[Need]:
    return [
        Need(
            title % {"reference": one.case.reference},
            one.what,
            reverse("standards:matter", args=[one.case.pk]),
            one.due_on,
            one.late,
        )
        for one in waiting
    ]
