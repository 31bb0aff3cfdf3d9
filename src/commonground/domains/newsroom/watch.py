"""What comes round by the clock: appeals come down on their day, and a tip that nobody has taken is told again."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from commonground.access.decisions import people_who_may
from commonground.access.permissions import Permission
from commonground.casework.models import Case, Exclusion
from commonground.domains.newsroom.actions.publishing import end_appeal
from commonground.domains.newsroom.city_rules import appeals_file
from commonground.domains.newsroom.kind import TIP
from commonground.domains.newsroom.models import Appeal, TipFacts
from commonground.foundation import clock
from commonground.foundation.actors import WORKER
from commonground.foundation.outbox.post import Letter, queue_mail


def end_expired() -> None:
    """Ends every appeal whose last day has passed. The public page hides them by date already."""
    passed = Appeal.objects.filter(published_at__isnull=False, ended_at=None, expires_on__lt=clock.today())
    for appeal in passed:
        end_appeal(appeal=appeal, outcome="expired", text="", text_es="", by=WORKER)


@transaction.atomic
def remind_of_tips() -> None:
    """Tells everybody who may take a tip that some wait, at once and again until somebody takes them."""
    again = clock.now() - timedelta(minutes=appeals_file().remind_after_minutes)
    waiting = Case.objects.filter(kind=TIP.key, assigned_to=None, closed_at=None, merged_into=None)
    due = [
        facts
        for facts in TipFacts.objects.filter(case__in=waiting).select_for_update()
        if facts.reminded_at is None or facts.reminded_at <= again
    ]
    if not due:
        return
    for person in people_who_may(Permission.HANDLE_TIPS):
        hidden = Exclusion.objects.filter(person=person).values_list("case_id", flat=True)
        number = waiting.exclude(pk__in=hidden).count()
        if number:
            with override(person.language):
                queue_mail(_letter(person.email, number))
    TipFacts.objects.filter(pk__in=[facts.pk for facts in due]).update(reminded_at=clock.now())


def _letter(address: str, number: int) -> Letter:
    """How many wait, and where: never a word of what they say."""
    subject = ngettext("%(number)d tip waits for somebody", "%(number)d tips wait for somebody", number)
    text = _("Nobody has taken it yet. Open the queue: %(link)s")
    link = settings.STAFF_URL + reverse("matters:queue", urlconf="commonground.doors.staff.urls")
    return Letter(to=address, subject=subject % {"number": number}, text=text % {"link": link})
