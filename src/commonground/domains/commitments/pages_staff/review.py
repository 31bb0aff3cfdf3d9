"""Changes that wait for a second person: the list, what would change from what to what, and the decision."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonground.access.opening import requires
from commonground.access.permissions import Permission as P
from commonground.domains.commitments import queries
from commonground.domains.commitments.actions import approve_change, decline_change
from commonground.domains.commitments.pages_staff.finding import found_proposal
from commonground.domains.commitments.pages_staff.forms.review import DecisionForm
from commonground.domains.commitments.pages_staff.places import crumbs, path_of, place
from commonground.domains.commitments.pages_staff.saving import saved, tell
from commonground.domains.commitments.pages_staff.showing import day_of
from commonground.domains.commitments.queries.staff_shapes import ProposalShown
from commonground.foundation.caching import never_stored

STATES = {
    "waiting": {"label": gettext_lazy("Waiting for a second person"), "tone": "hold"},
    "approved": {"label": gettext_lazy("Approved"), "tone": "done"},
    "declined": {"label": gettext_lazy("Declined"), "tone": "stopped"},
}
DECIDED_ON_A_PAGE = 20


@requires(P.VIEW_COMMITMENTS)
@never_stored
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits, and what was decided. People see what they review, manage or asked for themselves."""
    every = queries.proposals_for(request.user, waiting=False)
    decided = sorted(
        (one for one in every if one.decided_at), key=lambda one: one.decided_at or 0, reverse=True
    )
    page = Paginator(decided, DECIDED_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "commitments/staff/proposals.html",
        {
            "crumbs": crumbs((_("Changes to review"), "")),
            "waiting": [_card(one) for one in every if one.decision == "waiting"],
            "decided_columns": [
                _("Commitment"),
                _("Change"),
                _("Asked for by"),
                _("Decision"),
                _("Decided by"),
                _("On"),
            ],
            "decided": [_line(one) for one in page],
            "page": page,
        },
    )


@requires(P.VIEW_COMMITMENTS)
@never_stored
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Read by whoever reviews, manages or asked for it."""
    found = found_proposal(request.user, proposal_id)
    return _page(request, found, DecisionForm() if found.may_decide else None)


@requires(P.REVIEW_CHANGES, methods=("POST",))
@never_stored
def decide(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Approves or declines. The action refuses the person who asked for it, and a second decision."""
    found = found_proposal(request.user, proposal_id)
    form = DecisionForm(request.POST)
    if form.is_valid():
        answer = saved(request, form, lambda: _decide(request, form, found))
        if answer is not None:
            return answer
    return _page(request, found, form)


def _decide(request: HttpRequest, form: DecisionForm, found: ProposalShown) -> str:
    typed = form.cleaned_data
    if typed["decision"] == "approve":
        approve_change(proposal_id=found.id, reason=typed["reason"], by=request.user)
        tell(request, _("Approved. The change is made and published."))
    else:
        decline_change(proposal_id=found.id, reason=typed["reason"], by=request.user)
        tell(request, _("Declined. The person who asked can read why."))
    return place("proposals")


def _page(request: HttpRequest, found: ProposalShown, form: DecisionForm | None) -> HttpResponse:
    return render(
        request,
        "commitments/staff/proposal.html",
        {
            "crumbs": crumbs(
                (_("Changes to review"), place("proposals")),
                (_("No. %(number)s") % {"number": found.number}, ""),
            ),
            "title": f"{found.number}. {found.statement}",
            "shown": _shown(request, found),
            "form": form,
            "decide_url": place("decide", proposal_id=found.id),
            "cancel_url": place("proposals"),
            "why_not": "" if found.may_decide else str(found.may_decide.reason),
        },
    )


def _shown(request: HttpRequest, found: ProposalShown) -> dict[str, Any]:
    commitment = queries.commitment_for(request.user, found.commitment_id)
    attached = [one for one in commitment.page.evidence if one.counts] if commitment else []
    decided = ""
    if found.decided_at:
        decided = _("%(state)s by %(name)s on %(date)s.") % {
            "state": STATES[found.decision]["label"],
            "name": found.reviewer,
            "date": day_of(found.decided_at),
        }
    return {
        "status": STATES[found.decision],
        "asked": _("%(name)s asked for this on %(date)s.")
        % {"name": found.proposer, "date": day_of(found.proposed_at)},
        "commitment_url": path_of("commitment", found.commitment_id),
        "changes": found.lines,
        "note": found.note,
        "evidence": [{"label": one.kind_label, "value": one.title} for one in attached],
        "evidence_matters": any(line.field in ("status", "implemented") for line in found.lines),
        "decided": decided,
        "reason": found.reason,
    }


def _card(one: ProposalShown) -> dict[str, Any]:
    return {
        "title": f"{one.number}. {one.statement}",
        "url": place("proposal", proposal_id=one.id),
        "kicker": _("%(name)s, %(date)s") % {"name": one.proposer, "date": day_of(one.proposed_at)},
        "text": _changes_of(one),
        "status": None if one.may_decide else STATES["waiting"],
    }


def _line(one: ProposalShown) -> list[Any]:
    return [
        {"text": f"{one.number}. {one.statement}", "url": place("proposal", proposal_id=one.id)},
        _changes_of(one),
        one.proposer,
        {"text": STATES[one.decision]["label"], "tone": STATES[one.decision]["tone"]},
        one.reviewer,
        day_of(one.decided_at) if one.decided_at else "",
    ]


def _changes_of(one: ProposalShown) -> str:
    unknown = _("not known")
    return "; ".join(
        f"{line.label}: {line.before or unknown} → {line.after or unknown}" for line in one.lines
    )
