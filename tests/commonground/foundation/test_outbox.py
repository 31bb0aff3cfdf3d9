"""Letters: written with the change, sent once by the worker, tried again when the mail server is away."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.core.management import call_command
from django.db import transaction

from commonground.foundation import clock
from commonground.foundation.outbox.models import OutgoingMail
from commonground.foundation.outbox.post import Letter, deliver, queue_mail, send_waiting_mail
from commonground.foundation.outbox.retries import MOST_ATTEMPTS, delay_after


class Letters(Message):
    def __init__(self) -> None:
        super().__init__()
        self.received: list = []
        self.came = threading.Event()

    def handle_message(self, message) -> None:
        self.received.append(message)
        self.came.set()


@pytest.fixture
def mail_server(settings) -> Iterator[Letters]:
    """A real SMTP server on loopback."""
    letters = Letters()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(letters, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = ""
    yield letters
    controller.stop()


LETTER = Letter(
    "ana@riverbend.example", "Moved\nBcc: all@riverbend.example", "Commitment 6 moved. ñ", "<p>Moved</p>"
)


def queue() -> OutgoingMail:
    with transaction.atomic():
        queue_mail(LETTER)
    return OutgoingMail.objects.latest("pk")


@pytest.mark.django_db
def test_a_letter_is_sent_once_whatever_the_worker_does(mail_server: Letters) -> None:
    mail = queue()
    deliver(mail.pk)
    deliver(mail.pk)
    assert len(mail_server.received) == 1
    mail.refresh_from_db()
    assert mail.sent_at is not None


@pytest.mark.django_db
def test_the_same_words_that_wait_together_go_out_once(mail_server: Letters) -> None:
    for _filing in range(40):
        queue()
    with transaction.atomic():
        queue_mail(Letter(LETTER.to, LETTER.subject, "Commitment 7 moved."))
    send_waiting_mail()
    assert (
        sorted(str(one["Subject"]) for one in mail_server.received)
        == ["Moved Bcc: all@riverbend.example"] * 2
    )
    assert not OutgoingMail.objects.filter(sent_at=None).exists()
    queue()
    send_waiting_mail()
    assert len(mail_server.received) == 3, "what is queued after it was sent is told anew"


@pytest.mark.django_db
def test_a_line_break_in_a_subject_is_no_header(mail_server: Letters) -> None:
    deliver(queue().pk)
    assert mail_server.received[0]["Bcc"] is None
    assert "Bcc: all@riverbend.example" in str(mail_server.received[0]["Subject"])


@pytest.mark.django_db
def test_a_change_that_fails_sends_nothing(mail_server: Letters) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        queue_mail(LETTER)
        raise RuntimeError
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_without_a_mail_server_the_letter_waits_and_is_tried_again(settings, mail_server: Letters) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1  # nobody listens there
    mail = queue()
    deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.sent_at, mail.attempts, mail.last_failure) == (None, 1, "ConnectionRefusedError")
    settings.EMAIL_PORT = port
    deliver(mail.pk)
    assert not mail_server.received, "it is not tried before its time"
    with clock.stopped_at(clock.now() + timedelta(minutes=5)):
        send_waiting_mail()
    assert len(mail_server.received) == 1


@pytest.mark.django_db
def test_while_the_mail_server_is_away_a_round_ends_at_the_first_letter(
    settings, mail_server: Letters
) -> None:
    settings.EMAIL_PORT = 1
    first, second = queue(), queue()
    send_waiting_mail()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.attempts, second.attempts) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_what_waits(mail_server: Letters) -> None:
    queue()
    call_command("worker", once=True, verbosity=0)
    assert mail_server.received[0]["To"] == "ana@riverbend.example"


def test_letters_are_given_up_on_after_about_two_days() -> None:
    delays = [delay_after(attempts) for attempts in range(1, MOST_ATTEMPTS + 1)]
    assert delays[-1] is None
    waited = sum((delay for delay in delays if delay), timedelta())
    assert timedelta(days=1) < waited < timedelta(days=3)
    assert delays[:-1] == sorted(delays[:-1])
