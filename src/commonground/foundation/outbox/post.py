"""Queues mail beside the change that it tells of; the worker sends it after the transaction commits."""

import logging
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django_tasks import task

from commonground.foundation import clock
from commonground.foundation.outbox.models import OutgoingMail
from commonground.foundation.outbox.retries import delay_after

log = logging.getLogger(__name__)
OVERDUE = timedelta(minutes=1)  # the job queued with the letter comes first
MOST_AT_ONCE = 200


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
    deliver.enqueue(mail.pk)


@task()
def deliver(mail_id: int) -> None:
    """Sends one letter. A failure is noted by kind and tried again, later each time, for about two days."""
    moment = clock.now()
    mail = OutgoingMail.objects.filter(pk=mail_id, sent_at=None, next_try_at__lte=moment).first()
    if mail is None:
        return
    # Taken before it is sent: a second worker, or this one started again, does not send it at the same time.
    attempts = mail.attempts + 1
    delay = delay_after(attempts)
    taken = OutgoingMail.objects.filter(pk=mail_id, attempts=mail.attempts, sent_at=None).update(
        attempts=attempts, next_try_at=moment + delay if delay else None
    )
    if not taken:
        return
    try:
        _message(mail).send()
    except Exception as failure:  # whatever the mail server did, the letter is kept
        OutgoingMail.objects.filter(pk=mail_id).update(last_failure=type(failure).__name__)
        log.warning("mail.failed id=%s kind=%s", mail_id, type(failure).__name__)
    else:
        OutgoingMail.objects.filter(pk=mail_id).update(sent_at=clock.now(), last_failure="")


def try_waiting_mail() -> None:
    """Periodic: puts every letter whose time has come back into the queue, also after a worker was killed."""
    due = OutgoingMail.objects.filter(sent_at=None, next_try_at__lte=clock.now() - OVERDUE)
    for mail_id in due.values_list("pk", flat=True)[:MOST_AT_ONCE]:
        deliver.enqueue(mail_id)


def _message(mail: OutgoingMail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=mail.headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message
