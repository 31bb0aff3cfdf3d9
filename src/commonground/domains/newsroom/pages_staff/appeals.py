"""Appeals at the staff door: list, draft, pictures, approval, correction, end."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonground.access.decisions import decide
from commonground.access.form_pages import FormPage, SentForm, answer_form, or_404, spanish, spanish_of, start
from commonground.access.opening import requires, signed_in, viewer_of
from commonground.access.permissions import Permission
from commonground.domains.newsroom.actions import drafting, publishing
from commonground.domains.newsroom.pages_staff.forms import (
    AppealForm,
    CorrectionForm,
    EndForm,
    MomentForm,
    ReasonForm,
)
from commonground.domains.newsroom.queries import staff
from commonground.domains.newsroom.queries.staff import AppealForStaff
from commonground.domains.newsroom.words import WHY_NOT
from commonground.foundation import clock

FORM = "access/staff/form.html"
CONFIRM = "access/staff/confirm.html"
FIELDS = (
    "title", "facts", "offence", "legal_basis", "happened_on", "place",
    "shown_is", "shows_face", "person_name", "case_number", "expires_on",
)  # fmt: skip


@signed_in(reason="Who writes, approves or works on appeals sees them; others see an empty page")
def appeals(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    or_404(staff.may_see_appeals(viewer) or None)
    found = staff.appeals_for(viewer)
    today = clock.today()
    groups = [
        (_("Waiting for approval"), [one for one in found if one.proposed_at and not one.published_at]),
        (_("Public"), [one for one in found if one.published_at and not one.ended_at]),
        (_("Drafts"), [one for one in found if not one.proposed_at and not one.published_at]),
        (_("Ended"), [one for one in found if one.ended_at]),
    ]
    context = {"groups": groups, "today": today, "may": _may(request), "any": bool(found)}
    return render(request, "newsroom/staff/appeals.html", context)


@signed_in(reason="Who writes, approves or works on appeals sees them; others find nothing here")
def appeal(request: HttpRequest, number: str) -> HttpResponse:
    shown = _appeal(request, number)
    context = {
        "shown": shown,
        "appeal": shown.appeal,
        "against": [WHY_NOT[reason] for reason in shown.against],
        "may": _may(request),
        "own": shown.appeal.drafted_by_id == viewer_of(request).pk,
        "public_address": f"/appeals/{shown.appeal.number}/",
    }
    return render(request, "newsroom/staff/appeal.html", context)


@requires(Permission.DRAFT_APPEALS, methods=("GET", "POST"))
def new_appeal(request: HttpRequest) -> HttpResponse:
    form = AppealForm(request.POST or None, initial=start(expires_on=drafting.usual_last_day()))

    def save(typed: dict[str, Any]) -> str:
        made = drafting.draft_appeal(details=_details(typed), by=viewer_of(request))
        return _path(made.number)

    context = {
        "heading": _("New appeal"),
        "lead": _("It is a draft until a second person has approved it."),
        "submit": _("Save the draft"),
        "back": reverse("newsroom_staff:appeals"),
    }
    return answer_form(request, form, FormPage(FORM, save, _("Saved as a draft."), context))


@requires(Permission.DRAFT_APPEALS, methods=("GET", "POST"))
def edit_appeal(request: HttpRequest, number: str) -> HttpResponse:
    found = _appeal(request, number).appeal
    values = {name: getattr(found, name) for name in FIELDS}
    initial = start(found.version, **values, **spanish_of(found.translations, "title", "facts"))
    form = AppealForm(request.POST or None, initial=initial)

    def save(typed: dict[str, Any]) -> str:
        drafting.edit_appeal(
            appeal=found,
            details=_details(typed, found.translations),
            expected_version=typed["version"] or 0,
            by=viewer_of(request),
        )
        return _path(number)

    context = {
        "heading": _("Edit the draft"),
        "kicker": found.number,
        "submit": _("Save the draft"),
        "back": _path(number),
    }
    return answer_form(request, form, FormPage(FORM, save, _("Saved."), context))


@requires(Permission.DRAFT_APPEALS, methods=("GET", "POST"))
def propose(request: HttpRequest, number: str) -> HttpResponse:
    found = _appeal(request, number).appeal

    def save(_typed: dict[str, Any]) -> str:
        drafting.propose_appeal(appeal=found, by=viewer_of(request))
        return _path(number)

    context = _asking(found, _("Ask for approval?"), _("Another person reads it and decides."), _("Ask"))
    form = SentForm(request.POST or None, initial=start(found.version))
    return answer_form(request, form, FormPage(CONFIRM, save, _("It waits for approval."), context))


@requires(Permission.APPROVE_APPEALS, methods=("GET", "POST"))
def release(request: HttpRequest, number: str) -> HttpResponse:
    found = _appeal(request, number).appeal

    def save(_typed: dict[str, Any]) -> str:
        publishing.release_appeal(appeal=found, by=viewer_of(request))
        return _path(number)

    what = _(
        "A major event is held until command lets it go out. You say that it may, and your name is kept."
    )
    context = _asking(found, _("Release it?"), what, _("Release"))
    form = SentForm(request.POST or None, initial=start(found.version))
    return answer_form(request, form, FormPage(CONFIRM, save, _("Released."), context))


@requires(Permission.APPROVE_APPEALS, methods=("GET", "POST"))
def approve(request: HttpRequest, number: str) -> HttpResponse:
    shown = _appeal(request, number)

    def save(typed: dict[str, Any]) -> str:
        publishing.approve_appeal(
            appeal=shown.appeal, expected_version=typed["version"] or 0, by=viewer_of(request)
        )
        return _path(number)

    context = {
        **_asking(
            shown.appeal, _("Publish this appeal?"), _("It is public at once."), _("Approve and publish")
        ),
        "shown": shown,
        "appeal": shown.appeal,
    }
    form = SentForm(request.POST or None, initial=start(shown.appeal.version))
    template = "newsroom/staff/approve.html"
    return answer_form(request, form, FormPage(template, save, _("It is public."), context))


@requires(Permission.APPROVE_APPEALS, methods=("GET", "POST"))
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    found = _appeal(request, number).appeal

    def save(typed: dict[str, Any]) -> str:
        publishing.return_appeal(appeal=found, because=typed["because"], by=viewer_of(request))
        return _path(number)

    context = {
        "heading": _("Send it back"),
        "kicker": found.number,
        "submit": _("Send back"),
        "back": _path(number),
    }
    form = ReasonForm(request.POST or None, initial=start(found.version))
    return answer_form(request, form, FormPage(FORM, save, _("Sent back."), context))


@requires(Permission.APPROVE_APPEALS, methods=("GET", "POST"))
def correct(request: HttpRequest, number: str) -> HttpResponse:
    found = _appeal(request, number).appeal

    def save(typed: dict[str, Any]) -> str:
        publishing.correct_appeal(
            appeal=found, text=typed["text"], text_es=typed["text_es"], by=viewer_of(request)
        )
        return _path(number)

    context = {
        "heading": _("Correct the appeal in public"),
        "kicker": found.number,
        "lead": _("If the picture itself is wrong, end the appeal as well."),
        "submit": _("Publish the correction"),
        "back": _path(number),
    }
    form = CorrectionForm(request.POST or None, initial=start(found.version))
    return answer_form(request, form, FormPage(FORM, save, _("The correction is public."), context))


@requires(Permission.HANDLE_TIPS, methods=("GET", "POST"))
def identified(request: HttpRequest, number: str) -> HttpResponse:
    found = _appeal(request, number).appeal

    def save(typed: dict[str, Any]) -> str:
        publishing.note_identification(appeal=found, at=typed["at"], by=viewer_of(request))
        return _path(number)

    context = {"heading": _("Identified"), "kicker": found.number, "submit": _("Save"), "back": _path(number)}
    form = MomentForm(request.POST or None, initial=start(found.version, at=clock.now()))
    return answer_form(request, form, FormPage(FORM, save, _("Saved."), context))


@requires(Permission.HANDLE_TIPS, methods=("GET", "POST"))
def end(request: HttpRequest, number: str) -> HttpResponse:
    found = _appeal(request, number).appeal

    def save(typed: dict[str, Any]) -> str:
        publishing.end_appeal(
            appeal=found,
            outcome=typed["outcome"],
            text=typed["text"],
            text_es=typed["text_es"],
            by=viewer_of(request),
        )
        return _path(number)

    context = {
        "heading": _("End the appeal"),
        "kicker": found.number,
        "lead": _("It comes down everywhere at once, pictures too."),
        "submit": _("End it"),
        "back": _path(number),
    }
    form = EndForm(request.POST or None, initial=start(found.version))
    return answer_form(request, form, FormPage(FORM, save, _("It has come down."), context))


def _appeal(request: HttpRequest, number: str) -> AppealForStaff:
    return or_404(staff.appeal_for(viewer_of(request), number))


def _path(number: str) -> str:
    return reverse("newsroom_staff:appeal", args=[number])


def _asking(appeal: Any, heading: Any, what: Any, submit: Any) -> dict[str, Any]:
    return {
        "heading": heading,
        "kicker": appeal.number,
        "what": what,
        "submit": submit,
        "back": _path(appeal.number),
    }


def _details(typed: dict[str, Any], kept: dict[str, Any] | None = None) -> drafting.AppealDetails:
    return drafting.AppealDetails(
        **{name: typed[name] for name in FIELDS}, translations=spanish(typed, "title", "facts", kept=kept)
    )


def _may(request: HttpRequest) -> dict[str, bool]:
    viewer = viewer_of(request)
    return {
        "draft": bool(decide(viewer, Permission.DRAFT_APPEALS)),
        "approve": bool(decide(viewer, Permission.APPROVE_APPEALS)),
        "work": bool(decide(viewer, Permission.HANDLE_TIPS)),
    }
