"""A unit's key, for its custodian: set up, add and remove members, replace, finish a replacement."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from commonground.access.opening import requires, viewer_of
from commonground.access.pages_staff.answers import Question, ask_first
from commonground.access.pages_staff.rows import moment_text
from commonground.access.permissions import Permission
from commonground.access.sign_in.recent import recently_authenticated
from commonground.foundation.caching import never_stored
from commonground.foundation.refusals import Refused
from commonground.foundation.vault import UnlockedVault
from commonground.foundation.vault.sessions import remember, unlocked_vault
from commonground.vaults import actions
from commonground.vaults.queries import Member, UnitState, person_with, unit_state_for

BOTH = ("GET", "POST")


@requires(Permission.KEEP_VAULT)
@never_stored
def unit(request: HttpRequest, unit_key: str) -> HttpResponse:
    state = _state(request, unit_key)
    return render(
        request,
        "vaults/unit.html",
        {
            "state": state,
            "unlocked": unlocked_vault(request) is not None,
            "facts": _facts(state),
            "columns": [_("Member"), _("Mark of their key"), _("Since"), _("Role"), _("Remove")],
            "rows": [_member_row(unit_key, one) for one in state.members],
        },
    )


@requires(Permission.KEEP_VAULT, methods=BOTH)
@recently_authenticated
@never_stored
def set_up(request: HttpRequest, unit_key: str) -> HttpResponse:
    state = _state(request, unit_key)

    def do() -> str:
        actions.set_up_unit(unit=unit_key, by=viewer_of(request))
        return _("The key of %(unit)s is made. Unlock your vault, then add a second member.") % {
            "unit": state.name
        }

    text = _(
        "A pair of keys is made. The private one is encrypted to you and to the recovery key, and stored nowhere else. "
        "From then on people can write to the unit."
    )
    heading = _("Make the key of %(unit)s?") % {"unit": state.name}
    return _ask(request, state, heading, text, _("Make the key"), do)


@requires(Permission.KEEP_VAULT, methods=BOTH)
@recently_authenticated
@never_stored
def add(request: HttpRequest, unit_key: str, person_id: int) -> HttpResponse:
    state = _state(request, unit_key)
    member = next((one for one in state.waiting if one.person_id == person_id), None)
    person = person_with(person_id)
    if member is None or person is None:
        raise Http404

    def do() -> str:
        actions.add_member(unit=unit_key, member=person, vault=unlocked_vault(request), by=viewer_of(request))
        return _("%(name)s can now read what %(unit)s receives.") % {"name": member.name, "unit": state.name}

    text = _(
        "Call them and compare: the mark on their own vault page must be %(mark)s. If it differs, do not add them, and "
        "tell the auditor. Once added they can read every matter of the unit, old and new."
    ) % {"mark": member.mark}
    heading = _("Give %(name)s the key of %(unit)s?") % {"name": member.name, "unit": state.name}
    return _ask(request, state, heading, text, _("Give the key"), do)


@requires(Permission.KEEP_VAULT, methods=BOTH)
@recently_authenticated
@never_stored
def remove(request: HttpRequest, unit_key: str, person_id: int) -> HttpResponse:
    state = _state(request, unit_key)
    member = next((one for one in state.members if one.person_id == person_id), None)
    if member is None:
        raise Http404

    def do() -> str:
        wider = actions.remove_member(
            unit=unit_key,
            member=f"person:{person_id}",
            vault=unlocked_vault(request),
            by=viewer_of(request),
        )
        left = _wrap_anew(request, unit_key, wider)
        return _removed(member.name, left)

    text = _(
        "They are locked out at once. The unit gets a new key that they never had, and every matter is wrapped anew to it; "
        "other members unlock again. What they read before, they have read."
    )
    heading = _("Take the key of %(unit)s from %(name)s?") % {"unit": state.name, "name": member.name}
    return _ask(request, state, heading, text, _("Take the key away"), do)


@requires(Permission.KEEP_VAULT, methods=BOTH)
@recently_authenticated
@never_stored
def rotate(request: HttpRequest, unit_key: str) -> HttpResponse:
    state = _state(request, unit_key)

    def do() -> str:
        wider = actions.rotate_unit(unit=unit_key, vault=unlocked_vault(request), by=viewer_of(request))
        left = _wrap_anew(request, unit_key, wider)
        return _("The key is replaced.") if not left else _left(left)

    text = _(
        "The unit gets a new key, for all its present members, and every matter is wrapped anew to it. "
        "Other members unlock again. Do it when a computer or a passphrase may have been seen by others."
    )
    heading = _("Replace the key of %(unit)s?") % {"unit": state.name}
    return _ask(request, state, heading, text, _("Replace the key"), do)


@requires(Permission.KEEP_VAULT, methods=("POST",))
@never_stored
def wrap_anew(request: HttpRequest, unit_key: str) -> HttpResponse:
    """Goes on with a replacement that was not finished: each time for some seconds."""
    _state(request, unit_key)
    try:
        progress = actions.wrap_anew(unit=unit_key, vault=unlocked_vault(request), by=viewer_of(request))
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        done = _("All matters are under the present key.")
        messages.success(request, _left(progress.left) if progress.left else done)
        if progress.stuck:
            messages.error(
                request,
                _("Matters that this session could not open: %(number)s. Run “commonground vault verify”.")
                % {"number": progress.stuck},
            )
    return HttpResponseRedirect(reverse("vault:unit", args=[unit_key]))


def _wrap_anew(request: HttpRequest, unit_key: str, wider: UnlockedVault) -> int:
    remember(request, wider)
    return actions.wrap_anew(unit=unit_key, vault=wider, by=viewer_of(request)).left


def _ask(
    request: HttpRequest, state: UnitState, heading: str, text: str, action: str, do: Callable[[], str]
) -> HttpResponse:
    back = reverse("vault:unit", args=[state.key])
    title = _("Vault key of %(unit)s") % {"unit": state.name}
    return ask_first(request, Question(title, heading, text, action, back), do)


def _state(request: HttpRequest, unit_key: str) -> UnitState:
    state = unit_state_for(viewer_of(request), unit_key)
    if state is None:
        raise Http404
    return state


def _removed(name: str, left: int) -> str:
    said = _("%(name)s holds the key no longer, and the unit has a new one.") % {"name": name}
    return f"{said} {_left(left)}" if left else said


def _left(left: int) -> str:
    return _("Matters still to be wrapped anew: %(number)s. Go on below.") % {"number": left}


def _facts(state: UnitState) -> list[dict[str, Any]]:
    return [
        {"label": _("Version"), "value": state.version},
        {"label": _("Made"), "value": moment_text(state.created_at)},
        {"label": _("Kind"), "value": state.template},
    ]


def _member_row(unit_key: str, member: Member) -> list[Any]:
    return [
        member.name,
        member.mark,
        moment_text(member.since),
        {"text": _("Yes"), "tone": "done"} if member.may_open else {"text": _("Ended"), "tone": "late"},
        {"text": _("Remove"), "url": reverse("vault:remove", args=[unit_key, member.person_id])},
    ]


urlpatterns = [
    path("units/<slug:unit_key>/", unit, name="unit"),
    path("units/<slug:unit_key>/set-up/", set_up, name="set_up"),
    path("units/<slug:unit_key>/members/<int:person_id>/add/", add, name="add"),
    path("units/<slug:unit_key>/members/<int:person_id>/remove/", remove, name="remove"),
    path("units/<slug:unit_key>/replace/", rotate, name="rotate"),
    path("units/<slug:unit_key>/wrap-anew/", wrap_anew, name="wrap_anew"),
]
