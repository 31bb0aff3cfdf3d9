"""The invented city's two years: made by real actions, the same every time."""

from datetime import timedelta

import pytest
from django.utils import translation

from commonground.access.models import RoleGrant
from commonground.domains.commitments import queries
from commonground.domains.commitments.demonstration import tell_story
from commonground.domains.commitments.models import (
    Change,
    Commitment,
    DateEstimate,
    Dispute,
    Evidence,
    Programme,
    ProposedChange,
)
from commonground.domains.commitments.rules import State
from commonground.foundation import clock

SLUG = "safer-together"


@pytest.fixture
def people(make_person, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    found = {
        role: make_person(role, title=role.replace("-", " "))
        for role in ("implementation-manager", "change-reviewer", "commitment-owner")
    }
    RoleGrant.objects.update(starts_on=clock.today() - timedelta(days=900))
    return found


def test_the_story_is_told_once(people):
    tell_story(people)
    before = Change.objects.count()
    tell_story(people)
    assert (Programme.objects.count(), Change.objects.count()) == (1, before)


def test_the_story_shows_everything_that_the_register_can(people):
    tell_story(people)
    overview = queries.public_overview(SLUG)
    assert overview.counters.total == 35
    assert len(overview.topics) == 7
    assert overview.counters.implemented >= 10
    assert overview.counters.reported == 2
    assert overview.counters.on_hold == 2
    assert overview.counters.late >= 4
    assert overview.counters.not_started >= 2
    assert all(topic.counters.total for topic in overview.topics)
    assert Evidence.objects.filter(stored_file__published_at__isnull=False).count() >= 6
    assert Evidence.objects.filter(withdrawn_at__isnull=False).count() == 1
    assert {dispute.state for dispute in Dispute.objects.all()} == {"received", "answered"}
    assert ProposedChange.objects.filter(decision="waiting").count() == 1
    assert DateEstimate.objects.filter(commitment__number="3").count() == 3
    assert queries.public_commitment(SLUG, "3").slippage.days > 300


def test_everything_promised_is_there_in_spanish(people):
    tell_story(people)
    with translation.override("es"):
        rows = queries.public_commitments(SLUG)
        assert {row.statement.language for row in rows} == {"es"}
        assert queries.public_overview(SLUG).topics[0].topic.name.language == "es"


def test_progress_grows_over_two_years(people):
    tell_story(people)
    months = queries.progress_over_time(SLUG)
    assert len(months) == 25
    assert months[0].states[State.NOT_STARTED] >= 30
    done = [month.states[State.IMPLEMENTED] for month in months]
    assert done[0] == 0
    assert done[-1] == queries.public_overview(SLUG).counters.implemented
    assert {month.total for month in months} == {35}


def test_the_story_is_the_same_every_time(people):
    tell_story(people)
    told = list(
        Change.objects.order_by("at", "pk").values_list("commitment__number", "field", "before", "after")
    )
    everything_removed()
    tell_story(people)
    again = list(
        Change.objects.order_by("at", "pk").values_list("commitment__number", "field", "before", "after")
    )
    assert told == again


def test_without_reviewer_or_owner_it_is_told_all_the_same(people):
    tell_story({"implementation-manager": people["implementation-manager"]})
    assert Commitment.objects.count() == 35
    assert not ProposedChange.objects.exists()


def everything_removed() -> None:
    Evidence.objects.all().delete()
    Dispute.objects.all().delete()
    Commitment.objects.all().delete()
    Programme.objects.all().delete()
