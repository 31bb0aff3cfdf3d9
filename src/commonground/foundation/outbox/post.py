"""Queues mail beside the change that it tells of; the worker sends it after the transaction commits.

The outbox itself is the queue: the public door may add a letter, and no other job.
"""

import logging
import time
from dataclasses import dataclass, field
from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.db import connection

from commonground.foundation import clock
from commonground.foundation.outbox.models import OutgoingMail
from commonground.foundation.outbox.retries import delay_after

log = logging.getLogger(__name__)
MOST_AT_ONCE = 500
LONGEST_ROUND = 20.0  # seconds


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    text: str
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def queue_mail(letter: Letter) -> None:
    """Writes the letter into the outbox. Call it inside the transaction of the change."""
    if not connection.in_atomic_block:
        raise RuntimeError("Queue mail in the transaction of the change that it tells of.")
    mail = OutgoingMail(
        to=letter.to,
        subject=" ".join(
            letter.subject.split()
        ),  # a line break here would be a header of the sender's making
        text=letter.text,
        html=letter.html,
        headers=letter.headers,
        queued_at=clock.now(),
        next_try_at=clock.now(),
    )
    mail.save(force_insert=True)


def send_waiting_mail() -> None:
    """Periodic: sends every letter whose time has come, also those that a killed worker left.

    Stops for this round at the first failure (the mail server is probably away) or when it has taken long enough:
    other periodic work waits behind it.
    """
    began = time.monotonic()
    waiting = OutgoingMail.objects.filter(sent_at=None, next_try_at__lte=clock.now()).order_by("next_try_at")
    for mail_id in waiting.values_list("pk", flat=True)[:MOST_AT_ONCE]:
        if not deliver(mail_id) or time.monotonic() - began > LONGEST_ROUND:
            return


def deliver(mail_id: int) -> bool:
    """Sends one letter if its time has come. False when the mail server failed: the letter waits for its next time."""
    moment = clock.now()
    mail = OutgoingMail.objects.filter(pk=mail_id, sent_at=None, next_try_at__lte=moment).first()
    if mail is None or not _taken(mail, moment):
        return True
    try:
        _message(mail).send()
    except Exception as failure:  # whatever the mail server did, the letter is kept
        OutgoingMail.objects.filter(pk=mail_id).update(last_failure=type(failure).__name__)
        log.warning("mail.failed id=%s kind=%s", mail_id, type(failure).__name__)
        return False
    _note_sent(mail, moment)
    return True


def _note_sent(mail: OutgoingMail, moment: datetime) -> None:
    """Also of the same words to the same address that waited meanwhile: nobody gets them a thousand times on a bad day."""
    same = OutgoingMail.objects.filter(
        to=mail.to, subject=mail.subject, text=mail.text, html=mail.html, headers=mail.headers
    )
    meanwhile = same.filter(sent_at=None, queued_at__lte=moment)
    (meanwhile | OutgoingMail.objects.filter(pk=mail.pk)).update(sent_at=clock.now(), last_failure="")


def _taken(mail: OutgoingMail, moment: datetime) -> bool:
    """Takes the letter before it is sent, so that no second worker sends it at the same time."""
    attempts = mail.attempts + 1
    delay = delay_after(attempts)
    untouched = OutgoingMail.objects.filter(pk=mail.pk, attempts=mail.attempts, sent_at=None)
    return bool(untouched.update(attempts=attempts, next_try_at=moment + delay if delay else None))


def _message(mail: OutgoingMail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=mail.headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message
