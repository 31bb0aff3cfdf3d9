"""Applications for seats: read, shortlist, appoint, decline. Only people who appoint come here."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commonground.access.opening import requires
from commonground.access.permissions import Permission
from commonground.boards import actions
from commonground.boards.membership import SeatOnDay
from commonground.boards.pages_staff.forms import AppointForm, NoteForm
from commonground.boards.pages_staff.handling import FormPage, answer_form, or_404, start
from commonground.boards.queries import staff
from commonground.boards.words import APPLICATION_TONES
from commonground.foundation import clock

DECIDE = "boards/staff/decide_application.html"


@requires(Permission.APPOINT_MEMBERS)
def applications(request: HttpRequest) -> HttpResponse:
    waiting = request.GET.get("decided") != "1"
    page = staff.applications_visible_to(request.user, waiting=waiting, page=request.GET.get("page", "1"))
    lines = [(row, APPLICATION_TONES[row.state]) for row in page.object_list]
    return render(
        request, "boards/staff/applications.html", {"page": page, "lines": lines, "waiting": waiting}
    )


@requires(Permission.APPOINT_MEMBERS)
def application(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    found = or_404(staff.application_for(request.user, application_id))
    return render(
        request,
        "boards/staff/application.html",
        {"application": found, "tone": APPLICATION_TONES[found.state], "waiting": found.decided_at is None},
    )


@requires(Permission.APPOINT_MEMBERS, methods=("GET", "POST"))
def shortlist(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    return _with_note(request, application_id, decline=False)


@requires(Permission.APPOINT_MEMBERS, methods=("GET", "POST"))
def decline(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    return _with_note(request, application_id, decline=True)


def _with_note(request: HttpRequest, application_id: uuid.UUID, *, decline: bool) -> HttpResponse:
    found = or_404(staff.application_for(request.user, application_id))
    form = NoteForm(request.POST or None, initial=start(found.version, note=found.staff_note))
    act = actions.decline_applicant if decline else actions.shortlist_applicant

    def save(typed: dict[str, Any]) -> str:
        act(application=found, note=typed["note"], expected_version=typed["version"] or 0, by=request.user)
        return reverse("boards_staff:applications")

    context = {
        "application": found,
        "heading": _("Decline") if decline else _("Shortlist"),
        "submit": _("Decline and send the letter") if decline else _("Shortlist"),
        "sends_letter": decline,
        "back": reverse("boards_staff:application", args=[found.pk]),
    }
    saved = _("Declined.") if decline else _("Shortlisted.")
    return answer_form(request, form, FormPage(DECIDE, save, saved, context))


@requires(Permission.APPOINT_MEMBERS, methods=("GET", "POST"))
def appoint(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    found = or_404(staff.application_for(request.user, application_id))
    first = clock.today()
    places = staff.seats_on(found.board, first)
    seats = {str(place.seat.pk): place.seat for place in places}
    wanted = found.seat or next((place.seat for place in places if place.vacant), None)
    initial = start(
        found.version,
        seat=str(wanted.pk) if wanted else "",
        appointed_by=wanted.appointer if wanted else "",
        starts_on=first,
        ends_on=staff.proposed_last_day(found.board, first),
    )
    form = AppointForm(request.POST or None, initial=initial, seats=[_seat_choice(place) for place in places])

    def save(typed: dict[str, Any]) -> str:
        term = actions.TermDetails(
            holder=found.name,
            appointed_by=typed["appointed_by"],
            starts_on=typed["starts_on"],
            ends_on=typed["ends_on"],
        )
        actions.appoint_applicant(
            application=found,
            seat=seats[typed["seat"]],
            term=term,
            expected_version=typed["version"] or 0,
            by=request.user,
        )
        return reverse("boards_staff:applications")

    context = {
        "application": found,
        "heading": _("Appoint"),
        "submit": _("Appoint and send the letter"),
        "sends_letter": True,
        "no_seat": not any(place.vacant for place in places),
        "back": reverse("boards_staff:application", args=[found.pk]),
    }
    return answer_form(request, form, FormPage(DECIDE, save, _("Appointed."), context))


def _seat_choice(place: SeatOnDay) -> tuple[str, str]:
    """A seat that is held can be given from the day after: the form says until when it is."""
    if place.term is None:
        return str(place.seat.pk), place.seat.name
    words = {"seat": place.seat.name, "holder": place.term.holder, "last": date_format(place.last_day)}
    return str(place.seat.pk), _("%(seat)s (held by %(holder)s until %(last)s)") % words
