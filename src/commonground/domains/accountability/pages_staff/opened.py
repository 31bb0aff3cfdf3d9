"""What every page of a matter needs: the matter for this viewer, and its content in an unlocked session."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonground.access.form_pages import FormPage, SentForm, answer_form
from commonground.access.opening import signed_in, viewer_of
from commonground.casework.queries.opened import NotThere, OpenedCase, case_for, opened
from commonground.foundation.caching import never_stored
from commonground.foundation.vault import CannotOpen, UnlockedVault
from commonground.foundation.vault.sessions import unlocked_vault
from commonground.matters.pages_staff.showing import case_url, crumbs
from commonground.matters.pages_staff.unlocked import to_unlock

FOR_UNIT = "A matter's unit, without those whom a conflict of interest keeps out"
BOTH = ("GET", "POST")


@dataclass(frozen=True)
class Matter:
    """One matter in an unlocked session."""

    viewer: Any  # a Person; pages know no tables
    case: Any
    opened: OpenedCase
    vault: UnlockedVault


def content_of(request: HttpRequest, case: Any) -> OpenedCase | None:
    """None while the vault is locked, or holds another unit's keys only."""
    vault = unlocked_vault(request)
    try:
        return opened(case, vault) if vault else None
    except CannotOpen:
        return None


def in_open_matter(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`view(request, matter, …)` runs with the vault open; otherwise the person is asked to open it, and loses nothing."""

    @signed_in(reason=FOR_UNIT, methods=BOTH)
    @never_stored
    @wraps(view)
    def answered(request: HttpRequest, case_id: uuid.UUID, **named: Any) -> HttpResponse:
        viewer = viewer_of(request)
        case = case_for(viewer, case_id)
        content, vault = content_of(request, case), unlocked_vault(request)
        if content is None or vault is None:
            return to_unlock(request, request.path)
        return view(request, Matter(viewer, case, content, vault), **named)

    return answered


@dataclass(frozen=True)
class Ask:
    """A page with one form: its heading, what stands above the fields, and what is said when it is done."""

    title: str
    saved: str
    lead: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()  # longer texts that the person decides about, with their headings
    submit: str = ""  # the button; "" for the title


def ask(
    request: HttpRequest, case: Any, form: SentForm, page: Ask, save: Callable[[dict[str, Any]], Any]
) -> HttpResponse:
    """Saves, and goes back to the findings of the matter, or to the queue when it is out of the viewer's sight."""

    def do(typed: dict[str, Any]) -> str:
        save(typed)
        return after(viewer_of(request), case)

    context = {
        "case": case,
        "title": page.title,
        "lead": page.lead,
        "facts": [{"label": label, "value": value} for label, value in page.facts],
        "texts": [(heading, text) for heading, text in page.texts if text],
        "submit": page.submit or page.title,
        "cancel_url": matter_url(case),
        "crumbs": trail(case, page.title),
    }
    return answer_form(request, form, FormPage("accountability/staff/form.html", do, page.saved, context))


def matter_url(case: Any) -> str:
    return reverse("standards:matter", args=[case.pk])


def after(viewer: Any, case: Any) -> str:
    try:
        case_for(viewer, case.pk)
    except NotThere:
        return reverse("matters:queue")
    return matter_url(case)


def trail(case: Any, *further: str) -> list[dict[str, Any]]:
    inner = [(_("Findings"), matter_url(case) if further else ""), *((label, "") for label in further)]
    return crumbs((case.reference, case_url(case)), *inner)
