"""Tells the story: boards and seats, then meeting after meeting, then what was recommended and who applied."""

from collections.abc import Mapping
from datetime import date, timedelta

from commonground.access.models import Person
from commonground.boards import actions
from commonground.boards.demonstration.boards import BOARDS, BoardStory, Held, SeatStory
from commonground.boards.demonstration.calendar import at, months_from
from commonground.boards.demonstration.meetings import MeetingTeller
from commonground.boards.demonstration.recommendations import ASKED, Asked
from commonground.boards.models import Board, Meeting, Seat
from commonground.boards.rules import last_day_of_term
from commonground.foundation import clock
from commonground.reference.models import PublicBody


def tell_story(people: Mapping[str, Person]) -> None:
    """`people` are the demonstration's people by the key of their role. Does nothing where boards exist already."""
    if Board.objects.exists():
        return
    today, clerk = clock.today(), people["board-clerk"]
    accounts = {person.name: person for person in Person.objects.all()}
    held: dict[str, list[Meeting]] = {}
    for story in BOARDS:
        with clock.stopped_at(at(months_from(today, -32), 9)):
            board = _found(story, clerk)
        _seat_members(board, story, accounts, today, clerk)
        held[story.name] = MeetingTeller(board, story, clerk, today).tell()
    _special_meeting(clerk, today)
    police = _police_department()
    for asked in ASKED:
        _recommend(asked, held[asked.board], accounts, people["agency-liaison"], police)
    _apply(today)


def _found(story: BoardStory, clerk: Person) -> Board:
    spanish = {
        "name": story.name_es,
        "purpose": story.purpose_es,
        "authority": story.authority_es,
        "meets": story.meets_es,
    }
    return actions.create_board(
        details=actions.BoardDetails(
            name=story.name,
            purpose=story.purpose,
            authority=story.authority,
            meets=story.meets,
            contact_email=story.email,
            translations={"es": spanish},
        ),
        by=clerk,
    )


def _seat_members(
    board: Board, story: BoardStory, accounts: Mapping[str, Person], today: date, clerk: Person
) -> None:
    for position, told in enumerate(story.seats, start=1):
        with clock.stopped_at(at(months_from(today, -32), 10)):
            seat = actions.add_seat(board=board, details=_seat(told, position), by=clerk)
        for term in told.terms:
            _appoint(seat, told, term, accounts.get(term.holder), today, clerk)


def _seat(told: SeatStory, position: int) -> actions.SeatDetails:
    spanish = {"name": told.name_es, "qualification": told.qualification_es, "appointer": told.appointer_es}
    return actions.SeatDetails(
        name=told.name,
        appointer=told.appointer,
        qualification=told.qualification,
        position=position,
        translations={"es": spanish},
    )


def _appoint(  # one term of one seat, and who it is about
    seat: Seat, told: SeatStory, term: Held, person: Person | None, today: date, clerk: Person
) -> None:
    # Terms begin on the first of a month, so that one ends the day before the next begins.
    first = months_from(today.replace(day=1), term.start)
    with clock.stopped_at(at(first, 9) - timedelta(days=5)):
        stored = actions.appoint_member(
            seat=seat,
            details=actions.TermDetails(
                holder=term.holder,
                appointed_by=told.appointer,
                starts_on=first,
                ends_on=last_day_of_term(first, term.months),
                person=person,
            ),
            by=clerk,
        )
    if term.left is not None:
        last = months_from(today, term.left)
        with clock.stopped_at(at(last, 9)):
            actions.end_term(
                term=stored, last_day=last, because="resigned", expected_version=stored.version, by=clerk
            )


def _special_meeting(clerk: Person, today: date) -> None:
    """Called at short notice, and its agenda is not out yet: the public page says so."""
    board = Board.objects.get(slug="crisis-intervention-committee")
    with clock.stopped_at(at(today - timedelta(days=9), 11)):
        actions.schedule_meeting(
            board=board,
            details=actions.MeetingDetails(
                starts_at=at(today + timedelta(days=2), 13, 30),
                duration_minutes=60,
                title="Special meeting: coverage of the holiday weekends",
                place="Police Department, Training Room B, 75 Courthouse Square",
                translations={"es": {"title": "Reunión especial: cobertura de los fines de semana festivos"}},
            ),
            by=clerk,
        )


def _police_department() -> PublicBody:
    known = PublicBody.objects.filter(slug__in=["police-department", "police"]).first()
    return known or PublicBody.objects.create(
        slug="police-department",
        name="Riverbend Police Department",
        translations={"es": {"name": "Departamento de Policía de Riverbend"}},
    )


def _recommend(
    asked: Asked, held: list[Meeting], accounts: Mapping[str, Person], liaison: Person, body: PublicBody
) -> None:
    meeting = held[-1 - asked.meeting]
    member = accounts.get(asked.by)
    if member is None:  # a house whose people are others: the liaison has no seat, so nothing is recommended
        return
    with clock.stopped_at(meeting.starts_at + timedelta(hours=1)):
        made = actions.make_recommendation(
            board=meeting.board,
            details=actions.RecommendationDetails(
                title=asked.title,
                text=asked.text,
                addressed_to=body,
                made_on=clock.today(),
                meeting=meeting,
                translations={"es": {"title": asked.title_es, "text": asked.text_es}},
            ),
            by=member,
        )
    if not asked.answer:
        return
    spanish = {"answer_text": asked.answer_text_es, "answered_by_office": "Jefa de Policía"}
    with clock.stopped_at(meeting.starts_at + timedelta(days=asked.answer_after)):
        actions.answer_recommendation(
            recommendation=made,
            details=actions.AnswerDetails(
                asked.answer, asked.answer_text, "Chief of Police", {"es": spanish}
            ),
            expected_version=made.version,
            by=liaison,
        )


def _apply(today: date) -> None:
    board = Board.objects.get(slug="citizens-advisory-board")
    with clock.stopped_at(at(today - timedelta(days=19), 20, 12)):
        actions.apply_for_seat(
            board=board,
            seat=board.seats.get(name="Ward 4"),
            details=actions.ApplicationDetails(
                name="Philippa Strand",
                email="philippa.strand@riverbend.example",
                neighborhood="Ward 4, near the old depot",
                statement="I have lived by the depot for eleven years and run the tenants' evening. People here tell"
                " me things that they would not tell the city. I would like to carry that to the table, and to carry"
                " the figures back.",
                experience="Bookkeeper; I read tables for a living.",
            ),
        )
    with clock.stopped_at(at(today - timedelta(days=6), 7, 48)):
        actions.apply_for_seat(
            board=board,
            seat=board.seats.get(name="Small business"),
            details=actions.ApplicationDetails(
                name="Evaristo Solórzano",
                email="evaristo.solorzano@riverbend.example",
                telephone="555-0147",
                statement="Tengo una panadería en Ferry Street desde hace ocho años. Quiero que los comercios del"
                " barrio y la policía se conozcan antes de que haya un problema.",
                language="es",
            ),
        )
