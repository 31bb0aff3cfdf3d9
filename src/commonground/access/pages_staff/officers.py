"""The roster of officers: finding, adding, changing, and loading it from a file."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonground.access.officers.actions import (
    LABELS,
    OfficerDetails,
    add_officer,
    change_officer,
    details_of,
)
from commonground.access.officers.importing import RosterPlan, import_roster, plan_roster
from commonground.access.officers.queries import officer_with, officers_found
from commonground.access.officers.read_csv import COLUMNS, FileUnreadable, text_of
from commonground.access.opening import requires, viewer_of
from commonground.access.pages_staff.answers import add_refusal
from commonground.access.pages_staff.officer_forms import (
    OfficerFilter,
    OfficerForm,
    RosterConfirm,
    RosterUpload,
    rank_choices,
)
from commonground.access.permissions import Permission
from commonground.foundation.caching import never_stored
from commonground.foundation.refusals import ChangedMeanwhile, Refused
from commonground.foundation.submissions.once import submit_once

BOTH = ("GET", "POST")
A_PAGE = 50
SHOWN_LINES = 200


@requires(Permission.KEEP_ROSTER)
@never_stored
def officers(request: HttpRequest) -> HttpResponse:
    form = OfficerFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(officers_found(**wanted), A_PAGE).get_page(request.GET.get("page"))
    names = dict(rank_choices())
    return render(
        request,
        "access/staff/officers.html",
        {
            "form": form,
            "page": page,
            "columns": [
                _("Name"),
                _("Badge number"),
                _("Rank"),
                _("Assignment"),
                _("Supervisor"),
                _("Account"),
            ],
            "rows": [_row(officer, names) for officer in page],
        },
    )


def _row(officer: Any, names: dict[str, str]) -> list[Any]:
    account: Any = officer.person.name if officer.person else {"text": _("none"), "tone": "hold"}
    if officer.left_on:
        left = date_format(officer.left_on, "DATE_FORMAT")
        account = {"text": _("Left on %(day)s") % {"day": left}, "tone": "stopped"}
    return [
        {"text": officer.name, "url": reverse("access:officer", args=[officer.pk])},
        officer.badge,
        names.get(officer.rank, officer.rank),
        officer.assignment or "–",
        officer.supervisor.name if officer.supervisor else "–",
        account,
    ]


@requires(Permission.KEEP_ROSTER, methods=BOTH)
@never_stored
def add(request: HttpRequest) -> HttpResponse:
    form = OfficerForm(request.POST or None)

    def do() -> str:
        officer = add_officer(details=_details(form), by=viewer_of(request))
        messages.success(request, _("%(name)s is on the roster.") % {"name": officer.name})
        return reverse("access:officers")

    if request.method == "POST" and form.is_valid():
        try:
            return HttpResponseRedirect(submit_once(form.token, do))
        except Refused as refused:
            add_refusal(form, refused)
    return render(request, "access/staff/officer.html", {"form": form, "heading": _("Add an officer")})


@requires(Permission.KEEP_ROSTER, methods=BOTH)
@never_stored
def change(request: HttpRequest, officer_id: int) -> HttpResponse:
    officer = officer_with(officer_id)
    initial = {**vars(details_of(officer)), "expected_version": officer.version}
    form = OfficerForm(request.POST or None, initial=initial, officer=officer)
    context: dict[str, Any] = {"form": form, "officer": officer, "heading": officer.name}
    if request.method == "POST" and form.is_valid():
        try:
            change_officer(
                officer=officer,
                details=_details(form),
                expected_version=form.cleaned_data["expected_version"] or 0,
                by=viewer_of(request),
            )
        except ChangedMeanwhile as changed:
            context |= _again(request, changed, officer)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("access:officers"))
    return render(request, "access/staff/officer.html", context)


def _again(request: HttpRequest, changed: ChangedMeanwhile, officer: Any) -> dict[str, object]:
    typed = request.POST.copy()
    typed["expected_version"] = str(changed.current_version)
    conflicts = [
        {"field": each.label, "yours": each.yours, "theirs": each.theirs} for each in changed.differences
    ]
    return {"form": OfficerForm(typed, officer=officer), "conflicts": conflicts}


def _details(form: OfficerForm) -> OfficerDetails:
    written = form.cleaned_data
    return OfficerDetails(
        badge=written["badge"],
        name=written["name"],
        rank=written["rank"],
        assignment=written["assignment"],
        supervisor=written["supervisor"],
        person=written["person"],
        left_on=written["left_on"],
    )


@requires(Permission.KEEP_ROSTER, methods=BOTH)
@never_stored
def upload(request: HttpRequest) -> HttpResponse:
    """Shows what the file would change; nothing is kept of it."""
    form = RosterUpload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _plan_page(request, text_of(form.cleaned_data["file"].read()))
        except FileUnreadable as refused:
            form.add_error("file", str(refused.reason))
    return render(request, "access/staff/import_officers.html", {"form": form, "known": ", ".join(COLUMNS)})


@requires(Permission.KEEP_ROSTER, methods=("POST",))
@never_stored
def confirm(request: HttpRequest) -> HttpResponse:
    form = RosterConfirm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The file did not arrive whole. Choose it again."))
        return HttpResponseRedirect(reverse("access:import_officers"))

    def do() -> str:
        written = form.cleaned_data
        plan = import_roster(text=written["text"], fingerprint=written["fingerprint"], by=viewer_of(request))
        messages.success(
            request,
            _("Imported: %(added)d added, %(changed)d changed, %(refused)d rows left out.")
            % {"added": len(plan.added), "changed": len(plan.changed), "refused": len(plan.refused)},
        )
        return reverse("access:officers")

    try:
        return HttpResponseRedirect(submit_once(form.token, do))
    except FileUnreadable as refused:
        messages.error(request, str(refused.reason))
        return HttpResponseRedirect(reverse("access:import_officers"))
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return _plan_page(request, form.cleaned_data["text"])


def _plan_page(request: HttpRequest, text: str) -> HttpResponse:
    plan = plan_roster(text)
    return render(
        request,
        "access/staff/plan_officers.html",
        {
            "plan": plan,
            "form": RosterConfirm(initial={"text": text, "fingerprint": plan.fingerprint}),
            "columns": [_("Line"), _("Badge number"), _("Name"), _("What changes")],
            "rows": _plan_rows(plan)[:SHOWN_LINES],
            "more": max(len(plan.added) + len(plan.changed) - SHOWN_LINES, 0),
            "refused_columns": [_("Line"), _("Badge number"), _("Why it is left out")],
            "refused_rows": [[str(one.line), one.badge or "–", one.reason] for one in plan.refused],
            "nothing": not (plan.added or plan.changed),
        },
    )


def _plan_rows(plan: RosterPlan) -> list[list[str]]:
    return [
        [
            str(one.line),
            one.badge,
            str(one.values["name"]),
            _("new") if one.officer is None else ", ".join(str(LABELS[name]) for name in one.changes),
        ]
        for one in (*plan.added, *plan.changed)
    ]
