"""The public door: what it shows, what it says when there is nothing, and what it never reads."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.boards import actions, queries
from commonground.boards.models import Meeting
from commonground.foundation import clock
from commonground.foundation.privacy import Classification, declared_models

pytestmark = pytest.mark.django_db


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_a_city_without_boards_says_so(public_door, noon):
    assert "There are no boards yet" in text(public_door.get("/boards/"))


def test_a_board_without_anything_says_so(public_door, board):
    page = text(public_door.get("/boards/harbor-board/"))
    for words in (
        "No meeting is scheduled",
        "has no seats yet",
        "made no recommendation yet",
        "has not met yet",
    ):
        assert words in page


def test_boards_show_members_vacancies_and_the_next_meeting(public_door, board, seats, schedule):
    schedule(8)
    page = text(public_door.get("/boards/"))
    assert "Harbor Board" in page
    assert "2 / 3" in page
    assert "Nov. 10, 2026" in page
    page = text(public_door.get("/boards/harbor-board/"))
    assert "Ada Member" in page
    assert "Vacant" in page
    assert "1 seat is open." in page


def test_a_board_whose_seats_are_all_filled(public_door, board, seats, clerk):
    term = actions.TermDetails("Cy Member", "Mayor", clock.today(), clock.today() + timedelta(days=900))
    actions.appoint_member(seat=seats[2], details=term, by=clerk)
    assert "All seats are filled" in text(public_door.get("/boards/harbor-board/"))
    assert "kept for the next one" in text(public_door.get("/boards/harbor-board/apply/"))


def test_an_agenda_is_hidden_until_it_is_out(public_door, board, schedule, clerk):
    meeting = schedule(8)
    actions.add_agenda_item(meeting=meeting, details=actions.AgendaItemDetails(title="Secret pier"), by=clerk)
    address = f"/boards/harbor-board/meetings/{meeting.pk}/"
    page = text(public_door.get(address))
    assert "Secret pier" not in page
    assert "The agenda is not out yet" in page
    assert queries.public_search("secret pier") == []
    actions.publish_agenda(meeting=meeting, by=clerk)
    assert [found.address for found in queries.public_search("secret PIER")] == [address]
    assert "Secret pier" in text(public_door.get(address))


def test_an_overdue_agenda_and_overdue_minutes_are_said_in_public(
    public_door, board, seats, schedule, with_agenda
):
    soon, old = schedule(1), with_agenda(-60)
    assert "The agenda is overdue" in text(public_door.get(f"/boards/harbor-board/meetings/{soon.pk}/"))
    assert "Agenda overdue" in text(public_door.get("/boards/"))
    assert "The minutes are overdue" in text(public_door.get(f"/boards/harbor-board/meetings/{old.pk}/"))
    assert "Overdue" in text(public_door.get("/boards/harbor-board/"))


def test_a_cancelled_meeting_stays_with_its_reason(public_door, board, schedule, clerk):
    meeting = schedule(8)
    actions.cancel_meeting(
        meeting=meeting, because="Flood", because_es="Inundación", expected_version=1, by=clerk
    )
    assert "Flood" in text(public_door.get(f"/boards/harbor-board/meetings/{meeting.pk}/"))
    assert "Inundación" in text(public_door.get(f"/es/boards/harbor-board/meetings/{meeting.pk}/"))


def test_a_meeting_shows_quorum_votes_recusals_and_minutes(public_door, board, held, seats, clerk):
    item = held.items.get()
    actions.record_recusals(item=item, reasons={seats[1].pk: "Owns the pier"}, by=clerk)
    motion = actions.MotionDetails("To mend the pier.", "carried", seats[0].pk, None, {seats[0].pk: "yes"})
    actions.record_motion(item=item, motion=None, details=motion, expected_version=0, by=clerk)
    actions.save_minutes(
        meeting=held,
        details=actions.MinutesDetails("All was said."),
        upload=None,
        expected_version=0,
        by=clerk,
    )
    address = f"/boards/harbor-board/meetings/{held.pk}/"
    page = text(public_door.get(address))
    for words in (
        "2 members came; 2 were needed",
        "4 guests came",
        "Owns the pier",
        "To mend the pier.",
        "Yes (1)",
    ):
        assert words in page
    assert "All was said." not in page
    actions.publish_minutes(meeting=held, approved_on=clock.today(), expected_version=1, by=clerk)
    assert "All was said." in text(public_door.get(address))


def test_a_meeting_without_quorum_says_so(public_door, with_agenda, seats, clerk):
    meeting = with_agenda(-3)
    states = {seats[0].pk: "present", seats[1].pk: "absent"}
    actions.record_attendance(
        meeting=meeting, states=states, guest_count=None, expected_version=meeting.version, by=clerk
    )
    page = text(public_door.get(f"/boards/harbor-board/meetings/{meeting.pk}/"))
    assert "No quorum" in page
    assert "1 members came; 2 were needed" in page or "1 member came; 2 were needed" in page


def test_past_meetings_are_paged(public_door, board, noon):
    Meeting.objects.bulk_create(
        Meeting(board=board, starts_at=noon - timedelta(days=7 * n), place="x", changed_at=noon)
        for n in range(1, 31)
    )
    first = text(public_door.get("/boards/harbor-board/"))
    second = text(public_door.get("/boards/harbor-board/?page=2"))
    assert "?page=2" in first
    assert (
        first.count("/boards/harbor-board/meetings/") == second.count("/boards/harbor-board/meetings/") == 12
    )
    assert text(public_door.get("/boards/harbor-board/?page=999999999999999999999"))
    assert text(public_door.get("/boards/harbor-board/?page=%3Cscript%3E"))


@pytest.mark.parametrize(
    "address",
    [
        "/boards/no-such-board/",
        "/boards/no-such-board/apply/",
        "/boards/no-such-board/calendar.ics",
        "/boards/harbor-board/meetings/1/",
        "/boards/harbor-board/meetings/99999999999999999999999999/",
        "/boards/recommendations/99999999999999999999999999/",
        "/boards/harbor-board/meetings/1/calendar.ics",
    ],
)
def test_what_is_not_there_is_not_found(public_door, board, address):
    assert public_door.get(address).status_code == 404


def test_a_meeting_is_not_found_under_another_board(public_door, board, schedule, clerk):
    actions.create_board(details=actions.BoardDetails(name="Other", purpose="x"), by=clerk)
    assert public_door.get(f"/boards/other/meetings/{schedule(3).pk}/").status_code == 404


def test_markup_is_shown_as_text(public_door, board, schedule, clerk):
    hostile = "<script>alert(1)</script>"
    meeting = schedule(8, title=hostile, place=hostile)
    item = actions.AgendaItemDetails(title=hostile, detail=hostile, presenter=hostile)
    actions.add_agenda_item(meeting=meeting, details=item, by=clerk)
    actions.publish_agenda(meeting=meeting, by=clerk)
    for address in ("/boards/", "/boards/harbor-board/", f"/boards/harbor-board/meetings/{meeting.pk}/"):
        page = text(public_door.get(address))
        assert hostile not in page
        assert "&lt;script&gt;" in page


def test_spanish(public_door, board, seats, held):
    page = text(public_door.get("/es/boards/harbor-board/"))
    assert "Consejo del Puerto" in page
    assert '<span lang="en">Advises on the harbor.</span>' in page
    assert "Vacante" in page


def test_public_pages_never_read_an_internal_or_personal_column(public_door, board, held, member, clerk):
    meeting = held
    actions.make_recommendation(
        board=board,
        details=actions.RecommendationDetails("Mend it", "Mend the pier.", body(), clock.today(), meeting),
        by=member,
    )
    closed = (Classification.INTERNAL, Classification.PERSONAL, Classification.SEALED)
    hidden = [
        f'"{declaration.model._meta.db_table}"."{column}"'
        for declaration in declared_models()
        if declaration.model._meta.app_label == "boards"
        for column in declaration.columns(declaration.fields(*closed))
    ]
    assert '"boards_term"."person_id"' in hidden
    with CaptureQueriesContext(connection) as ran:
        for address in addresses(meeting):
            public_door.get(address)
        queries.public_search("pier")
        queries.public_meeting_choices()
        queries.public_paths()
    for query in ran.captured_queries:
        assert not [column for column in hidden if column in query["sql"]], query["sql"]


def test_public_pages_ask_few_questions(public_door, board, held, django_assert_max_num_queries):
    for address in addresses(held):
        with django_assert_max_num_queries(24):
            public_door.get(address)


def addresses(meeting) -> list[str]:
    return [
        "/boards/",
        "/boards/harbor-board/",
        f"/boards/harbor-board/meetings/{meeting.pk}/",
        "/boards/harbor-board/apply/",
        "/boards/harbor-board/apply/received/",
        "/boards/recommendations/",
        "/boards/recommendations/1/",
        "/boards/calendar.ics",
        "/boards/harbor-board/calendar.ics",
    ]


def body():
    from commonground.reference.models import PublicBody

    return PublicBody.objects.get_or_create(slug="police-department", defaults={"name": "Police"})[0]


def test_the_start_page_and_evidence_get_their_meetings(public_door, board, held, schedule):
    schedule(8)
    assert [line.meeting.board.name for line in queries.upcoming_meetings(limit=3)] == ["Harbor Board"]
    (choice,) = queries.public_meeting_choices()
    assert choice.title == "Harbor Board: Regular meeting, Oct. 23, 2026"
    assert choice.url == f"/boards/harbor-board/meetings/{held.pk}/"
    assert f"/boards/harbor-board/meetings/{held.pk}/" in queries.public_paths()
