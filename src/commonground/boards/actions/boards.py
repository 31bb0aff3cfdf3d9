"""Making and changing boards and their seats."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.boards.models import Board, Seat
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused
from commonground.foundation.versions import apply_changes, check_version, locked, values_of

# Addresses of pages that stand beside the boards' own.
TAKEN_SLUGS = frozenset(
    {"recommendations", "meetings", "seats", "terms", "applications", "agenda", "motions", "files", "new"}
)


@dataclass(frozen=True)
class BoardDetails:
    name: str
    purpose: str
    authority: str = ""
    meets: str = ""
    contact_email: str = ""
    accepts_applications: bool = True
    dissolved_on: date | None = None
    translations: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def labels(cls) -> dict[str, str | Promise]:
        return {
            "name": _("Name"),
            "purpose": _("Purpose"),
            "authority": _("Authority"),
            "meets": _("When it usually meets"),
            "contact_email": _("E-mail for questions"),
            "accepts_applications": _("Takes applications for seats"),
            "dissolved_on": _("Dissolved on"),
        }


@dataclass(frozen=True)
class SeatDetails:
    name: str
    appointer: str
    qualification: str = ""
    position: int = 1
    abolished_on: date | None = None
    translations: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def labels(cls) -> dict[str, str | Promise]:
        return {
            "name": _("Name of the seat"),
            "appointer": _("Who appoints"),
            "qualification": _("What the seat asks of its holder"),
            "position": _("Place in the list"),
            "abolished_on": _("Abolished on"),
        }


@transaction.atomic
def create_board(*, details: BoardDetails, by: Person) -> Board:
    slug = slugify(details.name)[:80]
    if not slug or slug in TAKEN_SLUGS:
        raise Refused(_("This name cannot be a page's address. Choose another."), field="name")
    _refuse_name_taken(details.name, slug)
    board = Board(slug=slug, **values_of(details))
    board.save(force_insert=True)
    record("boards.board.created", board, by=by, details={"slug": slug})
    return board


@transaction.atomic
def edit_board(*, board: Board, details: BoardDetails, expected_version: int, by: Person) -> Board:
    """The address stays: links to the board keep working when it is renamed."""
    stored = locked(board)
    check_version(stored, expected_version, details)
    if Board.objects.exclude(pk=stored.pk).filter(name__iexact=details.name).exists():
        raise Refused(_("Another board has this name."), field="name")
    if changed := apply_changes(stored, details):
        stored.save()
        record("boards.board.edited", stored, by=by, details={"fields": changed})
    return stored


def _refuse_name_taken(name: str, slug: str) -> None:
    if Board.objects.filter(name__iexact=name).exists() or Board.objects.filter(slug=slug).exists():
        raise Refused(_("Another board has this name."), field="name")


@transaction.atomic
def add_seat(*, board: Board, details: SeatDetails, by: Person) -> Seat:
    stored = locked(board)
    _refuse_seat_name_taken(stored, details.name, None)
    seat = Seat(board=stored, **values_of(details))
    seat.save(force_insert=True)
    record("boards.seat.added", seat, by=by, details={"board": stored.slug, "position": seat.position})
    return seat


@transaction.atomic
def edit_seat(*, seat: Seat, details: SeatDetails, expected_version: int, by: Person) -> Seat:
    stored = locked(seat)
    check_version(stored, expected_version, details)
    _refuse_seat_name_taken(stored.board, details.name, stored.pk)
    if details.abolished_on is not None:
        _refuse_abolishing_filled(stored, details.abolished_on)
    if changed := apply_changes(stored, details):
        stored.save()
        record("boards.seat.edited", stored, by=by, details={"fields": changed})
    return stored


def _refuse_seat_name_taken(board: Board, name: str, but: int | None) -> None:
    if any(seat.pk != but for seat in board.seats.filter(name__iexact=name)):
        raise Refused(_("This board has a seat of that name."), field="name")


def _refuse_abolishing_filled(seat: Seat, day: date) -> None:
    latest = max(day, clock.today())
    held = [term for term in seat.terms.all() if (term.left_on or term.ends_on) >= latest]
    if held:
        raise Refused(
            _("%(holder)s holds this seat. End the term before you abolish the seat.")
            % {"holder": held[0].holder},
            field="abolished_on",
        )
