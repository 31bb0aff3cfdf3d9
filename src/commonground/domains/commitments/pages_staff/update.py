"""The quick update, written on a phone; placing on hold, and resuming.

Opened with the lesser permission (an owner updates only what is theirs): which commitment it is decides the rest.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commonground.access.opening import requires
from commonground.access.permissions import Permission as P
from commonground.domains.commitments.actions import (
    CommitmentChanges,
    Outcome,
    place_on_hold,
    post_update,
    resume_work,
    update_commitment,
)
from commonground.domains.commitments.pages_staff import drafts
from commonground.domains.commitments.pages_staff.finding import found_to_update
from commonground.domains.commitments.pages_staff.forms.base import with_spanish
from commonground.domains.commitments.pages_staff.forms.update import HoldForm, ResumeForm, UpdateForm
from commonground.domains.commitments.pages_staff.places import crumbs_of, kicker_of, path_of
from commonground.domains.commitments.pages_staff.saving import expected_version, saved, tell_outcome
from commonground.domains.commitments.pages_staff.showing import last_change, waiting_changes
from commonground.domains.commitments.pages_staff.standing import date_of
from commonground.domains.commitments.queries.staff_shapes import StaffCommitment
from commonground.foundation.caching import never_stored
from commonground.foundation.refusals import Refused

FACTS = {"status", "percent", "estimated"}


@requires(P.UPDATE_OWN_COMMITMENTS, methods=("GET", "POST"))
@never_stored
def update(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """Status, percent, a paragraph and a new estimate, in one screen."""
    found = found_to_update(request.user, commitment_id)
    if request.method == "GET" and "fresh" in request.GET:
        drafts.forget(request, commitment_id)
        return redirect(path_of("update", commitment_id))
    kept = drafts.take(request, commitment_id) if request.method == "GET" else None
    form = UpdateForm(request.POST or kept, initial=_standing(found), confirms=_to_confirm(found))
    if request.method == "POST" and form.is_valid():
        answer = saved(
            request,
            form,
            lambda: _update(request, form, commitment_id),
            standing=lambda: _standing(found_to_update(request.user, commitment_id)),
        )
        if answer is not None:
            drafts.forget(request, commitment_id)
            return answer
    return _update_page(request, found, form, restored=kept is not None)


@requires(P.UPDATE_OWN_COMMITMENTS, methods=("GET", "POST"))
@never_stored
def hold(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """Lays a hold over the commitment, or corrects the one that stands."""
    found = found_to_update(request.user, commitment_id)
    form = HoldForm(request.POST or None, initial=_held(found))
    if request.method == "POST" and form.is_valid():
        answer = saved(
            request,
            form,
            lambda: _hold(request, form, commitment_id),
            standing=lambda: _held(found_to_update(request.user, commitment_id)),
        )
        if answer is not None:
            return answer
    title = _("Change the hold") if found.values.on_hold else _("Place on hold")
    lead = _("Status, percent and dates stay as they are underneath.")
    return _page(request, found, form, title, lead=lead)


@requires(P.UPDATE_OWN_COMMITMENTS, methods=("GET", "POST"))
@never_stored
def resume(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """Lifts the hold; its reason and dates stay in the history."""
    found = found_to_update(request.user, commitment_id)
    form = ResumeForm(request.POST or None, initial={"version": found.version})

    def do() -> str:
        outcome = resume_work(
            commitment_id=commitment_id,
            note=form.cleaned_data["note"],
            expected_version=form.cleaned_data["version"],
            by=request.user,
        )
        tell_outcome(request, outcome)
        return path_of("commitment", commitment_id)

    if request.method == "POST" and form.is_valid():
        answer = saved(request, form, do, standing=dict)
        if answer is not None:
            return answer
    return _page(request, found, form, _("Resume work"), lead=found.values.hold_reason)


def _update(request: HttpRequest, form: UpdateForm, commitment_id: int) -> str:
    """Both halves of an update in one transaction: the facts, and what is said of them."""
    typed, touched = form.cleaned_data, form.touched()
    found = found_to_update(request.user, commitment_id)
    given = {name: typed[name] for name in FACTS & touched}
    if typed.get("confirm"):
        given["reported_implemented"] = False
    if not given and not typed["text"]:
        raise Refused(_("Nothing has changed yet: choose a status, or write what happened."))
    outcome = None
    if given:
        outcome = update_commitment(
            commitment_id=commitment_id,
            changes=CommitmentChanges(**given),
            expected_version=expected_version(form, _standing(found)),
            note=typed["estimate_reason"],
            by=request.user,
        )
    if typed["text"]:
        post_update(commitment_id=commitment_id, text=typed["text"], by=request.user)
    tell_outcome(request, outcome or Outcome(commitment_id, found.version))
    return path_of("commitment", commitment_id)


def _hold(request: HttpRequest, form: HoldForm, commitment_id: int) -> str:
    typed = form.cleaned_data
    found = found_to_update(request.user, commitment_id)
    outcome = place_on_hold(
        commitment_id=commitment_id,
        reason=typed["reason"],
        resume=typed["resume"],
        since=typed["since"],
        expected_version=expected_version(form, _held(found)),
        by=request.user,
    )
    translations = with_spanish(
        found.values.translations, {"hold_reason_es": typed["reason_es"]}, "hold_reason"
    )
    if translations != found.values.translations:
        update_commitment(
            commitment_id=commitment_id, changes=CommitmentChanges(translations=translations), by=request.user
        )
    tell_outcome(request, outcome)
    return path_of("commitment", commitment_id)


def _standing(found: StaffCommitment) -> dict[str, Any]:
    values = found.values
    return {
        "version": found.version,
        "status": values.status,
        "percent": values.percent,
        "estimated": date_of(values.estimated),
    }


def _to_confirm(found: StaffCommitment) -> bool:
    """Somebody reported it, and evidence is there: one tick makes the two meet."""
    return found.values.reported_implemented and bool(found.may_implement)


def _held(found: StaffCommitment) -> dict[str, Any]:
    values = found.values
    return {
        "version": found.version,
        "reason": values.hold_reason,
        "reason_es": values.translations.get("es", {}).get("hold_reason", ""),
        "since": date_of(values.held_since),
        "resume": date_of(values.resume),
    }


def _update_page(
    request: HttpRequest, found: StaffCommitment, form: UpdateForm, *, restored: bool
) -> HttpResponse:
    commitment_id = found.page.row.id
    unproven = request.method == "POST" and not found.may_implement and form.claims_implemented()
    if unproven:
        drafts.keep(request, commitment_id, form.data)
    return render(
        request,
        "commitments/staff/update.html",
        {
            "crumbs": crumbs_of(found.page.row, _("Update")),
            "commitment": found.page.row,
            "form": form,
            "restored": restored,
            "fresh_url": path_of("update", commitment_id) + "?fresh=1",
            "waiting": waiting_changes(found),
            "evidence_url": path_of("evidence", commitment_id) + "?then=update" if unproven else "",
            "second_review": found.second_review,
            "cancel_url": path_of("commitment", commitment_id),
            **last_change(found),
        },
    )


def _page(
    request: HttpRequest, found: StaffCommitment, form: Any, title: str, *, lead: str = ""
) -> HttpResponse:
    row = found.page.row
    return render(
        request,
        "commitments/staff/form.html",
        {
            "crumbs": crumbs_of(row, title),
            "title": title,
            "kicker": kicker_of(row),
            "lead": lead,
            "form": form,
            "submit_label": title,
            "cancel_url": path_of("commitment", row.id),
            **last_change(found),
        },
    )
