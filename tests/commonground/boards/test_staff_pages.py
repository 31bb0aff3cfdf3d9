"""The staff door: each page opens for those who may, does its thing once, and loses nothing that was typed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonground.boards.models import AgendaItem, Board, Meeting, MeetingFile, Minutes, Motion, Seat
from commonground.foundation import clock
from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.files.models import StoredFile
from tests.commonground.boards.conftest import sent

pytestmark = pytest.mark.django_db


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


@pytest.fixture
def door(staff_door, clerk):
    return staff_door(clerk)


def item_of(meeting) -> AgendaItem:
    return meeting.items.get()


def pages(board, seats, meeting) -> list[str]:
    item, term = item_of(meeting), seats[0].terms.get()
    return [
        "/boards/",
        "/boards/new/",
        f"/boards/{board.slug}/",
        f"/boards/{board.slug}/edit/",
        f"/boards/{board.slug}/seats/new/",
        f"/boards/{board.slug}/meetings/new/",
        f"/boards/seats/{seats[0].pk}/",
        f"/boards/seats/{seats[0].pk}/edit/",
        f"/boards/seats/{seats[0].pk}/appoint/",
        f"/boards/terms/{term.pk}/",
        f"/boards/terms/{term.pk}/end/",
        "/boards/applications/",
        "/boards/applications/?decided=1",
        f"/boards/meetings/{meeting.pk}/",
        f"/boards/meetings/{meeting.pk}/edit/",
        f"/boards/meetings/{meeting.pk}/cancel/",
        f"/boards/meetings/{meeting.pk}/publish-agenda/",
        f"/boards/meetings/{meeting.pk}/items/new/",
        f"/boards/meetings/{meeting.pk}/files/new/",
        f"/boards/meetings/{meeting.pk}/attendance/",
        f"/boards/meetings/{meeting.pk}/minutes/",
        f"/boards/agenda/{item.pk}/",
        f"/boards/agenda/{item.pk}/remove/",
        f"/boards/agenda/{item.pk}/move/up/",
        f"/boards/agenda/{item.pk}/files/new/",
        f"/boards/agenda/{item.pk}/recusals/",
        f"/boards/agenda/{item.pk}/motions/new/",
        "/boards/recommendations/",
    ]


def test_every_page_opens_for_the_clerk(door, board, seats, held):
    for page in pages(board, seats, held):
        assert door.get(page).status_code == 200, page


def test_a_member_reads_and_nothing_more(staff_door, member, board, seats, held):
    door = staff_door(member)
    readable = ["/boards/", "/boards/recommendations/", f"/boards/{board.slug}/"]
    readable += [f"/boards/seats/{seats[0].pk}/", f"/boards/meetings/{held.pk}/"]
    for page in pages(board, seats, held):
        assert door.get(page).status_code == (200 if page in readable else 403), page
        assert door.post(page, sent()).status_code in (403, 405), page


def test_nobody_in_particular_is_sent_to_sign_in(staff_door, board, seats, held):
    for page in pages(board, seats, held):
        assert staff_door().get(page).status_code == 302, page


def test_a_board_and_its_seat_are_made_once(door, clerk):
    form = sent(name="River Board", name_es="Consejo del Río", purpose="Rivers.", accepts_applications="on")
    assert door.post("/boards/new/", form).headers["Location"] == "/boards/river-board/"
    assert door.post("/boards/new/", form).headers["Location"] == "/boards/river-board/"
    board = Board.objects.get()
    assert board.translations == {"es": {"name": "Consejo del Río"}}
    form = sent(name="Ward 1", appointer="Mayor", position=1)
    for _ in range(2):
        assert door.post("/boards/river-board/seats/new/", form).status_code == 302
    assert Seat.objects.get().name == "Ward 1"
    assert AuditEntry.objects.filter(action="boards.board.created", actor=clerk.audit_key).count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"name": "HARBOR BOARD"}, "Another board has this name"),
        ({"name": "Recommendations"}, "cannot be a page"),
        ({"name": "漢字"}, "cannot be a page"),
        ({"dissolved_on": "yesterday"}, "Enter a valid date"),
        ({"contact_email": "nobody"}, "valid email address"),
    ],
)
def test_a_wrong_board_form_keeps_what_was_typed(door, board, change, said):
    form = sent(name="River Board", purpose="Rivers and what floats on them.")
    page = text(door.post("/boards/new/", {**form, **change}), 422)
    assert said in page
    assert "Rivers and what floats on them." in page
    assert Board.objects.count() == 1


def test_two_editors_of_a_board_lose_nothing(door, board):
    address = "/boards/harbor-board/edit/"
    first = {"name": "Harbor Board", "purpose": "First wrote this.", "accepts_applications": "on"}
    assert door.post(address, sent(1, **first)).status_code == 302
    second = {**first, "purpose": "Second wrote that."}
    page = text(door.post(address, sent(1, **second)), 409)
    assert "First wrote this." in page
    assert "Second wrote that." in page
    assert 'name="version" value="2"' in page
    assert door.post(address, sent(2, **second)).status_code == 302
    board.refresh_from_db()
    assert (board.purpose, board.version) == ("Second wrote that.", 3)


def test_scheduling_happens_once_and_in_the_citys_time(door, board):
    form = sent(starts_at="2026-12-08T18:00", duration_minutes=90, place="Harbor House")
    for _ in range(2):
        assert door.post("/boards/harbor-board/meetings/new/", form).status_code == 302
    meeting = Meeting.objects.get()
    assert meeting.starts_at.isoformat() == "2026-12-09T00:00:00+00:00"
    page = text(door.post("/boards/harbor-board/meetings/new/", {**form, **sent()}), 422)
    assert "already meets at that time" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"place": ""}, "a place, a link, or both"),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"starts_at": "2026-02-31T10:00"}, "Enter a valid date/time"),
        ({"starts_at": "2026-03-08T02:30"}, "couldn’t be interpreted"),
        ({"duration_minutes": "-5"}, "greater than or equal to 5"),
        ({"duration_minutes": "9" * 40}, "less than or equal to 1440"),
    ],
)
def test_a_wrong_meeting_form(door, board, change, said):
    form = sent(starts_at="2026-12-08T18:00", duration_minutes=90, place="Harbor House", title="Kept title")
    page = text(door.post("/boards/harbor-board/meetings/new/", {**form, **change}), 422)
    assert said in page
    assert "Kept title" in page


def test_an_agenda_is_written_ordered_and_published(door, board, schedule):
    meeting = schedule(8)
    base = f"/boards/meetings/{meeting.pk}/"
    assert "at least one item" in text(door.post(base + "publish-agenda/", sent()), 422)
    for title in ("First", "Second"):
        form = sent(title=title, begins_at="18:05")
        for _ in range(2):
            assert door.post(base + "items/new/", form).status_code == 302
    first, second = meeting.items.order_by("position")
    form = sent()
    for _ in range(2):
        assert door.post(f"/boards/agenda/{second.pk}/move/up/", form).status_code == 302
    assert [item.title for item in meeting.items.order_by("position")] == ["Second", "First"]
    assert door.post(f"/boards/agenda/{first.pk}/", sent(1, title="First, anew")).status_code == 302
    assert "First, anew" in text(door.post(f"/boards/agenda/{first.pk}/", sent(1, title="Mine")), 409)
    form = sent()
    for _ in range(2):
        assert door.post(f"/boards/agenda/{second.pk}/remove/", form).status_code == 302
    assert door.post(base + "publish-agenda/", sent()).status_code == 302
    meeting.refresh_from_db()
    assert meeting.agenda_published_at == clock.now()
    assert meeting.agenda_changed_at is None
    door.post(base + "items/new/", sent(title="Late item"))
    meeting.refresh_from_db()
    assert meeting.agenda_changed_at == clock.now()


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def test_a_packet_file_becomes_public_with_the_agenda(door, board, schedule):
    meeting = schedule(8)
    address = f"/boards/meetings/{meeting.pk}/files/new/"
    form = sent(title="Plan", file=SimpleUploadedFile("../../plan.pdf", PDF))
    assert door.post(address, form).status_code == 302
    held = MeetingFile.objects.get()
    assert held.stored.published_at is None
    assert "/" not in held.stored.name
    door.post(f"/boards/meetings/{meeting.pk}/items/new/", sent(title="One"))
    door.post(f"/boards/meetings/{meeting.pk}/publish-agenda/", sent())
    assert StoredFile.objects.get().published_at == clock.now()
    form = sent()
    for _ in range(2):
        assert door.post(f"/boards/files/{held.pk}/remove/", form).status_code == 302
    assert StoredFile.objects.get().published_at is None


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00 a program", b"<html><script>alert(1)</script></html>"])
def test_what_is_no_document_is_refused(door, board, schedule, content):
    meeting = schedule(8)
    form = sent(title="Plan", file=SimpleUploadedFile("plan.pdf", content))
    page = text(door.post(f"/boards/meetings/{meeting.pk}/files/new/", form), 422)
    assert "Plan" in page
    assert not MeetingFile.objects.exists()
    assert not StoredFile.objects.exists()


def test_attendance_votes_and_minutes(door, board, seats, with_agenda):
    meeting = with_agenda(-5)
    base, (one, two) = f"/boards/meetings/{meeting.pk}/", (seats[0].pk, seats[1].pk)
    motion = f"/boards/agenda/{item_of(meeting).pk}/motions/new/"
    vote = {"text": "Mend it", "result": "carried", f"seat_{one}": "yes", f"seat_{two}": "none"}
    assert "Record who came" in text(door.post(motion, sent(**vote)), 422)
    came = {"guest_count": "7", f"seat_{one}": "present", f"seat_{two}": "absent"}
    version = Meeting.objects.get().version
    assert door.post(base + "attendance/", sent(version, **came)).status_code == 302
    page = text(door.post(base + "attendance/", sent(version, **came, submission="")), 409)
    assert "changed while you were writing" in page
    wrong = {**vote, f"seat_{two}": "no", "text": "Kept text"}
    page = text(door.post(motion, sent(**wrong)), 422)
    assert "was not there cannot vote" in page
    assert "Kept text" in page
    assert "do not come to that result" in text(door.post(motion, sent(**{**vote, "result": "failed"})), 422)
    form = sent(**vote, moved_by=str(one))
    for _ in range(2):
        assert door.post(motion, form).status_code == 302
    stored = Motion.objects.get()
    assert (stored.moved_by.holder, stored.votes.get().choice) == ("Ada Member", "yes")
    assert (
        "it stays on the agenda"
        in text(door.post(f"/boards/agenda/{item_of(meeting).pk}/remove/", sent()), 422).lower()
    )
    assert "cannot vote on it" in text(
        door.post(f"/boards/agenda/{item_of(meeting).pk}/recusals/", sent(**{f"seat_{one}": "Cousin"})), 422
    )
    assert door.get(f"/boards/motions/{stored.pk}/").status_code == 200
    form = sent()
    for _ in range(2):
        assert door.post(f"/boards/motions/{stored.pk}/remove/", form).status_code == 302
    assert not Motion.objects.exists()


def test_minutes_are_drafted_then_approved_and_stay(door, board, seats, with_agenda):
    meeting = with_agenda(-5)
    base = f"/boards/meetings/{meeting.pk}/"
    assert door.get(base + "minutes/publish/").status_code == 404
    assert "Write the minutes" in text(door.post(base + "minutes/", sent(text="")), 422)
    assert door.post(base + "minutes/", sent(text="Draft one")).status_code == 302
    page = text(door.post(base + "minutes/", sent(0, text="Draft two")), 409)
    assert "Draft one" in page
    assert "Draft two" in page
    upload = SimpleUploadedFile("minutes.pdf", PDF)
    assert door.post(base + "minutes/", sent(1, text="Draft two", file=upload)).status_code == 302
    early = sent(2, approved_on="2026-10-01")
    assert "lies between" in text(door.post(base + "minutes/publish/", early), 422)
    assert door.post(base + "minutes/publish/", sent(2, approved_on=str(clock.today()))).status_code == 302
    minutes = Minutes.objects.get()
    assert (minutes.text, minutes.stored.published_at) == ("Draft two", clock.now())
    assert "These minutes are published" in text(
        door.post(base + "minutes/", sent(3, text="Draft three")), 422
    )


def test_a_meeting_to_come_has_no_attendance_and_no_minutes(door, board, seats, schedule):
    base = f"/boards/meetings/{schedule(8).pk}/"
    came = {f"seat_{seat.pk}": "present" for seat in seats[:2]}
    assert "not been held yet" in text(door.post(base + "attendance/", sent(1, **came)), 422)
    assert "not been held yet" in text(door.post(base + "minutes/", sent(text="x")), 422)


def test_cancelling_needs_a_reason_and_happens_once(door, board, schedule):
    meeting = schedule(8)
    address = f"/boards/meetings/{meeting.pk}/cancel/"
    assert door.post(address, sent(1, because="")).status_code == 422
    form = sent(1, because="Flood", because_es="Inundación")
    for _ in range(2):
        assert door.post(address, form).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.state, meeting.sequence) == ("cancelled", 1)
    assert door.post(f"/boards/meetings/{meeting.pk}/items/new/", sent(title="x")).status_code == 422


def test_markup_is_shown_as_text(door, board, schedule):
    hostile = "<img src=x onerror=alert(1)>"
    meeting = schedule(8)
    door.post(
        f"/boards/meetings/{meeting.pk}/items/new/", sent(title=hostile, detail=hostile, presenter=hostile)
    )
    page = text(door.get(f"/boards/meetings/{meeting.pk}/"))
    assert hostile not in page
    assert "&lt;img" in page


@pytest.mark.parametrize(
    "address",
    ["/boards/meetings/99999999999999999999/", "/boards/nothing/", "/boards/agenda/7/", "/boards/terms/7/"],
)
def test_what_is_not_there_is_not_found(door, board, address):
    assert door.get(address).status_code == 404


def test_appointing_and_leaving_through_the_pages(door, board, seats, member):
    form = sent(holder="Dee Member", appointed_by="Mayor", starts_on="2026-11-02", ends_on="2029-11-01")
    taken = door.post(f"/boards/seats/{seats[0].pk}/appoint/", form)
    assert "Ada Member holds this seat from Jan. 1, 2025 to Dec. 31, 2027." in text(taken, 422)
    for _ in range(2):
        assert door.post(f"/boards/seats/{seats[2].pk}/appoint/", form).status_code == 302
    term = seats[2].terms.get()
    assert (
        door.post(
            f"/boards/terms/{term.pk}/end/", sent(1, last_day="2026-11-02", because="moved")
        ).status_code
        == 302
    )
    assert "No longer qualified" in text(door.get(f"/boards/seats/{seats[2].pk}/"))


def test_a_meeting_is_shown_with_what_to_do_next(door, board, seats, with_agenda):
    meeting = with_agenda(-60)
    page = text(door.get(f"/boards/meetings/{meeting.pk}/"))
    assert "The minutes are overdue" in page
    assert "Record who came" in page
