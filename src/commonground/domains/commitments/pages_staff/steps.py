"""The steps that a commitment is split into: adding one, done, open again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commonground.access.opening import requires
from commonground.access.permissions import Permission as P
from commonground.domains.commitments.actions import add_sub_action, complete_sub_action, reopen_sub_action
from commonground.domains.commitments.pages_staff.finding import found_to_update
from commonground.domains.commitments.pages_staff.forms.base import SubmittedForm, spanish_of
from commonground.domains.commitments.pages_staff.forms.facts import ReopenForm, SubActionForm
from commonground.domains.commitments.pages_staff.places import crumbs_of, kicker_of, path_of
from commonground.domains.commitments.pages_staff.saving import saved, tell
from commonground.domains.commitments.queries.shapes import CommitmentRow
from commonground.foundation.caching import never_stored


@requires(P.UPDATE_OWN_COMMITMENTS, methods=("GET", "POST"))
@never_stored
def add(request: HttpRequest, commitment_id: int) -> HttpResponse:
    found = found_to_update(request.user, commitment_id)
    form = SubActionForm(request.POST or None)

    def do() -> str:
        typed = form.cleaned_data
        add_sub_action(
            commitment_id=commitment_id,
            title=typed["title"],
            due_on=typed["due_on"],
            translations=spanish_of(typed, "title"),
            by=request.user,
        )
        tell(request, _("The step is added."))
        return _steps_of(commitment_id)

    if request.method == "POST" and form.is_valid() and (answer := saved(request, form, do)):
        return answer
    return _page(request, found.page.row, form, _("Add a step"), _("Add"))


@requires(P.UPDATE_OWN_COMMITMENTS, methods=("POST",))
@never_stored
def done(request: HttpRequest, commitment_id: int, step_id: int) -> HttpResponse:
    """The button beside a step. What goes wrong is said on the commitment's page: there is nothing typed to keep."""
    _step_of(request, commitment_id, step_id)
    form = SubmittedForm(request.POST)

    def do() -> str:
        complete_sub_action(sub_action_id=step_id, by=request.user)
        tell(request, _("The step is done."))
        return _steps_of(commitment_id)

    if form.is_valid() and (answer := saved(request, form, do)):
        return answer
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect(_steps_of(commitment_id))


@requires(P.UPDATE_OWN_COMMITMENTS, methods=("GET", "POST"))
@never_stored
def reopen(request: HttpRequest, commitment_id: int, step_id: int) -> HttpResponse:
    found, step = _step_of(request, commitment_id, step_id)
    form = ReopenForm(request.POST or None)

    def do() -> str:
        reopen_sub_action(sub_action_id=step_id, note=form.cleaned_data["note"], by=request.user)
        tell(request, _("The step is open again."))
        return _steps_of(commitment_id)

    if request.method == "POST" and form.is_valid() and (answer := saved(request, form, do)):
        return answer
    return _page(
        request, found.page.row, form, _("Open “%(step)s” again") % {"step": step.title}, _("Open again")
    )


def _step_of(request: HttpRequest, commitment_id: int, step_id: int) -> tuple[Any, Any]:
    """The commitment and its step; 404 when the step is another commitment's."""
    found = found_to_update(request.user, commitment_id)
    step = next((one for one in found.page.sub_actions if one.id == step_id), None)
    if step is None:
        raise Http404
    return found, step


def _page(
    request: HttpRequest, row: CommitmentRow, form: SubmittedForm, title: str, submit_label: str
) -> HttpResponse:
    return render(
        request,
        "commitments/staff/form.html",
        {
            "crumbs": crumbs_of(row, title),
            "title": title,
            "kicker": kicker_of(row),
            "form": form,
            "submit_label": submit_label,
            "cancel_url": _steps_of(row.id),
        },
    )


def _steps_of(commitment_id: int) -> str:
    return path_of("commitment", commitment_id) + "#steps"
