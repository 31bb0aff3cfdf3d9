"""Applying for a seat without an account, and what staff do with it."""

from datetime import timedelta

import pytest

from commonground.boards import actions
from commonground.boards.models import SeatApplication, Term
from commonground.foundation import clock
from commonground.foundation.outbox.models import OutgoingMail
from tests.commonground.boards.conftest import sent

pytestmark = pytest.mark.django_db
ADDRESS = "/boards/harbor-board/apply/"


def filled(**more) -> dict:
    return sent(name="Rosa Applicant", email="rosa@riverbend.example", statement="I know boats.", **more)


def test_an_application_arrives_once_however_often_it_is_sent(public_door, board, seats):
    form = filled(seat=str(seats[2].pk))
    answers = [public_door.post(ADDRESS, form) for _ in range(3)]
    assert {answer.headers["Location"] for answer in answers} == {"/boards/harbor-board/apply/received/"}
    (application,) = SeatApplication.objects.all()
    assert (application.name, application.seat, application.state) == ("Rosa Applicant", seats[2], "received")
    (mail,) = OutgoingMail.objects.all()
    assert mail.to == "rosa@riverbend.example"
    assert mail.subject == "Your application to the Harbor Board has arrived"
    assert "http://localhost:8000/boards/harbor-board/" in mail.text
    assert "has arrived" in public_door.get(answers[0].headers["Location"]).content.decode()


def test_the_letter_is_in_the_language_of_the_page(public_door, board, seats):
    public_door.post("/es" + ADDRESS, filled())
    assert SeatApplication.objects.get().language == "es"
    mail = OutgoingMail.objects.get()
    assert "Consejo del Puerto" in mail.subject
    assert "/es/boards/harbor-board/" in mail.text


def test_without_e_mail_a_telephone_number_is_enough_and_no_letter_goes(public_door, board, seats):
    answer = public_door.post(ADDRESS, {**filled(), "email": "", "telephone": "555-0188"})
    assert answer.status_code == 302
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"email": "", "telephone": ""}, "Give an e-mail address or a telephone number"),
        ({"email": "not an address"}, "valid email address"),
        ({"name": ""}, "This field is required"),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"statement": "x" * 3001}, "at most 3000 characters"),
        ({"statement": "x\x00y"}, "Null characters"),
        ({"seat": "999999"}, "Select a valid choice"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed_and_says_what_to_do(public_door, board, seats, change, said):
    answer = public_door.post(ADDRESS, {**filled(), "experience": "Twelve years at sea", **change})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Twelve years at sea" in page
    assert not SeatApplication.objects.exists()


def test_a_board_that_takes_no_applications_has_no_form(public_door, board, clerk):
    closed = actions.BoardDetails(name=board.name, purpose=board.purpose, accepts_applications=False)
    actions.edit_board(board=board, details=closed, expected_version=1, by=clerk)
    assert public_door.get(ADDRESS).status_code == 404
    assert public_door.post(ADDRESS, filled()).status_code == 404
    assert "takes no applications now" in public_door.get("/boards/harbor-board/").content.decode()


def test_the_form_is_kept_by_no_cache(public_door, board):
    assert public_door.get(ADDRESS).headers["Cache-Control"] == "no-store"


def test_header_injection_through_a_name_is_flattened(public_door, board, seats):
    public_door.post(ADDRESS, {**filled(), "name": "Rosa\r\nBcc: all@riverbend.example"})
    for mail in OutgoingMail.objects.all():
        assert "\n" not in mail.subject
        assert not mail.headers


@pytest.fixture
def application(board, seats):
    details = actions.ApplicationDetails(
        "Rosa Applicant", "I know boats.", "rosa@riverbend.example", language="es"
    )
    return actions.apply_for_seat(board=board, seat=seats[2], details=details)


def test_only_people_who_appoint_read_applications(staff_door, application, clerk, member, liaison):
    address = f"/boards/applications/{application.pk}/"
    assert "Rosa Applicant" in staff_door(clerk).get(address).content.decode()
    assert "Rosa Applicant" in staff_door(clerk).get("/boards/applications/").content.decode()
    for person in (member, liaison):
        for page in (address, "/boards/applications/", address + "appoint/", address + "decline/"):
            assert staff_door(person).get(page).status_code == 403


def test_appointing_gives_the_seat_and_writes_in_the_applicants_language(
    staff_door, application, clerk, seats
):
    door, address = staff_door(clerk), f"/boards/applications/{application.pk}/appoint/"
    assert door.get(address).status_code == 200
    form = sent(
        1,
        seat=str(seats[2].pk),
        appointed_by="Mayor",
        starts_on=str(clock.today()),
        ends_on=str(clock.today() + timedelta(days=365)),
    )
    OutgoingMail.objects.all().delete()
    assert door.post(address, form).status_code == 302
    assert door.post(address, form).status_code == 302
    assert Term.objects.get(seat=seats[2]).holder == "Rosa Applicant"
    mail = OutgoingMail.objects.get()
    assert "Consejo del Puerto" in mail.subject
    application.refresh_from_db()
    assert (application.state, application.decided_by) == ("appointed", clerk)


def test_a_seat_that_is_held_is_refused_and_the_form_kept(staff_door, application, clerk, seats):
    form = sent(
        1, seat=str(seats[0].pk), appointed_by="Mayor X", starts_on="2026-12-01", ends_on="2027-12-01"
    )
    answer = staff_door(clerk).post(f"/boards/applications/{application.pk}/appoint/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ada Member holds this seat" in page
    assert "Mayor X" in page
    application.refresh_from_db()
    assert application.state == "received"


def test_declining_writes_and_never_quotes_the_note(staff_door, application, clerk):
    OutgoingMail.objects.all().delete()
    door, address = staff_door(clerk), f"/boards/applications/{application.pk}/"
    assert door.post(address + "shortlist/", sent(1, note="Ask again in May")).status_code == 302
    assert "Ask again in May" in door.get(address).content.decode()
    assert door.post(address + "decline/", sent(2, note="Too busy")).status_code == 302
    mail = OutgoingMail.objects.get()
    assert "Too busy" not in mail.text
    assert door.post(address + "decline/", sent(3, note="again")).status_code == 422


def test_two_people_decide_at_once_the_second_is_told(staff_door, application, clerk):
    door, address = staff_door(clerk), f"/boards/applications/{application.pk}/"
    door.post(address + "shortlist/", sent(1, note="first"))
    answer = door.post(address + "shortlist/", sent(1, note="second thoughts"))
    assert answer.status_code == 409
    assert "second thoughts" in answer.content.decode()
