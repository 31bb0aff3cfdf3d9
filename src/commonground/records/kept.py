"""What custodians see of matters: reference, kind, dates, holds. Never a word of what was said, nor who is named.

Conflicts of interest count here as everywhere: whom one keeps out does not see that the matter exists.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from commonground.access.decisions import decide
from commonground.access.models import Person
from commonground.access.permissions import Permission as P
from commonground.casework.models import Case
from commonground.casework.queries.opened import NotThere
from commonground.casework.queries.visible import cases_for, not_hidden_from
from commonground.casework.receipt_rows import presenting
from commonground.foundation import clock
from commonground.foundation.vault import ReceiptKeys
from commonground.records.models import Disposal, ForgottenReceipt, LegalHold


@dataclass(frozen=True)
class Kept:
    """One matter in a custodian's list."""

    id: uuid.UUID
    reference: str
    kind: str
    unit: str
    received_at: datetime
    closed_at: datetime | None
    dispose_after: date | None
    disposed_at: datetime | None
    held: bool
    proposed: bool


def custodians_cases(viewer: Person) -> "QuerySet[Case]":
    """Every matter of every unit, for whoever keeps or disposes of records; nothing for anybody else."""
    if not (decide(viewer, P.KEEP_RECORDS) or decide(viewer, P.DISPOSE_RECORDS)):
        return Case.objects.none()
    return not_hidden_from(viewer, Case.objects.all())


def record_for(viewer: Person, case_id: uuid.UUID) -> Case:
    """The matter as a record, for its unit and for custodians. Raises `NotThere`."""
    found = (custodians_cases(viewer) | cases_for(viewer)).filter(pk=case_id).distinct().first()
    if found is None:
        raise NotThere
    return found


def due_for(viewer: Person) -> list[Kept]:
    """Closed, past their date, under no hold: what may be let go now, by record class, oldest first."""
    due = custodians_cases(viewer).filter(
        dispose_after__lte=clock.today(), disposed_at__isnull=True, closed_at__isnull=False
    )
    return _kept(due.order_by("kind", "dispose_after"), with_holds=False)


def held_for(viewer: Person) -> list[Kept]:
    standing = LegalHold.objects.filter(case=OuterRef("pk"), lifted_at__isnull=True)
    return _kept(custodians_cases(viewer).filter(Exists(standing)).order_by("received_at"))


def disposed_for(viewer: Person) -> list[Kept]:
    return _kept(custodians_cases(viewer).filter(disposed_at__isnull=False).order_by("-disposed_at"))


def found_for(viewer: Person, reference: str) -> uuid.UUID | None:
    """By the whole reference alone: a record's request names one matter, nobody looks around."""
    return (
        custodians_cases(viewer)
        .filter(reference=reference.strip().upper())
        .values_list("pk", flat=True)
        .first()
    )


def _kept(cases: "QuerySet[Case]", *, with_holds: bool = True) -> list[Kept]:
    rows = cases.annotate(
        held=Exists(LegalHold.objects.filter(case=OuterRef("pk"), lifted_at__isnull=True)),
        proposed=Exists(Disposal.objects.filter(case=OuterRef("pk"), confirmed_at__isnull=True)),
    ).only("id", "reference", "kind", "unit", "received_at", "closed_at", "dispose_after", "disposed_at")
    if not with_holds:
        rows = rows.filter(Q(held=False))
    return [
        Kept(
            row.pk, row.reference, row.kind, row.unit, row.received_at, row.closed_at, row.dispose_after,
            row.disposed_at, bool(row.held), bool(row.proposed),
        )
        for row in rows
    ]  # fmt: skip


def holds_of(case: Case) -> list[LegalHold]:
    return list(LegalHold.objects.filter(case=case).select_related("placed_by", "lifted_by"))


def is_held(case: Case) -> bool:
    return LegalHold.objects.filter(case=case, lifted_at__isnull=True).exists()


def disposal_of(case: Case) -> Disposal | None:
    return Disposal.objects.filter(case=case).select_related("proposed_by", "confirmed_by").first()


def no_longer_kept(keys: ReceiptKeys) -> date | None:
    """When the matter of this receipt was disposed of; None for a receipt that never was, or still opens."""
    with presenting(keys.locator):
        return (
            ForgottenReceipt.objects.filter(locator=keys.locator)
            .values_list("disposed_on", flat=True)
            .first()
        )
