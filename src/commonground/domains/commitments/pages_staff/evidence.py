"""Attaching what shows that a promise was kept, and withdrawing it with a reason."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonground.access.opening import requires
from commonground.access.permissions import Permission as P
from commonground.domains.commitments.actions import EvidenceDetails, attach_evidence, withdraw_evidence
from commonground.domains.commitments.pages_staff import drafts
from commonground.domains.commitments.pages_staff.finding import found_to_update
from commonground.domains.commitments.pages_staff.forms.base import spanish_of
from commonground.domains.commitments.pages_staff.forms.evidence import EvidenceForm, WithdrawForm
from commonground.domains.commitments.pages_staff.places import crumbs_of, kicker_of, path_of
from commonground.domains.commitments.pages_staff.saving import saved, tell
from commonground.foundation.caching import never_stored


@requires(P.UPDATE_OWN_COMMITMENTS, methods=("GET", "POST"))
@never_stored
def evidence(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """Attaches a document, a meeting, a programme that ran, a link. Goes back to the update that waits for it."""
    found = found_to_update(request.user, commitment_id)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    back = "update" if request.GET.get("then") == "update" else "commitment"
    if request.method == "POST" and form.is_valid():
        answer = saved(request, form, lambda: _attach(request, form, commitment_id, back))
        if answer is not None:
            return answer
    lead = _("The public will read it on the page of this commitment.")
    if drafts.is_kept(request, commitment_id):
        lead = _("Your update is kept. It comes back when the evidence is attached.")
    return render(
        request,
        "commitments/staff/form.html",
        {
            "crumbs": crumbs_of(found.page.row, _("Attach evidence")),
            "title": _("Attach evidence"),
            "kicker": kicker_of(found.page.row),
            "lead": lead,
            "form": form,
            "submit_label": _("Attach"),
            "cancel_url": path_of(back, commitment_id),
        },
    )


@requires(P.UPDATE_OWN_COMMITMENTS, methods=("GET", "POST"))
@never_stored
def withdraw(request: HttpRequest, commitment_id: int, evidence_id: int) -> HttpResponse:
    """The evidence stays on the record, struck out, with the reason."""
    found = found_to_update(request.user, commitment_id)
    piece = next((one for one in found.page.evidence if one.id == evidence_id and one.counts), None)
    if piece is None:
        raise Http404
    form = WithdrawForm(request.POST or None, has_file=piece.file is not None)
    if request.method == "POST" and form.is_valid():
        answer = saved(request, form, lambda: _withdraw(request, form, commitment_id, evidence_id))
        if answer is not None:
            return answer
    return render(
        request,
        "commitments/staff/form.html",
        {
            "crumbs": crumbs_of(found.page.row, _("Withdraw evidence")),
            "title": _("Withdraw “%(title)s”") % {"title": piece.title},
            "kicker": kicker_of(found.page.row),
            "lead": _(
                "If it is the last piece, “implemented” becomes “reported implemented, evidence not yet shown”."
            ),
            "form": form,
            "submit_label": _("Withdraw"),
            "cancel_url": path_of("commitment", commitment_id),
        },
    )


def _attach(request: HttpRequest, form: EvidenceForm, commitment_id: int, back: str) -> str:
    typed = form.cleaned_data
    attach_evidence(
        commitment_id=commitment_id,
        details=EvidenceDetails(
            kind=typed["kind"],
            title=typed["title"],
            url=typed["url"],
            version_label=typed["version_label"],
            translations=spanish_of(typed, "title"),
        ),
        upload=typed["file"],
        by=request.user,
    )
    tell(request, _("The evidence is attached."))
    return path_of(back, commitment_id)


def _withdraw(request: HttpRequest, form: WithdrawForm, commitment_id: int, evidence_id: int) -> str:
    withdraw_evidence(
        evidence_id=evidence_id,
        reason=form.cleaned_data["reason"],
        hide_file=form.cleaned_data.get("hide_file", False),
        by=request.user,
    )
    tell(request, _("The evidence is withdrawn. It stays on the record with your reason."))
    return path_of("commitment", commitment_id) + "#evidence"
