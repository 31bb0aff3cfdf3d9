"""Builds the shapes of the staff door."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from commonground.access.decisions import Decision, Viewer, decide
from commonground.access.permissions import Permission
from commonground.domains.commitments import words
from commonground.domains.commitments.models import (
    Commitment,
    Dispute,
    ImportRun,
    Milestone,
    Programme,
    ProposedChange,
    Topic,
)
from commonground.domains.commitments.queries.loading import Loaded, programme_shown, topic_shown
from commonground.domains.commitments.queries.shapes import ChangeLine, CityText, MilestoneShown
from commonground.domains.commitments.queries.staff_shapes import (
    CommitmentValues,
    ImportShown,
    ProposalShown,
    StaffDispute,
    StaffProgramme,
    StaffRow,
)
from commonground.domains.commitments.rules import Contradiction, contradictions, may_review
from commonground.foundation import clock

_WAITING = Q(proposed_changes__decision=ProposedChange.Decision.WAITING)


def staff_rows(viewer: Viewer, loaded: Iterable[Loaded]) -> tuple[StaffRow, ...]:
    """Three queries more than the public list, however many rows."""
    manages = bool(decide(viewer, Permission.MANAGE_COMMITMENTS))
    owns = bool(decide(viewer, Permission.UPDATE_OWN_COMMITMENTS))
    chosen = list(loaded)
    internal = {
        pk: (version, owner_id, waiting)
        for pk, version, owner_id, waiting in Commitment.objects.filter(
            pk__in=[one.record.pk for one in chosen]
        )
        .annotate(waiting=Count("proposed_changes", filter=_WAITING))
        .values_list("pk", "version", "owner_id", "waiting")
    }
    today = clock.today()
    return tuple(
        StaffRow(
            row=one.row,
            version=internal[one.record.pk][0],
            owner_id=internal[one.record.pk][1],
            may_update=manages or (owns and internal[one.record.pk][1] == viewer.pk),
            warnings=worded(contradictions(one.facts, on=today)),
            proposals=internal[one.record.pk][2],
        )
        for one in chosen
        if one.record.pk in internal
    )


def worded(found: Iterable[Contradiction]) -> tuple[str, ...]:
    return tuple(str(words.CONTRADICTIONS[contradiction]) for contradiction in found)


def values_of(commitment: Commitment) -> CommitmentValues:
    """Partial dates as text, the way a form field takes them back."""
    return CommitmentValues(
        statement=commitment.statement,
        detail=commitment.detail,
        topic_id=commitment.topic_id,
        body_ids=tuple(commitment.bodies.values_list("pk", flat=True)),
        owner_id=commitment.owner_id,
        owner_title=commitment.owner_title,
        owner_name=commitment.owner_name,
        status=commitment.status,
        percent=commitment.percent,
        start=str(commitment.start or ""),
        estimated=str(commitment.estimated or ""),
        implemented=str(commitment.implemented or ""),
        reported_implemented=commitment.reported_implemented,
        on_hold=commitment.on_hold,
        held_since=str(commitment.held_since or ""),
        hold_reason=commitment.hold_reason,
        resume=str(commitment.resume or ""),
        next_update_by=commitment.next_update_by,
        as_of=commitment.as_of,
        as_of_note=commitment.as_of_note,
        translations=commitment.translations,
    )


def proposals(viewer: Viewer, found: "QuerySet[ProposedChange]") -> tuple[ProposalShown, ...]:
    """Who asked and who decided are named: this is between colleagues."""
    reviews = decide(viewer, Permission.REVIEW_CHANGES)
    rows = found.select_related("commitment__programme", "proposer", "reviewer")
    return tuple(_proposal(one, _may_decide(viewer, one, reviews)) for one in rows)


def _may_decide(viewer: Viewer, one: ProposedChange, reviews: Decision) -> Decision:
    if not reviews:
        return reviews
    waiting = one.decision == ProposedChange.Decision.WAITING
    decision = may_review(proposer=one.proposer_id, reviewer=viewer.pk or 0, waiting=waiting)
    return reviews if decision else Decision(False, words.refusal_in_words(decision))


def _proposal(one: ProposedChange, may_decide: Decision) -> ProposalShown:
    commitment = one.commitment
    return ProposalShown(
        id=one.pk,
        commitment_id=commitment.pk,
        number=commitment.number,
        statement=CityText.of(commitment.statement, commitment.translations, "statement"),
        programme_slug=commitment.programme.slug,
        lines=tuple(
            ChangeLine(
                name,
                str(words.FIELDS.get(name, name)),
                words.value_in_words(name, pair["from"]),
                words.value_in_words(name, pair["to"]),
            )
            for name, pair in one.changes.items()
        ),
        note=one.note,
        proposer=one.proposer.name,
        proposed_at=one.proposed_at,
        decision=one.decision,
        reviewer=one.reviewer.name if one.reviewer else "",
        decided_at=one.decided_at,
        reason=one.reason,
        may_decide=may_decide,
    )


def disputes(found: "QuerySet[Dispute]") -> tuple[StaffDispute, ...]:
    today = clock.today()
    return tuple(
        _dispute(one, late=one.answer_due_on < today) for one in found.select_related("commitment__programme")
    )


def _dispute(one: Dispute, *, late: bool) -> StaffDispute:
    commitment = one.commitment
    return StaffDispute(
        id=one.pk,
        commitment_id=commitment.pk,
        number=commitment.number,
        statement=CityText.of(commitment.statement, commitment.translations, "statement"),
        programme_slug=commitment.programme.slug,
        text=one.text,
        published_text=one.published_text,
        language=one.language,
        wants_an_answer_by_mail=bool(one.contact_email),
        received_at=one.received_at,
        answer_due_on=one.answer_due_on,
        late=late and one.state == Dispute.State.RECEIVED,
        state=one.state,
        state_label=str(words.DISPUTE_STATES[one.state]),
        answer=one.answer,
        answered_at=one.answered_at,
    )


def programme(one: Programme) -> StaffProgramme:
    milestones = []
    for milestone in Milestone.objects.filter(programme=one):
        if happened := milestone.happened:
            event = CityText.of(milestone.event, milestone.translations, "event")
            milestones.append(MilestoneShown(milestone.pk, happened, event, milestone.url))
    return StaffProgramme(
        shown=programme_shown(one),
        version=one.version,
        published=one.published,
        second_review=one.second_review,
        commitments=one.commitments.count(),
        topics=tuple(topic_shown(topic) for topic in Topic.objects.filter(programme=one)),
        milestones=tuple(milestones),
        texts={
            "name": one.name,
            "report_title": one.report_title,
            "about": one.about,
            "adopted_on": one.adopted_on,
            "as_of": one.as_of,
            "update_every_days": one.update_every_days,
            "second_review": one.second_review,
            "translations": one.translations,
        },
    )


def import_shown(run: ImportRun) -> ImportShown:
    return ImportShown(
        id=run.pk,
        programme_slug=run.programme.slug,
        programme_name=run.programme.name,
        file_name=run.file_name,
        sha256=run.sha256,
        created=run.created,
        changed=run.changed,
        unchanged=run.unchanged,
        refused=tuple(run.refused),
        notes=tuple(run.notes),
        at=run.at,
        by=run.by,
        settled_at=run.settled_at,
    )
