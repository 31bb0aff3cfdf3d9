"""Records: what is due, holds, disposal by two persons, certificates. Custodians see reference, kind and dates alone."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from commonground.access.decisions import decide
from commonground.access.form_pages import SentForm, start
from commonground.access.opening import requires, signed_in, viewer_of
from commonground.access.permissions import Permission as P
from commonground.casework.kinds import kind_of
from commonground.casework.queries.opened import NotThere
from commonground.foundation.refusals import Refused
from commonground.foundation.submissions.once import new_token, submit_once
from commonground.matters.pages_staff.queue import FOR_UNITS
from commonground.records.disposing import confirm_disposal, propose_disposal, withdraw_proposal
from commonground.records.holding import lift_hold, place_hold
from commonground.records.kept import (
    Kept,
    custodians_cases,
    disposal_of,
    disposed_for,
    due_for,
    found_for,
    held_for,
    holds_of,
    record_for,
)
from commonground.records.paper import printed
from commonground.reference.city import the_city
from commonground.vaults.units import units

Act = Callable[[Any, HttpRequest, dict[str, Any]], Any]


class ReasonForm(SentForm):
    reason = forms.CharField(
        label=gettext_lazy("Why it must be kept"),
        max_length=200,
        help_text=gettext_lazy("A court's case number, a letter's date. Never what the matter is about."),
    )


@requires(P.KEEP_RECORDS)
def kept(request: HttpRequest) -> HttpResponse:
    """What is due, what is held, what is gone; and one matter by its whole reference."""
    viewer, reference = viewer_of(request), request.GET.get("reference", "")
    if reference and (found := found_for(viewer, reference)):
        return HttpResponseRedirect(_address(found))
    context = {
        "title": _("Records"),
        "reference": reference,
        "due": _rows(due_for(viewer)),
        "held": _rows(held_for(viewer)),
        "disposed": _rows(disposed_for(viewer)),
    }
    return render(request, "records/kept.html", context)


@signed_in(reason=FOR_UNITS)
def record(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """One matter as a record: for its unit, and for custodians."""
    return _page(request, record_for(viewer_of(request), case_id), ReasonForm(initial=start()))


def _act(
    permission: P, act: Act, done: Any, form_class: type[SentForm] = SentForm
) -> Callable[..., HttpResponse]:
    def answered(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
        found = custodians_cases(viewer_of(request)).filter(pk=case_id).first()
        if found is None:
            raise NotThere
        form = form_class(request.POST)

        def save() -> str:
            act(found, request, form.cleaned_data)
            return _address(case_id)

        if form.is_valid():
            try:
                address = submit_once(form.cleaned_data["submission"], save)
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused.reason))
            else:
                messages.success(request, done)
                return HttpResponseRedirect(address)
        return _page(request, found, form, status=422)

    return requires(permission, methods=("POST",))(answered)


def _hold(found: Any, request: HttpRequest, typed: dict[str, Any]) -> None:
    place_hold(case=found, reason=typed["reason"], by=viewer_of(request))


def _lift(found: Any, request: HttpRequest, _typed: dict[str, Any]) -> None:
    number = request.POST.get("hold", "")
    lift_hold(case=found, hold_id=int(number) if number.isdigit() else 0, by=viewer_of(request))


def _propose(found: Any, request: HttpRequest, _typed: dict[str, Any]) -> None:
    propose_disposal(case=found, by=viewer_of(request))


def _withdraw(found: Any, request: HttpRequest, _typed: dict[str, Any]) -> None:
    withdraw_proposal(case=found, by=viewer_of(request))


def _confirm(found: Any, request: HttpRequest, _typed: dict[str, Any]) -> None:
    confirm_disposal(case=found, by=viewer_of(request))


@requires(P.KEEP_RECORDS)
def certificate(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The certificate of what was destroyed, as a tagged PDF: counts, dates, fingerprints; never content."""
    found = custodians_cases(viewer_of(request)).filter(pk=case_id).first()
    disposal = disposal_of(found) if found else None
    if found is None or disposal is None or disposal.confirmed_at is None:
        raise NotThere
    language = get_language() or "en"
    context = {
        **_facts(found),
        "language": language,
        "disposal": disposal,
        "city": the_city().name.in_language(language),
    }
    paper = printed("records/paper/certificate.html", context)
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}-disposal.pdf"'
    return response


def _page(request: HttpRequest, found: Any, form: SentForm, *, status: int = 200) -> HttpResponse:
    viewer, disposal = viewer_of(request), disposal_of(found)
    keeps, disposes = bool(decide(viewer, P.KEEP_RECORDS)), bool(decide(viewer, P.DISPOSE_RECORDS))
    context = {
        **_facts(found),
        "title": _("The record of %(reference)s") % {"reference": found.reference},
        "form": form if isinstance(form, ReasonForm) else ReasonForm(initial=start()),
        "problem": form,
        "fresh": {name: new_token() for name in ("propose", "withdraw", "confirm")},
        "holds": [(hold, new_token()) for hold in holds_of(found)],
        "disposal": disposal,
        "keeps": keeps,
        "confirms": disposes and disposal is not None and disposal.proposed_by_id != viewer.pk,
        "crumbs": [
            {"label": _("Records"), "url": reverse("matters:kept")},
            {"label": found.reference, "url": ""},
        ]
        if keeps
        else [],
    }
    return render(request, "records/record.html", context, status=status)


def _crumbs(reference: str) -> list[dict[str, str]]:
    return [{"label": _("Records"), "url": reverse("matters:kept")}, {"label": reference, "url": ""}]


def _facts(found: Any) -> dict[str, Any]:
    language, rules = get_language() or "en", kind_of(found.kind).rules
    return {
        "case": found,
        "kind": rules.name.in_language(language),
        "unit": units()[found.unit].name.in_language(language),
        "record_class": rules.record_class,
        "keep_years": rules.keep_years,
    }


def _rows(found: list[Kept]) -> list[dict[str, Any]]:
    language = get_language() or "en"
    return [
        {
            "kept": one,
            "kind": kind_of(one.kind).rules.name.in_language(language),
            "record_class": kind_of(one.kind).rules.record_class,
            "url": _address(one.id),
        }
        for one in found
    ]


def _address(case_id: uuid.UUID) -> str:
    return reverse("matters:records", args=[case_id])


_KEEP, _DISPOSE = P.KEEP_RECORDS, P.DISPOSE_RECORDS
records_urlpatterns = [
    path("records/", kept, name="kept"),
    path("<uuid:case_id>/records/", record, name="records"),
    path(
        "<uuid:case_id>/records/hold/",
        _act(_KEEP, _hold, gettext_lazy("The hold stands."), ReasonForm),
        name="place_hold",
    ),
    path(
        "<uuid:case_id>/records/lift/",
        _act(_KEEP, _lift, gettext_lazy("The hold is lifted.")),
        name="lift_hold",
    ),
    path(
        "<uuid:case_id>/records/propose/",
        _act(_KEEP, _propose, gettext_lazy("Proposed. Another person confirms it.")),
        name="propose_disposal",
    ),
    path(
        "<uuid:case_id>/records/withdraw/",
        _act(_KEEP, _withdraw, gettext_lazy("The proposal is withdrawn.")),
        name="withdraw_disposal",
    ),
    path(
        "<uuid:case_id>/records/confirm/",
        _act(_DISPOSE, _confirm, gettext_lazy("Disposed of. Nothing of it can be opened again.")),
        name="confirm_disposal",
    ),
    path("<uuid:case_id>/records/certificate.pdf", certificate, name="certificate"),
]
