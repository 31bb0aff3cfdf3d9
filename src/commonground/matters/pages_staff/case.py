"""The page of one matter: what was told, the talk, notes, files, history, and everything that can be done next."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonground.access.form_pages import SentForm, start
from commonground.access.opening import signed_in, viewer_of
from commonground.casework import letters
from commonground.casework.actions.reading import note_reading
from commonground.casework.kinds import kind_of
from commonground.casework.queries.members import members_for
from commonground.casework.queries.opened import case_for, opened
from commonground.casework.queries.visible import supervises
from commonground.foundation.vault import CannotOpen
from commonground.foundation.vault.sessions import unlocked_vault
from commonground.matters.pages_staff import forms, showing
from commonground.matters.pages_staff.queue import FOR_UNITS
from commonground.matters.pages_staff.unlocked import unlock_address
from commonground.matters.queries.page import Content, content_of, history_of, links_of
from commonground.matters.queries.search import alike_matters
from commonground.vaults.units import units


@signed_in(reason=FOR_UNITS)
def case(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    found = case_for(viewer_of(request), case_id)
    if found.merged_into_id is not None:
        return HttpResponseRedirect(reverse("matters:case", args=[found.merged_into_id]))
    content = content_for(request, found)
    if content is not None:
        note_reading(opened=content.opened, by=viewer_of(request))
    return case_page(request, found, content, {})


def content_for(request: HttpRequest, found: Any) -> Content | None:
    """What this session opens of the matter; None while it is locked, or holds another unit's keys only."""
    vault = unlocked_vault(request)
    if vault is None:
        return None
    try:
        return content_of(opened(found, vault), vault)
    except CannotOpen:
        return None


def case_page(
    request: HttpRequest,
    found: Any,
    content: Content | None,
    refused: Mapping[str, SentForm],
    *,
    status: int = 200,
) -> HttpResponse:
    """`refused` holds forms as they were typed, in place of fresh ones."""
    viewer = viewer_of(request)
    linked = links_of(viewer, found)
    context = {
        "case": found,
        "short": showing.in_short(found),
        "whose": showing.whose_step(found, mine=found.assigned_to_id == viewer.pk),
        "meaning": forms.words(showing.stage_of(found).meaning),
        "facts": showing.facts_of(found),
        "content": content,
        "history": showing.history_shown(found, history_of(found, content)),
        "links": [{**showing.in_short(one.case), "row": one.row} for one in linked],
        "alike": _alike(request, content, {one.case.pk for one in linked}),
        "tabs": _tabs(found),
        "further": () if found.disposed_at else kind_of(found.kind).further(viewer, found),
        "mine": found.assigned_to_id == viewer.pk,
        "may_give": supervises(viewer, units()[found.unit]),
        "vault_open": unlocked_vault(request) is not None,
        "unlock_url": unlock_address(showing.case_url(found)),
        "crumbs": showing.crumbs((found.reference, "")),
        "forms": {**_forms(request, found, content), **refused},
        "refused": list(refused.values()),
    }
    return render(request, "matters/case.html", context, status=status)


def _alike(request: HttpRequest, content: Content | None, linked: set[Any]) -> list[dict[str, Any]]:
    """Open matters alone are compared unasked: a closed one was compared while it was open."""
    vault = unlocked_vault(request)
    if content is None or vault is None or content.opened.case.closed_at is not None:
        return []
    likes = alike_matters(viewer_of(request), vault, content.opened)
    new = [one for one in likes if one.case.pk not in linked]
    return [{**showing.in_short(one.case), "alike": one} for one in new[:3]]


def form_of(what: str, data: Any, found: Any, content: Content | None) -> SentForm:
    """The form of one thing that can be done, fresh (`data` None, with first values) or as it was sent."""
    named: dict[str, Any] = {"auto_id": f"{what.replace('-', '_')}-%s"}
    if data is None:
        named["initial"] = start(found.version)
    match what:
        case "message":
            return forms.MessageForm(data, recipients=recipients(content), **named)
        case "note":
            return forms.NoteForm(data, **named)
        case "move":
            return forms.MoveForm(data, rules=kind_of(found.kind).rules, stage=found.stage, **named)
        case "assign":
            members = [(str(one.pk), one.name) for one, refusal in members_for(found) if not refusal]
            return forms.AssignForm(data, members=members, **named)
        case "link":
            return forms.LinkForm(data, **named)
        case "unlink":
            return forms.UnlinkForm(data, **named)
    return forms.PlainForm(data, **named)


def recipients(content: Content | None) -> list[tuple[str, str]]:
    """With merged matters there are several people to write to; none reads what another was told."""
    everybody = (content.opened, *content.merged) if content and content.merged else ()
    return [(str(one.case.pk), one.case.reference) for one in everybody]


def _forms(request: HttpRequest, found: Any, content: Content | None) -> dict[str, Any]:
    names = ["take", "hand_back", "move", "assign", "link"]
    if content is not None:
        names += ["message", "note"]
    made: dict[str, Any] = {name: form_of(name, None, found, content) for name in names}
    if content is not None:
        templates = letters.templates_for(found, get_language() or "en")
        made["letters"] = templates
        chosen = next((one for one in templates if one.key == request.GET.get("letter")), None)
        if chosen:
            made["message"].initial.update(text=f"{chosen.subject}\n\n{chosen.text}", letter=chosen.key)
            made["chosen"] = chosen.key
    return made


def _tabs(found: Any) -> list[dict[str, str]]:
    """Pages of others about the same matter: the domain's own, files, redaction, records."""
    tabs = [
        (kind_of(found.kind).staff_url, _("Findings")),
        ("matters:named", _("People named")),
        ("matters:redaction", _("Redact")),
        ("matters:records", _("Records")),
    ]
    shown = []
    for name, label in tabs:
        try:
            shown.append({"label": label, "url": reverse(name, args=[found.pk])} if name else {})
        except NoReverseMatch:  # a part of the house that this installation does not have
            continue
    return [tab for tab in shown if tab]
