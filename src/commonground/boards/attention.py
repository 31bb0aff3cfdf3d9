"""What waits for people who serve boards: registered with the staff start page."""

from collections import Counter
from datetime import timedelta

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commonground.access.attention import Need, register_needs
from commonground.access.decisions import decide
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.boards.city_rules import rules_for
from commonground.boards.models import ApplicationState, MeetingState, Recommendation, SeatApplication
from commonground.boards.queries.finding import title_with_date
from commonground.boards.queries.lines import MeetingLine, meeting_lines, meetings, recommendations
from commonground.foundation import clock
from commonground.reference.translations import text_of

AHEAD = timedelta(days=14)  # what is due within two weeks is worth saying; later is noise
ANSWER_AHEAD = timedelta(days=30)
MOST = 20  # of one kind


@register_needs
def needs(person: Person) -> list[Need]:
    found: list[Need] = []
    if decide(person, Permission.APPOINT_MEMBERS):
        found += _applications()
    if decide(person, Permission.MANAGE_MEETINGS):
        found += _agendas() + _minutes()
    if decide(person, Permission.ANSWER_RECOMMENDATIONS):
        found += _answers()
    return found


def _applications() -> list[Need]:
    waiting = SeatApplication.objects.filter(
        state__in=[ApplicationState.RECEIVED, ApplicationState.SHORTLISTED]
    ).select_related("board")
    counts = Counter(row.board for row in waiting)
    oldest = dict(waiting.order_by().values_list("board").annotate(first=Min("received_at")))
    found = []
    for board, number in counts.items():
        due = timezone.localtime(oldest[board.pk]).date() + timedelta(
            days=rules_for(board.slug).application_answer_days
        )
        found.append(
            Need(
                title=ngettext(
                    "%(number)d application for %(board)s", "%(number)d applications for %(board)s", number
                )
                % {"number": number, "board": text_of(board, "name")},
                why=_("People wait for an answer."),
                url=reverse("boards_staff:applications"),
                due_on=due,
                late=due < clock.today(),
            )
        )
    return found


def _agendas() -> list[Need]:
    rows = meetings().filter(
        state=MeetingState.SCHEDULED,
        agenda_published_at=None,
        starts_at__gte=clock.now(),
        starts_at__lte=clock.now() + AHEAD,
    )
    return [
        Need(
            title=_("Publish the agenda: %(meeting)s") % {"meeting": title_with_date(line.meeting)},
            why=_("The agenda is overdue; the public page says so.")
            if line.agenda_late
            else _("The agenda must be out before the meeting."),
            url=_page(line),
            due_on=timezone.localtime(line.agenda_due_at).date(),
            late=line.agenda_late,
        )
        for line in meeting_lines(rows.order_by("starts_at")[:MOST])
    ]


def _minutes() -> list[Need]:
    rows = (
        meetings()
        .filter(starts_at__lt=clock.now())
        .exclude(state=MeetingState.CANCELLED)
        .exclude(minutes__published_at__isnull=False)
    )
    return [
        Need(
            title=_("Publish the minutes: %(meeting)s") % {"meeting": title_with_date(line.meeting)},
            why=_("The minutes are overdue; the public page says so.")
            if line.minutes_late
            else _("Record who came, and publish the approved minutes."),
            url=_page(line),
            due_on=line.minutes_due_on,
            late=line.minutes_late,
        )
        for line in meeting_lines(rows.order_by("starts_at")[:MOST])
    ]


def _answers() -> list[Need]:
    rows = recommendations().filter(answer="", due_on__lte=clock.today() + ANSWER_AHEAD).order_by("due_on")
    return [_answer(row) for row in rows[:MOST]]


def _answer(row: Recommendation) -> Need:
    return Need(
        title=_("Answer recommendation %(number)s: %(title)s")
        % {"number": row.number, "title": text_of(row, "title")},
        why=_("%(board)s waits for an answer.") % {"board": text_of(row.board, "name")},
        url=reverse("boards_staff:answer", args=[row.pk]),
        due_on=row.due_on,
        late=row.due_on < clock.today(),
    )


def _page(line: MeetingLine) -> str:
    return reverse("boards_staff:meeting", args=[line.meeting.pk])
