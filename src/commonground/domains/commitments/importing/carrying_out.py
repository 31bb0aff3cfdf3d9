"""Carries a plan out: all of it in one transaction, or nothing."""

from dataclasses import asdict, dataclass, replace

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commonground.access.permissions import Permission
from commonground.domains.commitments.actions import applying, programmes, review
from commonground.domains.commitments.actions.applying import Wanted
from commonground.domains.commitments.actions.changes import CommitmentChanges
from commonground.domains.commitments.actions.rights import require
from commonground.domains.commitments.importing.plans import ImportPlan, RowPlan
from commonground.domains.commitments.models import Commitment, ImportRun, Programme, Topic
from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused
from commonground.reference.models import PublicBody


class ImportRefused(Refused):
    """The plan cannot be carried out as it is."""


@dataclass(frozen=True)
class ImportDone:
    """What was done. `import_id` is None when there was nothing to do."""

    import_id: int | None
    programme_slug: str
    created: int
    changed: int
    unchanged: int
    proposed: int = 0


def carry_out(plan: ImportPlan, *, skip_refused: bool = False, by: Actor) -> ImportDone:
    """Does everything that the plan says, or nothing.

    Raises `ImportRefused` when rows were refused (unless they may be skipped), or when the register has changed since
    the plan was made. Where the programme asks for a second person, reviewed fields of known commitments wait.
    """
    require(by, Permission.IMPORT_COMMITMENTS)
    if plan.refused and not skip_refused:
        raise ImportRefused(
            _(
                "%(count)d rows cannot be imported, so nothing was. Put them right, or leave them out on purpose."
            )
            % {"count": len(plan.refused)}
        )
    if plan.changes_nothing and plan.programme.id is not None:
        return ImportDone(None, plan.programme.slug, 0, 0, plan.unchanged)
    with transaction.atomic():
        return _carry_out(plan, by)


def _carry_out(plan: ImportPlan, by: Actor) -> ImportDone:
    programme = _programme(plan, by)
    _refuse_stale(plan, programme)
    topics = _topics(plan, programme, by)
    bodies = _bodies(plan, by)
    for milestone in plan.new_milestones:
        programmes.add_milestone(
            programme_id=programme.pk, happened=milestone.happened, event=milestone.event, by=by
        )
    note = _("Imported from %(file)s") % {"file": plan.file_name}
    proposed = sum(_write(row, programme, (topics, bodies), note, by) for row in plan.rows)
    run = ImportRun.objects.create(
        programme=programme,
        file_name=plan.file_name,
        sha256=plan.sha256,
        created=plan.created,
        changed=plan.changed,
        unchanged=plan.unchanged,
        refused=[asdict(row) for row in plan.refused],
        notes=[*plan.notes, *plan.differences],
        by=by.audit_key,
        at=clock.now(),
    )
    record(
        "commitment.import.done",
        run,
        by=by,
        details={"sha256": plan.sha256, "created": plan.created, "changed": plan.changed},
    )
    return ImportDone(run.pk, programme.slug, plan.created, plan.changed, plan.unchanged, proposed)


def _programme(plan: ImportPlan, by: Actor) -> Programme:
    if plan.programme.id is None:
        details = programmes.ProgrammeDetails(name=plan.programme.name)
        return programmes.create_programme(slug=plan.programme.slug, details=details, by=by)
    return Programme.objects.select_for_update().get(pk=plan.programme.id)


def _refuse_stale(plan: ImportPlan, programme: Programme) -> None:
    """What the plan showed is what happens: nothing may have been saved in between."""
    standing = dict(Commitment.objects.filter(programme=programme).values_list("number", "version"))
    for row in plan.rows:
        if standing.get(row.number, 0) != row.version:
            raise ImportRefused(
                _("Commitment %(number)s was changed while you looked at the plan. Upload the file again.")
                % {"number": row.number}
            )


def _topics(plan: ImportPlan, programme: Programme, by: Actor) -> dict[int, int]:
    for number, name in plan.new_topics.items():
        programmes.add_topic(programme_id=programme.pk, number=number, name=name, by=by)
    return dict(Topic.objects.filter(programme=programme).values_list("number", "pk"))


def _bodies(plan: ImportPlan, by: Actor) -> dict[str, int]:
    for name in plan.new_bodies:
        slug = slugify(name)[:70] or "body"
        taken = PublicBody.objects.filter(slug__startswith=slug).count()
        body = PublicBody.objects.create(name=name, slug=f"{slug}-{taken + 1}" if taken else slug)
        record("public-body.added", body, by=by, details={"slug": body.slug})
    return {name.casefold(): pk for name, pk in PublicBody.objects.values_list("name", "pk")}


Ids = tuple[dict[int, int], dict[str, int]]


def _write(row: RowPlan, programme: Programme, ids: Ids, note: str, by: Actor) -> int:
    """Writes one row; returns 1 when part of it waits for a second person."""
    topics, bodies = ids
    changes = row.changes
    if row.says_topic:
        changes = replace(
            changes, topic_id=topics[row.topic_number] if row.topic_number is not None else None
        )
    if row.bodies is not None:
        changes = replace(changes, body_ids=tuple(sorted({bodies[name.casefold()] for name in row.bodies})))
    if row.is_new:
        commitment = applying.new_commitment(programme, number=row.number, statement=row.statement)
        applying.create(commitment, _wanted(commitment, changes), note=note, by=by)
        return 0
    commitment = applying.locked(Commitment.objects.get(programme=programme, number=row.number).pk)
    now, later = review.split_for_review(commitment, _wanted(commitment, changes), by=by)
    if later:
        review.propose(commitment, later, note=note, by=by)
    if now:
        _note_that_updated(commitment, row)
        applying.apply(commitment, now, note=note, updated=False, by=by)
    return 1 if later else 0


def _wanted(commitment: Commitment, changes: CommitmentChanges) -> list[Wanted]:
    """A claim is kept as a claim: evidence is not asked for, and nothing is confirmed."""
    return applying.wanted_changes(commitment, changes, confirms=False)


def _note_that_updated(commitment: Commitment, row: RowPlan) -> None:
    """A file that says by when the next update is due has said it; otherwise the cadence counts from today."""
    promised = commitment.next_update_by
    applying.note_that_updated(commitment)
    if row.sets_next_update:
        commitment.next_update_by = promised
