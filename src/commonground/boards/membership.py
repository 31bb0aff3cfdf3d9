"""Who holds which seat on a given day: the read that rosters, attendance, votes and vacancies all stand on."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from commonground.boards.models import Board, Meeting, Seat, Term
from commonground.boards.rules import Period, is_filled, period_held
from commonground.foundation.privacy.reads import public_only


@dataclass(frozen=True)
class SeatOnDay:
    """A seat as it is on one day: who holds it, and who comes next."""

    seat: Seat
    term: Term | None
    next_term: Term | None

    @property
    def vacant(self) -> bool:
        return self.term is None

    @property
    def last_day(self) -> date | None:
        return period_of(self.term).ends_on if self.term is not None else None


def period_of(term: Term) -> Period:
    return period_held(term.starts_on, term.ends_on, term.left_on)


def rosters(boards: Iterable[Board], on: date) -> dict[int, list[SeatOnDay]]:
    """Every seat that exists on that day, board by board, in the board's order. Two queries, however many boards."""
    ids = [board.pk for board in boards]
    found: dict[int, list[SeatOnDay]] = {key: [] for key in ids}
    seats = public_only(
        Seat.objects.filter(board__in=ids).filter(Q(abolished_on=None) | Q(abolished_on__gt=on))
    )
    terms: defaultdict[int, list[Term]] = defaultdict(list)
    for term in public_only(Term.objects.filter(seat__board__in=ids, ends_on__gte=on)).order_by("starts_on"):
        terms[term.seat_id].append(term)
    for seat in seats.order_by("position", "id"):
        held = terms[seat.pk]
        now = next((term for term in held if period_of(term).covers(on)), None)
        later = next((term for term in held if term.starts_on > on), None)
        found[seat.board_id].append(SeatOnDay(seat, now, later))
    return found


def roster(board: Board, on: date) -> list[SeatOnDay]:
    return rosters([board], on)[board.pk]


def seat_is_filled(seat: Seat, on: date) -> bool:
    return is_filled([period_of(term) for term in public_only(Term.objects.filter(seat=seat))], on)


def day_of(meeting: Meeting) -> date:
    """The day of a meeting where the city is."""
    return timezone.localtime(meeting.starts_at).date()


def members_at(meeting: Meeting) -> dict[int, Term]:
    """Seat to the term of whoever held it on the day of the meeting."""
    board = Board(pk=meeting.board_id)
    return {place.seat.pk: place.term for place in roster(board, day_of(meeting)) if place.term is not None}
