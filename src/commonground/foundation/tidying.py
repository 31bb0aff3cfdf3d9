"""Disposes of what is kept for days only: letters that were sent, forms that were received, jobs that were done."""

from datetime import timedelta

from django.core.management import call_command

from commonground.foundation import clock
from commonground.foundation.outbox.models import OutgoingMail
from commonground.foundation.submissions.models import Submission

SENT_MAIL = timedelta(days=7)
SUBMISSIONS = timedelta(days=30)


def forget_sent_mail() -> None:
    OutgoingMail.objects.filter(sent_at__lt=clock.now() - SENT_MAIL).delete()


def forget_old_submissions() -> None:
    """Also the queue's record of finished jobs, whose arguments are ids."""
    Submission.objects.filter(received_at__lt=clock.now() - SUBMISSIONS).delete()
    call_command("prune_db_task_results", verbosity=0)
