"""On PostgreSQL: every public page and the application form, done as the public door's own database role."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connection

from commonground.boards import actions, queries
from commonground.boards.models import AgendaItem, Minutes, SeatApplication
from commonground.foundation import clock
from tests.commonground.boards.conftest import sent
from tests.commonground.boards.test_public_pages import addresses, body

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _roles(db) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles; bin/test runs this on PostgreSQL")
    with connection.cursor() as cursor:
        for role in ("commonground_public", "commonground_staff"):
            cursor.execute(
                f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
                f"THEN CREATE ROLE {role} LOGIN; END IF; END $$"
            )
    call_command("grants", verbosity=0)


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        yield
        cursor.execute("RESET ROLE")


@pytest.fixture
def whole(held, seats, board, member, clerk):
    """A meeting with a vote, a recusal, published minutes and a recommendation."""
    item = held.items.get()
    actions.record_recusals(item=item, reasons={seats[1].pk: "Owns it"}, by=clerk)
    motion = actions.MotionDetails("Mend it", "carried", seats[0].pk, None, {seats[0].pk: "yes"})
    actions.record_motion(item=item, motion=None, details=motion, expected_version=0, by=clerk)
    draft = actions.MinutesDetails("All was said.")
    actions.save_minutes(meeting=held, details=draft, upload=None, expected_version=0, by=clerk)
    actions.publish_minutes(meeting=held, approved_on=clock.today(), expected_version=1, by=clerk)
    details = actions.RecommendationDetails("Mend", "Mend the pier.", body(), clock.today(), held)
    made = actions.make_recommendation(board=board, details=details, by=member)
    return held, made


def test_every_public_page_reads_only_what_the_role_may(public_door, whole):
    meeting, made = whole
    with acting_as("commonground_public"):
        for address in [*addresses(meeting), f"/boards/recommendations/{made.pk}/"]:
            answer = public_door.get(address)
            assert answer.status_code == 200 or address == "/boards/recommendations/1/", address
        page = public_door.get(f"/boards/harbor-board/meetings/{meeting.pk}/").content.decode()
        assert "Mend it" in page
        assert "Owns it" in page
        assert "All was said." in page
        assert queries.public_search("pier")
        assert queries.public_meeting_choices()
        assert queries.public_paths()


def test_what_is_not_out_is_not_there_for_the_role(schedule, held, clerk):
    meeting = schedule(8)
    actions.add_agenda_item(meeting=meeting, details=actions.AgendaItemDetails(title="Secret"), by=clerk)
    draft = actions.MinutesDetails("Draft")
    actions.save_minutes(meeting=held, details=draft, upload=None, expected_version=0, by=clerk)
    with acting_as("commonground_public"):
        assert not AgendaItem.objects.filter(title="Secret").exists()
        assert not Minutes.objects.exists()
    with acting_as("commonground_staff"):
        assert AgendaItem.objects.filter(title="Secret").exists()


def test_the_role_sends_an_application_once(public_door, board, seats):
    form = sent(name="Rosa", email="rosa@riverbend.example", statement="Boats.", seat=str(seats[2].pk))
    with acting_as("commonground_public"):
        for _ in range(2):
            assert public_door.post("/boards/harbor-board/apply/", form).status_code == 302
    assert SeatApplication.objects.get().name == "Rosa"


def test_the_staff_role_appoints(seats, clerk):
    term = actions.TermDetails("Cy", "Mayor", clock.today(), clock.today())
    with acting_as("commonground_staff"):
        assert actions.appoint_member(seat=seats[2], details=term, by=clerk).pk
