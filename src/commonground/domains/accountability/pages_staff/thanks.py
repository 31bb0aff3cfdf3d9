"""Thanks: passing them on, an officer's own, and what stands in an officer's file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonground.access.decisions import decide
from commonground.access.form_pages import start
from commonground.access.officers.queries import officer_with, officers_to_choose
from commonground.access.opening import requires, signed_in, viewer_of
from commonground.access.permissions import Permission
from commonground.casework.queries.opened import NotThere
from commonground.domains.accountability.actions import thanks as actions
from commonground.domains.accountability.kind import thanks_labels
from commonground.domains.accountability.pages_staff import forms
from commonground.domains.accountability.pages_staff.opened import Ask, Matter, ask, in_open_matter
from commonground.domains.accountability.queries.thanks import file_of, thanks_in_file, thanks_of
from commonground.foundation.caching import never_stored


@in_open_matter
def pass_on(request: HttpRequest, matter: Matter) -> HttpResponse:
    answers = matter.opened.answers
    named = answers.get("name", "") if actions.may_be_signed(matter.opened) else ""
    initial = start(text=answers.get("what-happened", ""), signed=named)
    form = forms.ThanksForm(request.POST or None, officers=officers_to_choose(), initial=initial)

    def save(typed: dict[str, Any]) -> None:
        actions.pass_on_thanks(
            opened=matter.opened,
            officer=officer_with(int(typed["officer"])),
            words=actions.Words(typed["text"], typed["signed"]),
            by=matter.viewer,
        )

    labels = thanks_labels()
    facts = tuple(
        (str(labels[key]), text)
        for key, text in answers.items()
        if key in ("officer-name", "officer-badge", "officer-description", "tell-officer") and text
    )
    lead = _(
        "The officer reads these words under “Thanks I have received”, and they stand in the officer's file."
    )
    page = Ask(_("Pass the thanks on"), _("The officer can read it now."), lead, facts)
    return ask(request, matter.case, form, page, save)


@requires(Permission.VIEW_OWN_THANKS)
@never_stored
def own(request: HttpRequest) -> HttpResponse:
    """One's own, and nobody else's. Opening the page is what “read” means."""
    viewer = viewer_of(request)
    received = list(thanks_of(viewer))
    actions.note_thanks_read(by=viewer)
    return render(request, "accountability/staff/own_thanks.html", {"received": received})


@signed_in(reason="An officer's file, for those who supervise complaints")
@never_stored
def officer_file(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Counts, of matters that the viewer may know of alone. Nobody looks at a file of their own here."""
    viewer = viewer_of(request)
    officer = officer_with(officer_id)
    supervising = (Permission.SUPERVISE_COMPLAINTS, Permission.HANDLE_OVERSIGHT)
    if officer.person_id == viewer.pk or not any(decide(viewer, one) for one in supervising):
        raise NotThere
    context = {"file": file_of(viewer, officer), "received": thanks_in_file(officer)}
    return render(request, "accountability/staff/officer_file.html", context)
