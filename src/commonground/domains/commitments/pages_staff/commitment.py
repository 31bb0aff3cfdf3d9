"""One commitment: everything that keeping it needs, late and missing first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonground.access.opening import requires
from commonground.access.permissions import Permission as P
from commonground.domains.commitments import addresses
from commonground.domains.commitments.pages_staff.finding import found_for
from commonground.domains.commitments.pages_staff.places import crumbs, path_of
from commonground.domains.commitments.pages_staff.showing import commitment_shown
from commonground.domains.commitments.queries.staff_shapes import StaffCommitment
from commonground.foundation.caching import never_stored


@requires(P.VIEW_COMMITMENTS)
@never_stored
def commitment(request: HttpRequest, commitment_id: int) -> HttpResponse:
    found = found_for(request.user, commitment_id)
    shown = commitment_shown(found)
    return render(
        request,
        "commitments/staff/commitment.html",
        {
            "crumbs": crumbs((f"{shown['number']}. {shown['statement']}"[:60], "")),
            "shown": shown,
            "links": _links(found),
        },
    )


def _links(found: StaffCommitment) -> dict[str, str]:
    row = found.page.row
    links = {"public": _public_page(found)}
    if found.may_update:
        for name in ("update", "evidence", "facts", "add_step"):
            links[name] = path_of(name, row.id)
        held = "resume" if found.values.on_hold else "hold"
        links[held] = path_of(held, row.id)
    return links


def _public_page(found: StaffCommitment) -> str:
    """Its page at the public door; empty while nobody outside may read it."""
    if not found.published:
        return ""
    row = found.page.row
    return addresses.commitment_address(row.programme_slug, row.number)
