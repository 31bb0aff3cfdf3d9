"""A board with three seats, two of them filled, and people who serve it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from commonground.boards import actions
from commonground.foundation import clock


@pytest.fixture
def clerk(make_person, noon):
    return make_person("board-clerk", name="Clerk")


@pytest.fixture
def liaison(make_person, noon):
    return make_person("agency-liaison", name="Liaison", title="Chief of Police")


@pytest.fixture
def member(make_person, noon):
    return make_person("board-member", name="Ada Member")


@pytest.fixture
def board(clerk):
    return actions.create_board(
        details=actions.BoardDetails(
            name="Harbor Board",
            purpose="Advises on the harbor.",
            translations={"es": {"name": "Consejo del Puerto"}},
        ),
        by=clerk,
    )


@pytest.fixture
def seats(board, clerk, member):
    made = [
        actions.add_seat(
            board=board,
            details=actions.SeatDetails(name=f"Seat {number}", appointer="Mayor", position=number),
            by=clerk,
        )
        for number in (1, 2, 3)
    ]
    for seat, holder, person in ((made[0], "Ada Member", member), (made[1], "Ben Member", None)):
        actions.appoint_member(
            seat=seat,
            details=actions.TermDetails(holder, "Mayor", date(2025, 1, 1), date(2027, 12, 31), person),
            by=clerk,
        )
    return made


@pytest.fixture
def schedule(board, clerk) -> Callable:
    """`schedule(days)` schedules a meeting that many days from now."""

    def make(days: float, **details):
        details = {"place": "Harbor House", **details}
        moment = clock.now() + timedelta(days=days)
        with clock.stopped_at(min(moment, clock.now()) - timedelta(days=30)):
            return actions.schedule_meeting(
                board=board, details=actions.MeetingDetails(starts_at=moment, **details), by=clerk
            )

    return make


@pytest.fixture
def with_agenda(schedule, clerk) -> Callable:
    """`with_agenda(days)` is a meeting with one item, its agenda out in good time."""

    def make(days: float):
        meeting = schedule(days)
        with clock.stopped_at(min(meeting.starts_at - timedelta(days=7), clock.now())):
            actions.add_agenda_item(
                meeting=meeting,
                details=actions.AgendaItemDetails(title="The pier", presenter="Engineer"),
                by=clerk,
            )
            return actions.publish_agenda(meeting=meeting, by=clerk)

    return make


@pytest.fixture
def held(with_agenda, seats, clerk):
    """A meeting ten days ago at which both members were present."""
    meeting = with_agenda(-10)
    return actions.record_attendance(
        meeting=meeting,
        states={seats[0].pk: "present", seats[1].pk: "remote"},
        guest_count=4,
        expected_version=meeting.version,
        by=clerk,
    )


def sent(version: int = 0, **fields) -> dict:
    """What a browser sends: the fields, a fresh token, the version that was seen."""
    return {"submission": str(uuid4()), "version": version, **fields}


MOMENT = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
