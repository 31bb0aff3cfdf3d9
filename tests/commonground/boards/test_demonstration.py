"""The invented city's boards: whole, fresh relative to today, and quick."""

from datetime import timedelta

import pytest

from commonground.boards.demonstration import tell_story
from commonground.boards.models import Board, Meeting, Motion, Recommendation, SeatApplication
from commonground.boards.queries import public_boards, public_recommendations, upcoming_meetings
from commonground.foundation import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(make_person, noon, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    make_person(name="Nia Whitfield")
    make_person(name="Hannah Lindqvist")
    return {
        "board-clerk": make_person("board-clerk"),
        "board-member": make_person("board-member", name="Theo Papadakis"),
        "agency-liaison": make_person("agency-liaison"),
    }


def test_two_years_of_three_boards(people):
    tell_story(people)
    tell_story(people)
    assert {summary.board.slug: summary.vacancies for summary in public_boards()} == {
        "citizens-advisory-board": 2,
        "crisis-intervention-committee": 0,
        "youth-advisory-board": 0,
    }
    assert Board.objects.get(slug="citizens-advisory-board").seats.count() == 9
    assert Meeting.objects.filter(state="held").count() > 50
    assert all(line.meeting.starts_at > clock.now() for line in upcoming_meetings(limit=5))
    assert upcoming_meetings(limit=1)[0].agenda_missing
    assert Motion.objects.exists()
    counts = public_recommendations().counts
    assert (counts.total, counts.open, counts.late, counts.answered) == (6, 1, 1, 4)
    assert SeatApplication.objects.count() == 2
    oldest = Meeting.objects.order_by("starts_at").first().starts_at
    assert oldest < clock.now() - timedelta(days=700)
    assert Recommendation.objects.filter(answer="declined", answer_text="").count() == 0


@pytest.mark.parametrize("day", ["2026-01-31", "2026-03-01", "2028-02-29", "2026-12-31"])
def test_the_story_fits_any_day(people, day):
    from datetime import UTC, datetime

    with clock.stopped_at(datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)):
        tell_story(people)
        counts = public_recommendations().counts
    assert (counts.total, counts.open, counts.late) == (6, 1, 1)
