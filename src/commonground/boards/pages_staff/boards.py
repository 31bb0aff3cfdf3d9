"""Boards, their seats and their members."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonground.access.decisions import decide
from commonground.access.opening import requires
from commonground.access.permissions import Permission
from commonground.boards import actions
from commonground.boards.pages_staff.forms import BoardForm, LeavingForm, SeatForm, TermForm
from commonground.boards.pages_staff.handling import FormPage, answer_form, or_404, spanish, spanish_of, start
from commonground.boards.queries import staff
from commonground.foundation import clock
from commonground.reference.translations import text_of

BOARD_WORDS = ("name", "purpose", "authority", "meets")
SEAT_WORDS = ("name", "qualification", "appointer")
FORM = "access/staff/form.html"


def may(request: HttpRequest) -> dict[str, bool]:
    """What the viewer may do here, for the buttons of a page."""
    return {
        "manage": bool(decide(request.user, Permission.MANAGE_BOARDS)),
        "appoint": bool(decide(request.user, Permission.APPOINT_MEMBERS)),
        "meetings": bool(decide(request.user, Permission.MANAGE_MEETINGS)),
        "recommend": bool(decide(request.user, Permission.MAKE_RECOMMENDATIONS)),
        "answer": bool(decide(request.user, Permission.ANSWER_RECOMMENDATIONS)),
    }


@requires(Permission.VIEW_BOARDS)
def boards(request: HttpRequest) -> HttpResponse:
    context = {"boards": staff.boards_visible_to(request.user), "may": may(request)}
    return render(request, "boards/staff/boards.html", {**context, **staff.waiting_for(request.user)})


@requires(Permission.VIEW_BOARDS)
def board(request: HttpRequest, slug: str) -> HttpResponse:
    shown = or_404(staff.board_page_for(request.user, slug, page=request.GET.get("page", "1")))
    return render(
        request,
        "boards/staff/board.html",
        {"shown": shown, "board": shown.board, "rules": staff.rules_of(shown.board), "may": may(request)},
    )


@requires(Permission.MANAGE_BOARDS, methods=("GET", "POST"))
def new_board(request: HttpRequest) -> HttpResponse:
    form = BoardForm(request.POST or None, initial=start(accepts_applications=True))

    def save(typed: dict[str, Any]) -> str:
        made = actions.create_board(details=_board_details(typed), by=request.user)
        return reverse("boards_staff:board", args=[made.slug])

    context = {
        "heading": _("New board"),
        "submit": _("Create the board"),
        "back": reverse("boards_staff:boards"),
    }
    return answer_form(
        request, form, FormPage(FORM, save, _("The board is created. Add its seats."), context)
    )


@requires(Permission.MANAGE_BOARDS, methods=("GET", "POST"))
def edit_board(request: HttpRequest, slug: str) -> HttpResponse:
    found = or_404(staff.board_for(request.user, slug))
    back = reverse("boards_staff:board", args=[found.slug])
    plain = ("name", "purpose", "authority", "meets", "contact_email", "accepts_applications", "dissolved_on")
    values = {name: getattr(found, name) for name in plain}
    form = BoardForm(
        request.POST or None,
        initial=start(found.version, **values, **spanish_of(found.translations, *BOARD_WORDS)),
    )

    def save(typed: dict[str, Any]) -> str:
        details = _board_details(typed, kept=found.translations)
        actions.edit_board(
            board=found, details=details, expected_version=typed["version"] or 0, by=request.user
        )
        return back

    context = {
        "heading": _("Edit the board"),
        "kicker": text_of(found, "name"),
        "submit": _("Save"),
        "back": back,
    }
    return answer_form(request, form, FormPage(FORM, save, _("Saved."), context))


def _board_details(typed: dict[str, Any], kept: dict[str, Any] | None = None) -> actions.BoardDetails:
    return actions.BoardDetails(
        name=typed["name"],
        purpose=typed["purpose"],
        authority=typed["authority"],
        meets=typed["meets"],
        contact_email=typed["contact_email"],
        accepts_applications=typed["accepts_applications"],
        dissolved_on=typed["dissolved_on"],
        translations=spanish(typed, *BOARD_WORDS, kept=kept),
    )


@requires(Permission.MANAGE_BOARDS, methods=("GET", "POST"))
def new_seat(request: HttpRequest, slug: str) -> HttpResponse:
    found = or_404(staff.board_for(request.user, slug))
    back = reverse("boards_staff:board", args=[found.slug])
    form = SeatForm(request.POST or None, initial=start(position=found.seats.count() + 1))

    def save(typed: dict[str, Any]) -> str:
        seat = actions.add_seat(board=found, details=_seat_details(typed), by=request.user)
        return reverse("boards_staff:seat", args=[seat.pk])

    context = {
        "heading": _("New seat"),
        "kicker": text_of(found, "name"),
        "submit": _("Add the seat"),
        "back": back,
    }
    return answer_form(request, form, FormPage(FORM, save, _("The seat is added."), context))


@requires(Permission.MANAGE_BOARDS, methods=("GET", "POST"))
def edit_seat(request: HttpRequest, seat_id: int) -> HttpResponse:
    found = or_404(staff.seat_for(request.user, seat_id))
    back = reverse("boards_staff:seat", args=[found.pk])
    values = {
        name: getattr(found, name)
        for name in ("name", "qualification", "appointer", "position", "abolished_on")
    }
    form = SeatForm(
        request.POST or None,
        initial=start(found.version, **values, **spanish_of(found.translations, *SEAT_WORDS)),
    )

    def save(typed: dict[str, Any]) -> str:
        details = _seat_details(typed, kept=found.translations)
        actions.edit_seat(
            seat=found, details=details, expected_version=typed["version"] or 0, by=request.user
        )
        return back

    context = {
        "heading": _("Edit the seat"),
        "kicker": text_of(found.board, "name"),
        "submit": _("Save"),
        "back": back,
    }
    return answer_form(request, form, FormPage(FORM, save, _("Saved."), context))


def _seat_details(typed: dict[str, Any], kept: dict[str, Any] | None = None) -> actions.SeatDetails:
    return actions.SeatDetails(
        name=typed["name"],
        appointer=typed["appointer"],
        qualification=typed["qualification"],
        position=typed["position"],
        abolished_on=typed["abolished_on"],
        translations=spanish(typed, *SEAT_WORDS, kept=kept),
    )


@requires(Permission.VIEW_BOARDS)
def seat(request: HttpRequest, seat_id: int) -> HttpResponse:
    found = or_404(staff.seat_for(request.user, seat_id))
    context = {"seat": found, "board": found.board, "terms": staff.terms_of(found), "may": may(request)}
    return render(request, "boards/staff/seat.html", {**context, "today": clock.today()})


@requires(Permission.APPOINT_MEMBERS, methods=("GET", "POST"))
def appoint(request: HttpRequest, seat_id: int) -> HttpResponse:
    found = or_404(staff.seat_for(request.user, seat_id))
    back = reverse("boards_staff:seat", args=[found.pk])
    first = clock.today()
    initial = start(
        appointed_by=found.appointer, starts_on=first, ends_on=staff.proposed_last_day(found.board, first)
    )
    form = TermForm(request.POST or None, initial=initial, accounts=staff.accounts_to_choose())

    def save(_typed: dict[str, Any]) -> str:
        actions.appoint_member(seat=found, details=actions.TermDetails(**form.typed), by=request.user)
        return back

    context = {
        "heading": _("Appoint a member"),
        "kicker": text_of(found, "name"),
        "submit": _("Appoint"),
        "back": back,
    }
    return answer_form(request, form, FormPage(FORM, save, _("The member is appointed."), context))


@requires(Permission.APPOINT_MEMBERS, methods=("GET", "POST"))
def edit_term(request: HttpRequest, term_id: int) -> HttpResponse:
    found = or_404(staff.term_for(request.user, term_id))
    back = reverse("boards_staff:seat", args=[found.seat_id])
    values = {
        name: getattr(found, name) for name in ("holder", "appointed_by", "starts_on", "ends_on", "person")
    }
    form = TermForm(
        request.POST or None, initial=start(found.version, **values), accounts=staff.accounts_to_choose()
    )

    def save(typed: dict[str, Any]) -> str:
        actions.edit_term(
            term=found,
            details=actions.TermDetails(**form.typed),
            expected_version=typed["version"] or 0,
            by=request.user,
        )
        return back

    context = {
        "heading": _("Correct a term"),
        "kicker": text_of(found.seat, "name"),
        "submit": _("Save"),
        "back": back,
    }
    return answer_form(request, form, FormPage(FORM, save, _("Saved."), context))


@requires(Permission.APPOINT_MEMBERS, methods=("GET", "POST"))
def end_term(request: HttpRequest, term_id: int) -> HttpResponse:
    """A resignation, or another way of leaving before the last day."""
    found = or_404(staff.term_for(request.user, term_id))
    back = reverse("boards_staff:seat", args=[found.seat_id])
    form = LeavingForm(request.POST or None, initial=start(found.version, last_day=clock.today()))

    def save(typed: dict[str, Any]) -> str:
        actions.end_term(
            term=found,
            last_day=typed["last_day"],
            because=typed["because"],
            expected_version=typed["version"] or 0,
            by=request.user,
        )
        return back

    context = {
        "heading": _("%(holder)s leaves the seat") % {"holder": found.holder},
        "kicker": text_of(found.seat, "name"),
        "submit": _("Record it"),
        "back": back,
    }
    return answer_form(
        request, form, FormPage(FORM, save, _("Recorded. The seat is open from the next day."), context)
    )
