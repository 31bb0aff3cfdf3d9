"""Matters that have to do with each other: linked, and merged into one. Splitting is in `splitting`.

Merging keeps both histories and both receipts. The people behind them never read each other: each has a talk of their
own, under the key of their own receipt, and the surviving matter shows both to the unit.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework.actions.rights import check_may_step, check_version, taken_in_hand
from commonground.casework.kinds import kind_of
from commonground.casework.models import Case, CaseLink, LinkKind, StageChange
from commonground.conflict.actions import carry_conflicts
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused


class CannotLink(Refused):
    """These two cannot be put together."""


@transaction.atomic
def link_cases(*, case: Case, other: Case, kind: LinkKind, by: Person) -> CaseLink:
    """Read from both sides. Twice is once. Raises `CannotLink`."""
    if case.pk == other.pk:
        raise CannotLink(_("This is the matter itself."), field="reference")
    taken_in_hand(other, by)
    now = taken_in_hand(case, by)
    link, made = CaseLink.objects.get_or_create(
        case=now, other=other, kind=kind, defaults={"linked_at": clock.now(), "linked_by": by}
    )
    if made:
        record("casework.case.linked", now, by=by, details={"other": str(other.pk), "kind": str(kind)})
    return link


@transaction.atomic
def unlink_cases(*, case: Case, link_id: int, by: Person) -> None:
    """Whichever side it was made from. A matter that was split off stays linked to its origin."""
    now = taken_in_hand(case, by)
    links = CaseLink.objects.filter(case=now) | CaseLink.objects.filter(other=now)
    link = links.filter(pk=link_id).first()
    if link is None:
        return
    if link.kind == LinkKind.SPLIT:
        raise CannotLink(_("This link says where a matter comes from. It stays."))
    details = {"other": str(link.other_id if link.case_id == now.pk else link.case_id), "kind": link.kind}
    link.delete()
    record("casework.case.unlinked", now, by=by, details=details)


@transaction.atomic
def merge_case(*, case: Case, into: Case, expected_version: int, by: Person) -> Case:
    """`case` goes on in `into`, of the same kind and unit. Raises `CannotLink`, `NotYours`, `ChangedMeanwhile`."""
    gone, stays = taken_in_hand(case, by), taken_in_hand(into, by)
    check_version(gone, expected_version)
    for one in (gone, stays):
        check_may_step(one, kind_of(one.kind).rules.stage(one.stage), by)
    _check_merge(gone, stays)
    Case.objects.filter(merged_into=gone).update(merged_into=stays)
    _stand_as(gone, stays, by)
    carry_conflicts(source=gone, target=stays)
    carry_conflicts(source=stays, target=gone)
    stays.version += 1
    stays.save(update_fields=["version"])
    record("casework.case.merged", gone, by=by, details={"into": str(stays.pk)})
    return stays


def _check_merge(gone: Case, stays: Case) -> None:
    if gone.pk == stays.pk:
        raise CannotLink(_("This is the matter itself."), field="reference")
    if (gone.kind, gone.unit) != (stays.kind, stays.unit):
        raise CannotLink(_("Only matters of the same kind and unit can be merged."), field="reference")
    if gone.merged_into_id or stays.merged_into_id:
        raise CannotLink(_("One of them was merged already."), field="reference")
    if gone.closed_at or stays.closed_at:
        raise CannotLink(_("One of them is closed. Open it again first."), field="reference")
    if gone.holds.filter(lifted_at__isnull=True).exists():
        raise CannotLink(
            _("A legal hold stands on this matter. Merge the other one into it."), field="reference"
        )


def _stand_as(gone: Case, stays: Case, by: Person) -> None:
    """Whoever comes back with the receipt of the one sees from now on where the other stands."""
    moment = clock.now()
    if gone.stage != stays.stage:
        StageChange.objects.create(
            case=gone, at=moment, from_stage=gone.stage, to_stage=stays.stage, due_on=stays.due_on, by=by
        )
        gone.stage, gone.stage_since = stays.stage, moment
    gone.due_on, gone.waiting_since = stays.due_on, stays.waiting_since
    gone.assigned_to, gone.merged_into = stays.assigned_to, stays
    gone.version += 1
    gone.save()
