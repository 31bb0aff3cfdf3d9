"""A board asks, an answer is due, and everybody sees whether it came."""

from datetime import timedelta

import pytest

from commonground.access.attention import needs_of
from commonground.boards import actions, outcomes, queries
from commonground.boards.models import Recommendation
from commonground.foundation import clock
from commonground.foundation.refusals import Refused
from commonground.reference.models import PublicBody
from tests.commonground.boards.conftest import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def police(db):
    return PublicBody.objects.create(slug="harbor-police", name="Harbor Police")


@pytest.fixture
def make(board, seats, member, police):
    def recommend(days_ago: int = 0, title: str = "Mend the pier"):
        with clock.stopped_at(clock.now() - timedelta(days=days_ago)):
            details = actions.RecommendationDetails(title, "Before winter.", police, clock.today())
            return actions.make_recommendation(board=board, details=details, by=member)

    return recommend


def test_only_who_sits_on_the_board_recommends(make, board, seats, make_person, police, staff_door):
    stranger = make_person("board-member")
    details = actions.RecommendationDetails("x", "y", police, clock.today())
    with pytest.raises(Refused, match="do not hold a seat"):
        actions.make_recommendation(board=board, details=details, by=stranger)
    form = sent(title="Kept title", text="y", addressed_to=police.pk, made_on=str(clock.today()))
    answer = staff_door(stranger).post("/boards/harbor-board/recommendations/new/", form)
    assert answer.status_code == 422
    assert "Kept title" in answer.content.decode()


def test_a_member_recommends_once_and_the_due_date_is_the_citys(
    staff_door, board, seats, member, police, held
):
    form = sent(
        title="Mend the pier",
        text="Before winter.",
        title_es="Reparar el muelle",
        addressed_to=police.pk,
        meeting=held.pk,
        made_on=str(clock.today()),
    )
    door = staff_door(member)
    for _ in range(2):
        assert door.post("/boards/harbor-board/recommendations/new/", form).status_code == 302
    made = Recommendation.objects.get()
    assert (made.number, made.due_on - made.made_on) == ("2026-1", timedelta(days=60))
    assert door.get(f"/boards/recommendations/{made.pk}/edit/").status_code == 200


def test_numbers_go_on_through_the_year(make):
    assert [make(title=str(n)).number for n in range(3)] == ["2026-1", "2026-2", "2026-3"]
    assert make(days_ago=330).number == "2025-1"


def test_late_is_said_in_public(public_door, make):
    made = make(days_ago=61)
    assert "Answer is late" in public_door.get("/boards/recommendations/").content.decode()
    page = public_door.get(f"/boards/recommendations/{made.pk}/").content.decode()
    assert "Harbor Police owed an answer by Nov. 1, 2026." in page
    assert [line.is_late for line in queries.public_recommendations(state="late").lines] == [True]
    assert queries.public_recommendations(state="open").lines == []


def test_what_waits_is_told_to_those_who_may_do_it(
    make, liaison, clerk, member, schedule, with_agenda, seats, board
):
    make(days_ago=61)
    schedule(2)
    with_agenda(-60)
    details = actions.ApplicationDetails("Rosa", "Boats", "rosa@riverbend.example")
    actions.apply_for_seat(board=board, seat=None, details=details)
    (answer,) = needs_of(liaison)
    assert (answer.late, str(answer.title)) == (True, "Answer recommendation 2026-1: Mend the pier")
    told = [(need.late, str(need.title).split(":")[0]) for need in needs_of(clerk)]
    assert told == [
        (True, "Publish the minutes"),
        (True, "Publish the agenda"),
        (False, "1 application for Harbor Board"),
    ]
    assert needs_of(member) == []


def test_declining_needs_reasons_and_is_published_once(public_door, staff_door, settings, make, liaison):
    made = make(days_ago=10)
    details = actions.AnswerDetails("declined", "", "Chief of Police")
    with pytest.raises(Refused, match="Say why"):
        actions.answer_recommendation(recommendation=made, details=details, expected_version=1, by=liaison)
    details = actions.AnswerDetails("declined", "No pier is ours.", "Chief of Police")
    actions.answer_recommendation(recommendation=made, details=details, expected_version=1, by=liaison)
    page = public_door.get(f"/boards/recommendations/{made.pk}/").content.decode()
    assert "Declined" in page
    assert "No pier is ours." in page
    assert "Chief of Police" in page


def test_answering_through_the_page(staff_door, make, liaison):
    made = make(days_ago=10)
    door, address = staff_door(liaison), f"/boards/recommendations/{made.pk}/answer/"
    assert 'value="Chief of Police"' in door.get(address).content.decode()
    wrong = sent(1, answer="in-part", answer_text="", answered_by_office="Chief")
    assert "Say why" in door.post(address, wrong).content.decode()
    form = sent(1, answer="accepted", answer_text="Gladly.", answered_by_office="Chief")
    for _ in range(2):
        assert door.post(address, form).status_code == 302
    other = door.post(address, sent(1, answer="declined", answer_text="No.", answered_by_office="Chief"))
    assert other.status_code == 409
    assert "Gladly." in other.content.decode()
    made.refresh_from_db()
    assert (made.answer, made.answered_by) == ("accepted", liaison)


def test_an_answered_recommendation_keeps_its_text(make, liaison, member):
    made = make()
    details = actions.AnswerDetails("accepted", "", "Chief")
    actions.answer_recommendation(recommendation=made, details=details, expected_version=1, by=liaison)
    changed = actions.RecommendationDetails("Other", "Other", made.addressed_to, made.made_on)
    with pytest.raises(Refused, match="its text stays"):
        actions.edit_recommendation(recommendation=made, details=changed, expected_version=2, by=member)


def test_what_came_of_it_is_told_by_whoever_registers(public_door, make, monkeypatch):
    made = make()
    monkeypatch.setattr(outcomes, "_sources", [])
    outcomes.register_outcomes(
        lambda key: (
            [outcomes.Outcome("The pier is mended", "/commitments/x/", "Implemented", "done")]
            if key == made.pk
            else []
        )
    )
    assert "The pier is mended" in public_door.get(f"/boards/recommendations/{made.pk}/").content.decode()


def test_filters(public_door, make):
    make()
    assert (
        "Mend the pier"
        in public_door.get("/boards/recommendations/?board=harbor-board&state=open").content.decode()
    )
    assert (
        "No recommendation fits"
        in public_door.get("/boards/recommendations/?state=accepted").content.decode()
    )
    hostile = public_door.get(
        "/boards/recommendations/?board=%3Cscript%3Ealert(1)%3C/script%3E&state=x&page=zzz"
    )
    assert hostile.status_code == 200
    assert "<script>alert(1)" not in hostile.content.decode()


def test_a_city_without_recommendations_says_so(public_door, board):
    assert (
        "No board has made a recommendation yet"
        in public_door.get("/boards/recommendations/").content.decode()
    )
