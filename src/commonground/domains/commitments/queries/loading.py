"""Turns rows of public columns into shapes, with the same few queries however many commitments there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.models import Commitment, Dispute, Evidence, Programme, Topic
from commonground.domains.commitments.queries.shapes import (
    BodyShown,
    CityText,
    CommitmentRow,
    HoldShown,
    ProgrammeShown,
    StatusShown,
    TopicShown,
)
from commonground.domains.commitments.rules import Facts, Lateness, lateness, state_of
from commonground.foundation import clock
from commonground.foundation.privacy.reads import public_only


@dataclass(frozen=True)
class Loaded:
    """A commitment as it lies in the database (public columns), its facts, and how lists show it."""

    record: Commitment
    facts: Facts
    row: CommitmentRow


def load(commitments: "QuerySet[Commitment]") -> list[Loaded]:
    """Four queries: the commitments with topic and programme, their bodies, their evidence, their disputes."""
    records = list(public_only(commitments, follow=("programme", "topic")))
    ids = [record.pk for record in records]
    bodies = _bodies_of(ids)
    evidence = _counted(Evidence.objects.filter(commitment_id__in=ids, withdrawn_at=None))
    disputes = _counted(Dispute.objects.filter(commitment_id__in=ids, state=Dispute.State.RECEIVED))
    found = []
    for record in records:
        facts = facts_of(record, evidence=evidence.get(record.pk, 0))
        late = lateness_of(facts)
        row = _row(record, facts, late, bodies.get(record.pk, ()), disputes.get(record.pk, 0))
        found.append(Loaded(record, facts, row))
    return found


def facts_of(record: Commitment, *, evidence: int) -> Facts:
    """What rules look at."""
    status = the_rules().status(record.status)
    return Facts(
        stage=status.counts_as if status else None,
        reported_implemented=record.reported_implemented,
        evidence=evidence,
        percent=record.percent,
        start=record.start,
        estimated=record.estimated,
        implemented=record.implemented,
        on_hold=record.on_hold,
        hold_reason=record.hold_reason,
        resume=record.resume,
        next_update_by=record.next_update_by,
    )


def lateness_of(facts: Facts) -> Lateness:
    rules = the_rules()
    return lateness(
        facts,
        on=clock.today(),
        grace_days=rules.grace_days,
        late_while_on_hold=rules.late_while_on_hold,
    )


def programme_shown(programme: Programme) -> ProgrammeShown:
    texts = programme.translations
    return ProgrammeShown(
        id=programme.pk,
        slug=programme.slug,
        name=CityText.of(programme.name, texts, "name"),
        report_title=CityText.of(programme.report_title, texts, "report_title"),
        about=CityText.of(programme.about, texts, "about"),
        adopted_on=programme.adopted_on,
        as_of=programme.as_of,
        update_every_days=programme.update_every_days,
    )


def topic_shown(topic: Topic) -> TopicShown:
    return TopicShown(
        id=topic.pk,
        number=topic.number,
        slug=topic.slug,
        name=CityText.of(topic.name, topic.translations, "name"),
        summary=CityText.of(topic.summary, topic.translations, "summary"),
    )


def status_shown(key: str) -> StatusShown | None:
    status = the_rules().status(key)
    return StatusShown(status.key, status.label, status.definition, status.counts_as) if status else None


def _row(
    record: Commitment, facts: Facts, late: Lateness, bodies: Sequence[BodyShown], disputes: int
) -> CommitmentRow:
    texts = record.translations
    return CommitmentRow(
        id=record.pk,
        programme_slug=record.programme.slug,
        programme_name=CityText.of(record.programme.name, record.programme.translations, "name"),
        number=record.number,
        statement=CityText.of(record.statement, texts, "statement"),
        topic=topic_shown(record.topic) if record.topic else None,
        bodies=tuple(bodies),
        owner_title=record.owner_title,
        owner_name=record.owner_name,
        status=status_shown(record.status),
        state=state_of(facts),
        percent=record.percent,
        start=record.start,
        estimated=record.estimated,
        implemented=record.implemented,
        hold=_hold(record),
        lateness=late,
        next_update_by=record.next_update_by,
        last_updated_at=record.last_updated_at,
        as_of=record.as_of,
        as_of_note=record.as_of_note,
        evidence_count=facts.evidence,
        open_disputes=disputes,
    )


def _hold(record: Commitment) -> HoldShown | None:
    if not record.on_hold:
        return None
    reason = CityText.of(record.hold_reason, record.translations, "hold_reason")
    return HoldShown(record.held_since, reason, record.resume)


def _bodies_of(ids: Iterable[int]) -> dict[int, list[BodyShown]]:
    links = Commitment.bodies.through.objects.filter(commitment_id__in=list(ids)).order_by("publicbody__name")
    found: dict[int, list[BodyShown]] = defaultdict(list)
    for link in links.values(
        "commitment_id", "publicbody__slug", "publicbody__name", "publicbody__translations"
    ):
        name = CityText.of(link["publicbody__name"], link["publicbody__translations"], "name")
        found[link["commitment_id"]].append(BodyShown(link["publicbody__slug"], name))
    return found


def _counted(rows: "QuerySet[Evidence] | QuerySet[Dispute]") -> dict[int, int]:
    counted = rows.order_by().values_list("commitment_id").annotate(count=Count("id"))
    return dict(counted)
