"""Programmes as the public reads them."""

from collections.abc import Iterable

from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.models import Commitment, Milestone, Programme, Topic
from commonground.domains.commitments.queries.changes import latest_changes
from commonground.domains.commitments.queries.loading import (
    Loaded,
    load,
    programme_shown,
    status_shown,
    topic_shown,
)
from commonground.domains.commitments.queries.shapes import (
    BodyShown,
    CityText,
    MilestoneShown,
    Overview,
    ProgrammeShown,
    StatusCount,
    StatusShown,
    TopicProgress,
)
from commonground.domains.commitments.rules import Counters, counters
from commonground.foundation.privacy.reads import public_only

LATEST_CHANGES = 10


def public_programmes() -> tuple[ProgrammeShown, ...]:
    """Every published programme, by name; empty when the city has none yet."""
    return tuple(
        programme_shown(programme) for programme in public_only(Programme.objects.filter(published=True))
    )


def public_programme(slug: str) -> ProgrammeShown | None:
    """One published programme; None when there is none of that slug."""
    programme = public_only(Programme.objects.filter(published=True, slug=slug)).first()
    return programme_shown(programme) if programme else None


def public_statuses() -> tuple[StatusShown, ...]:
    """The city's statuses in their order, with their public definitions."""
    return tuple(shown for status in the_rules().in_order if (shown := status_shown(status.key)))


def public_overview(slug: str) -> Overview | None:
    """Everything on the front of a programme, in nine queries; None when there is none of that slug."""
    programme = public_only(Programme.objects.filter(published=True, slug=slug)).first()
    if programme is None:
        return None
    loaded = load(Commitment.objects.filter(programme=programme, programme__published=True))
    topics = public_only(Topic.objects.filter(programme=programme))
    milestones = public_only(Milestone.objects.filter(programme=programme))
    return Overview(
        programme=programme_shown(programme),
        counters=_counters(loaded),
        topics=_by_topic(topics, loaded),
        statuses=_by_status(loaded),
        bodies=_bodies(loaded),
        latest=latest_changes(Commitment.objects.filter(programme=programme), limit=LATEST_CHANGES),
        milestones=tuple(_milestone(milestone) for milestone in milestones),
        late=tuple(
            sorted((one.row for one in loaded if one.row.lateness), key=lambda row: str(row.lateness.since))
        ),
    )


def _counters(loaded: Iterable[Loaded]) -> Counters:
    return counters((one.facts, one.row.lateness) for one in loaded)


def _by_topic(topics: Iterable[Topic], loaded: list[Loaded]) -> tuple[TopicProgress, ...]:
    found = [
        TopicProgress(
            topic_shown(topic),
            _counters(one for one in loaded if one.row.topic and one.row.topic.id == topic.pk),
        )
        for topic in topics
    ]
    rest = [one for one in loaded if one.row.topic is None]
    return (*found, TopicProgress(None, _counters(rest))) if rest else tuple(found)


def _by_status(loaded: list[Loaded]) -> tuple[StatusCount, ...]:
    keys = [one.row.status.key if one.row.status else "" for one in loaded]
    counted = [StatusCount(shown, keys.count(shown.key)) for shown in public_statuses()]
    return (*counted, StatusCount(None, keys.count(""))) if "" in keys else tuple(counted)


def _bodies(loaded: list[Loaded]) -> tuple[BodyShown, ...]:
    found = {body.slug: body for one in loaded for body in one.row.bodies}
    return tuple(sorted(found.values(), key=lambda body: body.name))


def _milestone(milestone: Milestone) -> MilestoneShown:
    happened = milestone.happened
    assert happened is not None  # noqa: S101  # the database refuses a milestone without a date
    return MilestoneShown(
        id=milestone.pk,
        happened=happened,
        event=CityText.of(milestone.event, milestone.translations, "event"),
        url=milestone.url,
    )
