"""The recovery key: asked for by one, witnessed by another, shown once, proved by a drill, used when all else is lost."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonground.access.opening import requires, signed_in, viewer_of
from commonground.access.pages_staff.answers import add_refusal
from commonground.access.permissions import Permission
from commonground.access.sign_in.recent import recently_authenticated
from commonground.foundation import clock
from commonground.foundation.caching import never_stored
from commonground.foundation.refusals import Refused
from commonground.foundation.vault.recovery import Drill
from commonground.foundation.vault.sessions import unlocked_vault
from commonground.vaults import actions
from commonground.vaults.pages_staff.forms import AskToRecoverForm, SheetForm
from commonground.vaults.queries import Asked, RecoveryState, keeps_vault, person_with, recovery_state_for

BOTH = ("GET", "POST")


@signed_in(reason="custodians and auditors; whoever is neither finds nothing here")
@never_stored
def recovery(request: HttpRequest) -> HttpResponse:
    state = _state(request)
    return render(
        request,
        "vaults/recovery.html",
        {
            "state": state,
            "facts": _facts(state),
            "keeps_vault": keeps_vault(viewer_of(request)),
            "unlocked": unlocked_vault(request) is not None,
        },
    )


@requires(Permission.KEEP_VAULT, methods=("POST",))
@recently_authenticated
@never_stored
def ask_to_make(request: HttpRequest) -> HttpResponse:
    return _do(
        request,
        lambda: actions.ask_for_recovery_key(by=viewer_of(request)),
        _("Asked. A second person has an hour to say yes."),
    )


@requires(Permission.KEEP_VAULT, methods=BOTH)
@recently_authenticated
@never_stored
def ask_to_use(request: HttpRequest) -> HttpResponse:
    form = AskToRecoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = person_with(int(form.cleaned_data["member"]))
        if person is None:
            raise Http404
        return _do(
            request,
            lambda: actions.ask_to_recover(
                unit=form.cleaned_data["unit"], member=person, by=viewer_of(request)
            ),
            _("Asked. A second person has an hour to say yes."),
        )
    status = 422 if form.is_bound else 200
    return render(request, "vaults/ask_to_use.html", {"form": form}, status=status)


@signed_in(reason="custodians and auditors say yes to what another custodian asked", methods=("POST",))
@recently_authenticated
@never_stored
def witness(request: HttpRequest, proposal_id: uuid.UUID) -> HttpResponse:
    _state(request)
    return _do(
        request,
        lambda: actions.witness(proposal_id=proposal_id, by=viewer_of(request)),
        _("You have said yes. The person who asked can go on now."),
    )


@requires(Permission.KEEP_VAULT, methods=("POST",))
@recently_authenticated
@never_stored
def make(request: HttpRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Answers with the words, this once: nothing that is asked for again can show them again."""
    viewer = viewer_of(request)
    try:
        words = actions.make_recovery_key(proposal_id=proposal_id, language=viewer.language, by=viewer)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return _back()
    return render(
        request,
        "vaults/sheet.html",
        {"words": words, "made_on": clock.today(), "maker": viewer.name},
    )


@requires(Permission.KEEP_VAULT, methods=BOTH)
@never_stored
def drill(request: HttpRequest) -> HttpResponse:
    form = SheetForm(request.POST or None)
    result: Drill | None = None
    if request.method == "POST" and form.is_valid():
        try:
            result = actions.drill_recovery_key(
                words=form.cleaned_data["recovery_password"], by=viewer_of(request)
            )
        except Refused as refused:
            add_refusal(form, refused)
        form = _emptied(form)
    status = 422 if form.is_bound and form.errors else 200
    columns = [_("Unit"), _("Version"), _("Result")]
    context = {"form": form, "result": result, "columns": columns, "rows": _drill_rows(result)}
    return render(request, "vaults/drill.html", context, status=status)


@requires(Permission.KEEP_VAULT, methods=BOTH)
@recently_authenticated
@never_stored
def use(request: HttpRequest, proposal_id: uuid.UUID) -> HttpResponse:
    asked = _mine(request, proposal_id)
    form = SheetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.recover_unit(
                proposal_id=proposal_id, words=form.cleaned_data["recovery_password"], by=viewer_of(request)
            )
        except Refused as refused:
            add_refusal(form, refused)
            form = _emptied(form)
        else:
            messages.success(
                request,
                _("%(name)s can read for %(unit)s again.") % {"name": asked.member, "unit": asked.unit},
            )
            return _back()
    status = 422 if form.is_bound else 200
    return render(request, "vaults/use.html", {"form": form, "asked": asked}, status=status)


@requires(Permission.KEEP_VAULT, methods=("POST",))
@recently_authenticated
@never_stored
def cover(request: HttpRequest) -> HttpResponse:
    return _do(
        request,
        lambda: actions.cover_by_recovery(vault=unlocked_vault(request), by=viewer_of(request)),
        _("The recovery key now opens every unit's key that your vault holds."),
    )


def _do(request: HttpRequest, act: Any, said: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, said)
    return _back()


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("vault:recovery"))


def _state(request: HttpRequest) -> RecoveryState:
    state = recovery_state_for(viewer_of(request))
    if state is None:
        raise Http404
    return state


def _mine(request: HttpRequest, proposal_id: uuid.UUID) -> Asked:
    for asked in _state(request).asked:
        if asked.proposal.pk == proposal_id and asked.is_mine and asked.witness:
            return asked
    raise Http404


def _emptied(form: SheetForm) -> SheetForm:
    """The same errors above an empty box: the words go back to nobody's screen."""
    form.data = {"recovery_password": ""}
    return form


def _facts(state: RecoveryState) -> list[dict[str, Any]]:
    key = state.in_force
    if key is None or key.last_drill_at is None or state.drill_due_on is None:
        return []
    return [
        {"label": _("Mark"), "value": state.mark},
        {"label": _("Made"), "value": date_format(timezone.localtime(key.made_at), "DATE_FORMAT")},
        {"label": _("Made by"), "value": state.made_by},
        {"label": _("Witness"), "value": state.witness},
        {
            "label": _("Last drill"),
            "value": date_format(timezone.localtime(key.last_drill_at), "DATE_FORMAT"),
        },
        {"label": _("Next drill by"), "value": date_format(state.drill_due_on, "DATE_FORMAT")},
    ]


def _drill_rows(result: Drill | None) -> list[list[Any]]:
    if result is None:
        return []
    good, bad = {"text": _("Opens"), "tone": "done"}, {"text": _("Does not open"), "tone": "late"}
    return [
        *([str(key.unit), str(key.version), good] for key in result.opened),
        *([str(key.unit), str(key.version), bad] for key in result.failed),
    ]


urlpatterns = [
    path("recovery/", recovery, name="recovery"),
    path("recovery/ask/", ask_to_make, name="ask_to_make"),
    path("recovery/ask-to-use/", ask_to_use, name="ask_to_use"),
    path("recovery/<uuid:proposal_id>/witness/", witness, name="witness"),
    path("recovery/<uuid:proposal_id>/make/", make, name="make"),
    path("recovery/<uuid:proposal_id>/use/", use, name="use"),
    path("recovery/drill/", drill, name="drill"),
    path("recovery/cover/", cover, name="cover"),
]
