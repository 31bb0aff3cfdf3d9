"""Letters to people who applied for a seat, in the language they wrote to us in."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from commonground.boards.addresses import public_address
from commonground.boards.models import Board, SeatApplication
from commonground.foundation.outbox.post import Letter, queue_mail
from commonground.reference.city import the_city
from commonground.reference.translations import text_of


def send_acknowledgement(application: SeatApplication, board: Board) -> None:
    _send("application_received", application, board, {})


def send_appointed(application: SeatApplication) -> None:
    if application.email and application.term is not None:
        _send("application_appointed", application, application.board, {"term": application.term})


def send_declined(application: SeatApplication) -> None:
    if application.email:
        _send("application_declined", application, application.board, {})


def _send(name: str, application: SeatApplication, board: Board, more: dict[str, Any]) -> None:
    """The first line of the template is the subject."""
    with translation.override(application.language):
        values = {
            "name": application.name,
            "board": text_of(board, "name"),
            "address": public_address("board", slug=board.slug),
            "city": the_city().name.in_language(application.language),
            "contact": board.contact_email or the_city().contact.email,
            **more,
        }
        subject, _, text = render_to_string(f"boards/mail/{name}.txt", values).strip().partition("\n")
    queue_mail(Letter(to=application.email, subject=subject, text=text.strip() + "\n"))
