"""The findings of one matter: allegations, chain of review, mediation, interviews, evidence, letters, the board."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonground.access.opening import signed_in, viewer_of
from commonground.casework.queries.opened import case_for
from commonground.casework.queries.visible import supervises
from commonground.conflict.queries import named_in
from commonground.domains.accountability.kind import COMPLAINT, THANKS
from commonground.domains.accountability.pages_staff.opened import FOR_UNIT, content_of, trail
from commonground.domains.accountability.queries import board, overview
from commonground.domains.accountability.queries.matter import matter_shown
from commonground.domains.accountability.queries.thanks import passed_on
from commonground.foundation.caching import never_stored
from commonground.foundation.vault.sessions import unlocked_vault
from commonground.matters.pages_staff.showing import in_short
from commonground.matters.pages_staff.unlocked import unlock_address
from commonground.vaults.units import units

STATES = {
    "none": ("neutral", gettext_lazy("No finding yet")),
    "in-review": ("progress", gettext_lazy("Under review")),
    "returned": ("hold", gettext_lazy("Returned for work")),
    "approved": ("done", gettext_lazy("Approved")),
}


@signed_in(reason=FOR_UNIT)
@never_stored
def matter(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    viewer = viewer_of(request)
    case = case_for(viewer, case_id)
    content = content_of(request, case)
    shown = matter_shown(viewer, case, content)
    releases = _releases(case, content)
    context = {
        "case": case,
        "short": in_short(case),
        "crumbs": trail(case),
        "shown": shown,
        "allegations": [_allegation(one) for one in shown.allegations],
        "officers": named_in(case),
        "open": content is not None,
        "vault_open": unlocked_vault(request) is not None,
        "unlock_url": unlock_address(request.path),
        "supervises": supervises(viewer, units()[case.unit]),
        "is_complaint": case.kind == COMPLAINT,
        "is_thanks": case.kind == THANKS,
        "thanks": passed_on(case) if case.kind == THANKS else [],
        "releases": releases,
        "standing_release": any(one["row"].withdrawn_at is None for one in releases),
        "writable": case.closed_at is None,
    }
    return render(request, "accountability/staff/matter.html", context)


def _allegation(one: Any) -> dict[str, Any]:
    status: dict[str, Any]
    if one.row.withdrawn_at:
        status = {"label": _("Ended without a finding"), "tone": "stopped"}
    else:
        tone, label = STATES[str(one.state)]
        status = {"label": label, "tone": tone}
    ended = one.row.withdrawn_at is not None
    return {
        "shown": one,
        "status": status,
        "may_propose": not ended and one.standing is None,
        "may_end": not ended and not (one.standing and one.standing.row.approved_at),
    }


def _releases(case: Any, content: Any) -> list[dict[str, Any]]:
    found = []
    for release in board.releases_of(case):
        key = board.key_of_unit(release, content) if content is not None else None
        found.append({"row": release, "letters": board.letters_of(release, key)})
    return found


@signed_in(reason="What waits in professional standards, for each unit's people only what they may know of")
@never_stored
def standards_overview(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "works_here": overview.works_in_standards(viewer),
        "lists": [
            (_("Findings that wait for your decision"), overview.findings_to_decide(viewer)),
            (_("Letters of the board to answer"), overview.letters_to_answer(viewer)),
            (_("Allegations without a finding"), overview.allegations_open(viewer)),
            (_("Mediation offered"), overview.mediations_open(viewer)),
            (_("Matters that must go to the independent unit"), overview.without_supervision(viewer)),
        ],
    }
    return render(request, "accountability/staff/overview.html", context)
