"""What is done on the page of a matter: each by a form of its own, sent once; refused, it stands there as it was typed."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from commonground.access.form_pages import SentForm
from commonground.access.opening import signed_in, viewer_of
from commonground.casework.actions.assignments import assign_case, hand_back, take_case
from commonground.casework.actions.messages import send_message
from commonground.casework.actions.moves import move_case
from commonground.casework.actions.notes import write_note
from commonground.casework.queries.members import member_for
from commonground.casework.queries.opened import case_for
from commonground.foundation.refusals import ChangedMeanwhile, Refused
from commonground.foundation.submissions.once import submit_once
from commonground.matters.actions.links import CannotLink, link_cases, unlink_cases
from commonground.matters.pages_staff.case import case_page, content_for, form_of
from commonground.matters.pages_staff.queue import FOR_UNITS
from commonground.matters.pages_staff.showing import case_url
from commonground.matters.pages_staff.unlocked import to_unlock
from commonground.matters.queries.page import Content
from commonground.matters.queries.queue import link_kind, visible_by_reference


@dataclass(frozen=True)
class Doing:
    """One thing somebody asked for: on which matter, with what they typed."""

    viewer: Any  # a Person; pages know no tables
    case: Any
    content: Content | None
    typed: dict[str, Any]


def _message(doing: Doing) -> str:
    content, typed = _content(doing), doing.typed
    everybody = [content.opened, *content.merged]
    to = typed.get("to") or ""
    for one in everybody:
        if to in ("", str(one.case.pk)):
            send_message(
                opened=one, text=typed["text"], asks=typed["asks"], letter=typed["letter"], by=doing.viewer
            )
    return _("Sent. The person reads it with their receipt.")


def _note(doing: Doing) -> str:
    write_note(opened=_content(doing).opened, text=doing.typed["text"], by=doing.viewer)
    return _("Written down. Only the unit reads it.")


def _move(doing: Doing) -> str:
    typed, content = doing.typed, doing.content
    if typed["reason"]:
        content = _content(doing)
    move_case(
        case=doing.case,
        to=typed["to"],
        outcome=typed.get("outcome") or "",
        reason=typed["reason"],
        opened=content.opened if content else None,
        expected_version=typed["version"] or 0,
        by=doing.viewer,
    )
    return _("Done: the matter stands where you put it.")


def _assign(doing: Doing) -> str:
    to = member_for(doing.case, doing.typed["to"])
    assign_case(case=doing.case, to=to, expected_version=doing.typed["version"] or 0, by=doing.viewer)
    return _("%(name)s has this matter now.") % {"name": to.name}


def _take(doing: Doing) -> str:
    take_case(case=doing.case, expected_version=doing.typed["version"] or 0, by=doing.viewer)
    return _("You have this matter now.")


def _hand_back(doing: Doing) -> str:
    hand_back(case=doing.case, expected_version=doing.typed["version"] or 0, by=doing.viewer)
    return _("Handed back: nobody has it now.")


def _link(doing: Doing) -> str:
    other = visible_by_reference(doing.viewer, doing.typed["reference"])
    if other is None:
        raise CannotLink(_("There is no such matter in your units."), field="reference")
    kind = link_kind(doing.typed["kind"])
    link_cases(case=doing.case, other=case_for(doing.viewer, other), kind=kind, by=doing.viewer)
    return _("Linked.")


def _unlink(doing: Doing) -> str:
    unlink_cases(case=doing.case, link_id=doing.typed["link"], by=doing.viewer)
    return _("The link is gone.")


_ACTS: dict[str, Callable[[Doing], str]] = {
    "message": _message,
    "note": _note,
    "move": _move,
    "assign": _assign,
    "take": _take,
    "hand-back": _hand_back,
    "link": _link,
    "unlink": _unlink,
}
_NEED_THE_VAULT = ("message", "note")


class Locked(Exception):
    """What was asked for needs the vault open."""


@signed_in(reason=FOR_UNITS, methods=("GET", "POST"))
def act(request: HttpRequest, case_id: uuid.UUID, what: str) -> HttpResponse:
    if what not in _ACTS:
        raise Http404
    found = case_for(viewer_of(request), case_id)
    if request.method != "POST":
        return HttpResponseRedirect(case_url(found))
    content = content_for(request, found)
    if content is None and what in _NEED_THE_VAULT:
        return to_unlock(request, case_url(found))
    form = form_of(what, request.POST, found, content)
    if not form.is_valid():
        return case_page(request, found, content, {what.replace("-", "_"): form}, status=422)
    try:
        return _done(request, form, what, Doing(viewer_of(request), found, content, form.cleaned_data))
    except Locked:
        return to_unlock(request, case_url(found))
    except Refused as refused:
        return _refused(request, form, what, refused)


def _done(request: HttpRequest, form: SentForm, what: str, doing: Doing) -> HttpResponse:
    said: list[str] = []

    def do() -> str:
        said.append(_ACTS[what](doing))
        return (
            f"{case_url(doing.case)}#{'talk' if what == 'message' else 'notes' if what == 'note' else 'top'}"
        )

    path = submit_once(form.cleaned_data["submission"], do)
    for sentence in said:
        messages.success(request, sentence)
    return HttpResponseRedirect(path)


def _refused(request: HttpRequest, form: SentForm, what: str, refused: Refused) -> HttpResponse:
    """The page as it stands now, with what was typed; saving again then means: in knowledge of the other change."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused.reason))
    status = 422
    if isinstance(refused, ChangedMeanwhile):
        status = 409
        form.data = form.data.copy()
        form.data["version"] = str(refused.current_version)
        form.conflicts = [  # type: ignore[attr-defined]
            {"field": one.label, "yours": one.yours, "theirs": one.theirs} for one in refused.differences
        ]
    found = case_for(viewer_of(request), request.resolver_match.kwargs["case_id"])  # type: ignore[union-attr]
    return case_page(
        request, found, content_for(request, found), {what.replace("-", "_"): form}, status=status
    )


def _content(doing: Doing) -> Content:
    if doing.content is None:
        raise Locked
    return doing.content
