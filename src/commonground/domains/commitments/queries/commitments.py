"""Commitments as the public reads them: lists, and the page of one."""

from commonground.domains.commitments import words
from commonground.domains.commitments.filters import CommitmentFilter
from commonground.domains.commitments.models import (
    Change,
    Commitment,
    DateEstimate,
    Dispute,
    Evidence,
    StatusUpdate,
    SubAction,
)
from commonground.domains.commitments.queries.changes import grouped
from commonground.domains.commitments.queries.choosing import chosen
from commonground.domains.commitments.queries.loading import Loaded, load, programme_shown
from commonground.domains.commitments.queries.shapes import (
    CityText,
    CommitmentPage,
    CommitmentRow,
    DisputeShown,
    EstimateShown,
    EvidenceShown,
    FileShown,
    Neighbour,
    SubActionShown,
    UpdateShown,
)
from commonground.domains.commitments.rules import State, slippage
from commonground.foundation import clock
from commonground.foundation.privacy.reads import public_only

ALL = CommitmentFilter()


def public_commitments(slug: str, wanted: CommitmentFilter = ALL) -> tuple[CommitmentRow, ...]:
    """The commitments of a published programme that a filter keeps. Four queries."""
    loaded = load(Commitment.objects.filter(programme__slug=slug, programme__published=True))
    return tuple(one.row for one in chosen(loaded, wanted))


def public_commitment(slug: str, number: str) -> CommitmentPage | None:
    """Everything on the page of one commitment; None when it is missing or not published. Eleven queries."""
    commitments = Commitment.objects.filter(programme__slug=slug, programme__published=True)
    loaded = load(commitments.filter(number=number))
    return page_of(loaded[0]) if loaded else None


def page_of(one: Loaded) -> CommitmentPage:
    """The page of a commitment that was found; the caller has made sure that the reader may see it."""
    record = one.record
    estimates = _estimates(record)
    previous, following = _neighbours(record)
    changes = public_only(
        Change.objects.filter(commitment=record), follow=("commitment", "commitment__programme")
    )
    return CommitmentPage(
        programme=programme_shown(record.programme),
        row=one.row,
        detail=CityText.of(record.detail, record.translations, "detail"),
        sub_actions=_sub_actions(record),
        evidence=_evidence(record),
        disputes=_disputes(record),
        estimates=estimates,
        slippage=slippage([estimate.estimated for estimate in estimates]),
        updates=_updates(record),
        history=grouped(changes),
        previous=previous,
        next=following,
        may_be_disputed=one.row.state in (State.IMPLEMENTED, State.REPORTED),
    )


def _sub_actions(record: Commitment) -> tuple[SubActionShown, ...]:
    today = clock.today()
    return tuple(
        SubActionShown(
            id=step.pk,
            title=CityText.of(step.title, step.translations, "title"),
            due_on=step.due_on,
            done_on=step.done_on,
            late=step.done_on is None and step.due_on is not None and step.due_on < today,
        )
        for step in public_only(SubAction.objects.filter(commitment=record))
    )


def _evidence(record: Commitment) -> tuple[EvidenceShown, ...]:
    rows = public_only(Evidence.objects.filter(commitment=record), follow=("stored_file",))
    return tuple(
        EvidenceShown(
            id=evidence.pk,
            kind=evidence.kind,
            kind_label=str(words.EVIDENCE_KINDS[evidence.kind]),
            title=CityText.of(evidence.title, evidence.translations, "title"),
            url=evidence.url,
            file=_file(evidence),
            version_label=evidence.version_label,
            added_at=evidence.added_at,
            added_by_title=evidence.added_by_title,
            withdrawn_at=evidence.withdrawn_at,
            withdrawn_reason=evidence.withdrawn_reason,
        )
        for evidence in rows
    )


def _file(evidence: Evidence) -> FileShown | None:
    """A file that was taken away from the public is not offered."""
    stored = evidence.stored_file if evidence.stored_file_id else None
    if stored is None or (stored.published_at is None and evidence.withdrawn_at is not None):
        return None
    return FileShown(stored.pk, stored.name, stored.media_type, stored.size, stored.sha256)


def _disputes(record: Commitment) -> tuple[DisputeShown, ...]:
    rows = public_only(Dispute.objects.filter(commitment=record).exclude(state=Dispute.State.DECLINED))
    return tuple(dispute_shown(dispute) for dispute in rows)


def dispute_shown(dispute: Dispute) -> DisputeShown:
    waiting = dispute.state == Dispute.State.RECEIVED
    return DisputeShown(
        id=dispute.pk,
        received_at=dispute.received_at,
        answer_due_on=dispute.answer_due_on,
        late=waiting and dispute.answer_due_on < clock.today(),
        state=dispute.state,
        state_label=str(words.DISPUTE_STATES[dispute.state]),
        text=dispute.published_text,
        answer=CityText.of(dispute.answer, dispute.translations, "answer"),
        answered_at=dispute.answered_at,
        answered_by_title=dispute.answered_by_title,
    )


def _estimates(record: Commitment) -> tuple[EstimateShown, ...]:
    rows = public_only(DateEstimate.objects.filter(commitment=record))
    return tuple(EstimateShown(row.estimated, row.said_on, row.reason) for row in rows)


def _updates(record: Commitment) -> tuple[UpdateShown, ...]:
    rows = public_only(StatusUpdate.objects.filter(commitment=record))
    return tuple(
        UpdateShown(row.posted_at, CityText.of(row.text, row.translations, "text"), row.by_title)
        for row in rows
    )


def _neighbours(record: Commitment) -> tuple[Neighbour | None, Neighbour | None]:
    others = Commitment.objects.filter(programme=record.programme_id)
    names = ("number", "statement", "translations")
    before = (
        others.filter(number_order__lt=record.number_order).order_by("-number_order").values(*names).first()
    )
    after = (
        others.filter(number_order__gt=record.number_order).order_by("number_order").values(*names).first()
    )
    return _neighbour(before), _neighbour(after)


def _neighbour(found: "dict[str, object] | None") -> Neighbour | None:
    if found is None:
        return None
    text = CityText.of(str(found["statement"]), found["translations"], "statement")  # type: ignore[arg-type]
    return Neighbour(str(found["number"]), text)
