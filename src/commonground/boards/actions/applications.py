"""Applying for a seat, and what becomes of the application."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.boards import letters
from commonground.boards.actions.terms import TermDetails, appoint_member
from commonground.boards.models import ApplicationState, Board, Seat, SeatApplication
from commonground.foundation import clock
from commonground.foundation.actors import RESIDENT
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import ChangedMeanwhile, Refused
from commonground.foundation.versions import locked, values_of

WAITING = (ApplicationState.RECEIVED, ApplicationState.SHORTLISTED)


@dataclass(frozen=True)
class ApplicationDetails:
    name: str
    statement: str
    email: str = ""
    telephone: str = ""
    neighborhood: str = ""
    experience: str = ""
    language: str = "en"


@transaction.atomic
def apply_for_seat(*, board: Board, seat: Seat | None, details: ApplicationDetails) -> SeatApplication:
    """Runs at the public door: writes the application, never reads one. Always by a resident, who has no account."""
    if not board.accepts_applications or board.dissolved_on is not None:
        raise Refused(_("This board takes no applications now."))
    if not (details.email or details.telephone):
        raise Refused(
            _("Give an e-mail address or a telephone number, so that we can answer."), field="email"
        )
    application = SeatApplication(board=board, seat=seat, received_at=clock.now(), **values_of(details))
    application.save(force_insert=True)
    if details.email:
        letters.send_acknowledgement(application, board)
    record("boards.application.received", application, by=RESIDENT, details={"board": board.slug})
    return application


@transaction.atomic
def shortlist_applicant(
    *, application: SeatApplication, note: str, expected_version: int, by: Person
) -> SeatApplication:
    stored = _waiting(application, expected_version)
    stored.state, stored.staff_note = ApplicationState.SHORTLISTED, note
    stored.version += 1
    stored.save()
    record("boards.application.shortlisted", stored, by=by)
    return stored


@transaction.atomic
def appoint_applicant(
    *, application: SeatApplication, seat: Seat, term: TermDetails, expected_version: int, by: Person
) -> SeatApplication:
    """Gives the applicant the seat, and writes to them."""
    stored = _waiting(application, expected_version)
    if seat.board_id != stored.board_id:
        raise Refused(_("Choose a seat of the board that the person applied to."), field="seat")
    stored.term = appoint_member(seat=seat, details=term, by=by)
    _decide(stored, ApplicationState.APPOINTED, by)
    letters.send_appointed(stored)
    return stored


@transaction.atomic
def decline_applicant(
    *, application: SeatApplication, note: str, expected_version: int, by: Person
) -> SeatApplication:
    """Declines, and writes to the applicant. The note stays with staff; the letter never quotes it."""
    stored = _waiting(application, expected_version)
    stored.staff_note = note
    _decide(stored, ApplicationState.DECLINED, by)
    letters.send_declined(stored)
    return stored


def _waiting(application: SeatApplication, expected_version: int) -> SeatApplication:
    stored = locked(application)
    if stored.state not in WAITING:
        raise Refused(_("This application was decided already."))
    if stored.version != expected_version:
        raise ChangedMeanwhile(
            _("Somebody else worked on this application meanwhile. Look at it, then try again."),
            current_version=stored.version,
            differences=(),
        )
    return stored


def _decide(application: SeatApplication, state: ApplicationState, by: Person) -> None:
    application.state, application.decided_at, application.decided_by = state, clock.now(), by
    application.version += 1
    application.save()
    record(f"boards.application.{state}", application, by=by)
