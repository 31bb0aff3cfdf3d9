"""Rows for the count: what may be counted of complaints, thanks and questions. Nothing sealed, nobody's name.

No officer, no person, no day: the month is as fine as it gets, since a day and a category can point at one event. What
the person said of themselves and how they think the officer saw them are sealed answers; neither is here, and a count of
them would need a column of its own each, never one for both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from commonground.casework.models import Case
from commonground.domains.accountability.kind import COMPLAINT, QUESTION, THANKS
from commonground.domains.accountability.models import Allegation
from commonground.foundation import clock


@dataclass(frozen=True)
class MatterRow:
    """One matter that was not disposed of and not merged into another."""

    kind: str
    category: str
    channel: str
    language: str
    month_received: str  # 2026-03
    stage: str
    outcome: str
    days_open: int


@dataclass(frozen=True)
class AllegationRow:
    """One allegation. Nothing joins it to its matter: two rows of one matter stand apart."""

    category: str
    classification: str
    month_received: str
    finding: str  # "" while none is approved
    discipline: str
    ended_without: str  # "" or why


def matter_rows() -> Iterator[MatterRow]:
    """Every matter of this domain."""
    today = clock.today()
    rows = Case.objects.filter(
        kind__in=(COMPLAINT, THANKS, QUESTION), merged_into__isnull=True, disposed_at__isnull=True
    ).values("kind", "category", "channel", "language", "received_at", "stage", "outcome", "closed_at")
    for row in rows.order_by("kind", "category", "received_at").iterator(chunk_size=2000):
        received = timezone.localtime(row["received_at"]).date()
        closed: date = timezone.localtime(row["closed_at"]).date() if row["closed_at"] else today
        yield MatterRow(
            row["kind"],
            row["category"],
            row["channel"],
            row["language"],
            f"{received:%Y-%m}",
            row["stage"],
            row["outcome"],
            (closed - received).days,
        )


def allegation_rows() -> Iterator[AllegationRow]:
    """Every allegation but those entered by mistake, in no order that says which belong together."""
    rows = Allegation.objects.filter(case__disposed_at__isnull=True).exclude(withdrawn_why="mistake")
    for row in rows.select_related("case").prefetch_related("findings").order_by("category", "id"):
        approved = next((one for one in row.findings.all() if one.approved_at), None)
        yield AllegationRow(
            row.category,
            row.classification,
            f"{timezone.localtime(row.case.received_at):%Y-%m}",
            approved.finding if approved else "",
            approved.discipline if approved else "",
            row.withdrawn_why,
        )
