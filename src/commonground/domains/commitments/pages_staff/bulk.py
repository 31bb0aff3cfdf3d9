"""One thing for many commitments: the next update, the owner, or a file of them."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from commonground.access.opening import requires
from commonground.access.permissions import Permission as P
from commonground.domains.commitments.actions import CommitmentChanges, update_commitment
from commonground.domains.commitments.pages_staff.forms.register import BulkForm
from commonground.domains.commitments.pages_staff.places import place
from commonground.domains.commitments.pages_staff.register import Wanted, bulk_form, exported, register_page
from commonground.domains.commitments.pages_staff.saving import saved, tell
from commonground.foundation.caching import never_stored

LONGEST_QUERY = 240  # characters; what was done is remembered with the place it leads to


@requires(P.MANAGE_COMMITMENTS, methods=("POST",))
@never_stored
def bulk(request: HttpRequest) -> HttpResponse:
    """All of them or none. What is refused is said above the register, with every tick still there."""
    wanted = Wanted(request)
    form = bulk_form(wanted, request.POST)
    if form.is_valid():
        if form.cleaned_data["do"] == BulkForm.EXPORT:
            return exported(request.user, form.cleaned_data["chosen"], "csv", wanted.slug)
        answer = saved(request, form, lambda: _set(request, form))
        if answer is not None:
            return answer
    return register_page(request, bulk=form)


def _set(request: HttpRequest, form: BulkForm) -> str:
    typed = form.cleaned_data
    name = "next_update_by" if typed["do"] == BulkForm.NEXT_UPDATE else "owner_id"
    for commitment_id in typed["chosen"]:
        update_commitment(
            commitment_id=commitment_id, changes=CommitmentChanges(**{name: typed[name]}), by=request.user
        )
    count = len(typed["chosen"])
    tell(
        request,
        ngettext("%(count)d commitment is changed.", "%(count)d commitments are changed.", count)
        % {"count": count},
    )
    query = request.GET.urlencode()
    return f"{place('register')}?{query}" if query and len(query) < LONGEST_QUERY else place("register")
