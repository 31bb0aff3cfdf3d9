"""Thanks as the officer reads them, and how many stand in the officer's file."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from commonground.access.models import Officer, Person
from commonground.casework.models import Case
from commonground.casework.queries.visible import cases_for
from commonground.domains.accountability.city_rules import name_of, standards
from commonground.domains.accountability.models import Allegation, Finding, ThanksReceived


def thanks_of(viewer: Person) -> "QuerySet[ThanksReceived]":
    """The viewer's own, newest first; nobody else's."""
    return ThanksReceived.objects.filter(officer__person=viewer).select_related("officer")


@dataclass(frozen=True)
class OfficerFile:
    """Counts of one officer, as far as the viewer may know: matters hidden from the viewer are not counted."""

    officer: Officer
    thanks: int
    allegations: int
    findings: tuple[tuple[str, int], ...]  # approved ones, by name
    mediated: int


def file_of(viewer: Person, officer: Officer) -> OfficerFile:
    visible = cases_for(viewer)
    allegations = Allegation.objects.filter(officer=officer, case__in=visible)
    approved = Finding.objects.filter(allegation__in=allegations, approved_at__isnull=False)
    counts = Counter(approved.values_list("finding", flat=True))
    return OfficerFile(
        officer=officer,
        thanks=ThanksReceived.objects.filter(officer=officer).count(),
        allegations=allegations.exclude(withdrawn_why="mistake").count(),
        findings=tuple(
            (name_of(standards().findings, key), number) for key, number in sorted(counts.items())
        ),
        mediated=allegations.filter(withdrawn_why="mediated").count(),
    )


def thanks_in_file(officer: Officer) -> "QuerySet[ThanksReceived]":
    """For supervision, who may read what an officer was thanked for."""
    return ThanksReceived.objects.filter(officer=officer)


def passed_on(case: Case) -> list[ThanksReceived]:
    """Who has these thanks, for a matter that came out of its door."""
    return list(ThanksReceived.objects.filter(case=case).select_related("officer", "passed_on_by"))
