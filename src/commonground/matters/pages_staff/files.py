"""Files of a matter at the staff door: read in an unlocked session, added for the person or for the unit alone."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonground.access.form_pages import SentForm, start
from commonground.access.opening import signed_in, viewer_of
from commonground.casework.evidence.reading import file_for
from commonground.casework.evidence.sending import evidence_response
from commonground.casework.queries.opened import NotThere, OpenedCase, case_for, open_case
from commonground.foundation.refusals import Refused
from commonground.foundation.submissions.once import submit_once
from commonground.foundation.uploads import by_script, received_files, sealing_uploads
from commonground.foundation.vault import CannotOpen
from commonground.foundation.vault.sessions import unlocked_vault
from commonground.matters.actions.adding import add_files
from commonground.matters.pages_staff.queue import FOR_UNITS
from commonground.matters.pages_staff.showing import case_url, crumbs
from commonground.matters.pages_staff.unlocked import to_unlock


class AddForm(SentForm):
    shared = forms.TypedChoiceField(
        label=gettext_lazy("Who reads it"),
        choices=[
            ("", gettext_lazy("The unit alone")),
            ("yes", gettext_lazy("The person who wrote to us as well")),
        ],
        coerce=lambda value: value == "yes",
        empty_value="",
        required=False,
        widget=forms.RadioSelect,
    )
    keep_metadata = forms.BooleanField(
        label=gettext_lazy("Keep what is hidden in the file, such as place, time and author"),
        required=False,
        initial=True,
    )


def _living(request: HttpRequest, case_id: uuid.UUID) -> Any:
    """What was disposed of has no files, and takes none."""
    found = case_for(viewer_of(request), case_id)
    if found.disposed_at is not None:
        raise NotThere
    return found


@signed_in(reason=FOR_UNITS)
def file(request: HttpRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponseBase:
    found = _living(request, case_id)
    vault = unlocked_vault(request)
    if vault is None:
        return to_unlock(request, request.path)
    try:
        return evidence_response(file_for(viewer_of(request), vault, found.pk, file_id))
    except CannotOpen:
        context = {
            "title": _("This file cannot be opened"),
            "crumbs": crumbs((found.reference, case_url(found))),
        }
        return render(request, "matters/damaged.html", context, status=500)


@signed_in(reason=FOR_UNITS, methods=("GET", "POST"))
@sealing_uploads
def add(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    found = _living(request, case_id)
    vault = unlocked_vault(request)
    if vault is None:
        return to_unlock(request, request.path)
    form = AddForm(request.POST or None, initial=start(found.version))
    if (
        request.method == "POST"
        and form.is_valid()
        and _added(request, form, open_case(viewer_of(request), vault, found.pk))
    ):
        return HttpResponseRedirect(case_url(found))
    context = {
        "form": form,
        "case": found,
        "case_url": case_url(found),
        "crumbs": crumbs((found.reference, case_url(found)), (_("Add files"), "")),
    }
    return render(request, "matters/add_files.html", context, status=422 if form.errors else 200)


def _added(request: HttpRequest, form: AddForm, opened: OpenedCase) -> bool:
    """Whether they are part of the matter now; the form says why not."""
    taken, refused = received_files(request, keep_metadata=form.cleaned_data["keep_metadata"])
    for one in refused:
        form.add_error(None, f"{one.name}: {one.reason}" if one.name else str(one.reason))

    def save() -> str:
        add_files(
            opened=opened, uploads=taken, shared=bool(form.cleaned_data["shared"]), by=viewer_of(request)
        )
        return case_url(opened.case)

    saved = False
    try:
        if taken or not refused:
            submit_once(form.cleaned_data["submission"], save)
            saved = True
    except Refused as why:
        form.add_error(None, str(why.reason))
    if saved:
        for why_not in form.non_field_errors():
            messages.warning(request, str(why_not))
        messages.success(request, _("The files are added."))
    return saved


def _by_script(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Pieces that belong to nothing yet: whoever has signed in may send some; they become part of a matter in `add`."""
    return signed_in(
        reason="Sends a file in pieces; which matter it joins is decided when the form is sent",
        methods=("POST",),
    )(view)


files_urlpatterns = [
    path("<uuid:case_id>/files/add/", add, name="add_files"),
    path("<uuid:case_id>/files/<uuid:file_id>/", file, name="file"),
    path("files/begin/", _by_script(by_script.begun), name="upload_begin"),
    path("files/piece/", _by_script(by_script.piece_taken), name="upload_piece"),
    path("files/how-far/", _by_script(by_script.how_far), name="upload_how_far"),
    path("files/finish/", _by_script(by_script.finished), name="upload_finish"),
    path("files/remove/", _by_script(by_script.removed), name="upload_remove"),
]
