"""A seat has one holder at a time: in a sentence for people, and in the database for everything else."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from commonground.boards import actions
from commonground.boards.membership import roster
from commonground.boards.models import Term
from commonground.foundation.refusals import ChangedMeanwhile, Refused

pytestmark = pytest.mark.django_db


def details(first: date, last: date, holder: str = "Cleo Member") -> actions.TermDetails:
    return actions.TermDetails(holder, "Mayor", first, last)


def test_a_second_holder_is_refused_with_the_name_and_the_days(seats, clerk):
    with pytest.raises(Refused, match="Ada Member holds this seat"):
        actions.appoint_member(seat=seats[0], details=details(date(2027, 12, 31), date(2029, 1, 1)), by=clerk)


def test_the_database_refuses_a_second_holder_too(seats):
    with pytest.raises(DatabaseError, match="one holder at a time"), transaction.atomic():
        Term.objects.create(
            seat=seats[0],
            holder="Cleo",
            appointed_by="x",
            starts_on=date(2026, 5, 1),
            ends_on=date(2026, 5, 2),
        )


def test_the_database_refuses_stretching_a_term_over_the_next(seats, clerk):
    term = actions.appoint_member(
        seat=seats[0], details=details(date(2028, 1, 1), date(2029, 1, 1)), by=clerk
    )
    with pytest.raises(DatabaseError, match="one holder at a time"), transaction.atomic():
        Term.objects.filter(pk=term.pk).update(starts_on=date(2027, 12, 31))


def test_resigning_opens_the_seat_from_the_next_day(board, seats, clerk):
    term = seats[0].terms.get()
    actions.end_term(
        term=term, last_day=date(2026, 11, 1), because="resigned", expected_version=term.version, by=clerk
    )
    assert roster(board, date(2026, 11, 1))[0].term is not None
    assert roster(board, date(2026, 11, 2))[0].vacant
    actions.appoint_member(seat=seats[0], details=details(date(2026, 11, 2), date(2028, 1, 1)), by=clerk)
    assert roster(board, date(2026, 11, 2))[0].term.holder == "Cleo Member"


def test_a_resignation_outside_the_term_is_refused(seats, clerk):
    term = seats[0].terms.get()
    with pytest.raises(Refused, match="within the term"):
        actions.end_term(
            term=term, last_day=date(2030, 1, 1), because="resigned", expected_version=term.version, by=clerk
        )


def test_two_editors_of_a_term_the_second_sees_the_first(seats, clerk):
    term = seats[0].terms.get()
    changed = actions.TermDetails("Ada M. Member", "Mayor", term.starts_on, term.ends_on, term.person)
    actions.edit_term(term=term, details=changed, expected_version=1, by=clerk)
    other = actions.TermDetails("A. Member", "Mayor", term.starts_on, term.ends_on, term.person)
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        actions.edit_term(term=term, details=other, expected_version=1, by=clerk)
    assert [(d.field, d.yours, d.theirs) for d in meanwhile.value.differences] == [
        ("holder", "A. Member", "Ada M. Member")
    ]


def test_a_filled_seat_is_not_abolished(seats, clerk):
    gone = actions.SeatDetails(name="Seat 1", appointer="Mayor", abolished_on=date(2026, 11, 2))
    with pytest.raises(Refused, match="Ada Member holds this seat"):
        actions.edit_seat(seat=seats[0], details=gone, expected_version=1, by=clerk)


def test_an_abolished_seat_is_no_vacancy(board, seats, clerk):
    gone = actions.SeatDetails(name="Seat 3", appointer="Mayor", position=3, abolished_on=date(2026, 11, 2))
    actions.edit_seat(seat=seats[2], details=gone, expected_version=1, by=clerk)
    assert len(roster(board, date(2026, 11, 2))) == 2
