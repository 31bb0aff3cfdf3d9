"""Taking in what comes by telephone, on paper or in person, and the receipt to hand over."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonground.access.form_pages import start
from commonground.access.opening import requires, viewer_of
from commonground.access.permissions import Permission
from commonground.casework.actions.filing import Filing
from commonground.casework.kinds import CaseKind, every_kind
from commonground.casework.queries.opened import NotThere, case_for
from commonground.foundation.refusals import Refused
from commonground.foundation.vault import TooBusy, UnitHasNoKey, new_receipt, read_receipt
from commonground.matters.actions.entry import enter_matter
from commonground.matters.pages_staff import showing
from commonground.matters.pages_staff.forms import EntryForm, words
from commonground.matters.queries.queue import CHANNELS

BY_HAND = ("telephone", "paper", "walk-in", "referred")


@requires(Permission.ENTER_MATTERS)
def choose(request: HttpRequest) -> HttpResponse:
    kinds = [
        {"name": words(kind.rules.name), "url": reverse("matters:enter", args=[kind.key])}
        for kind in every_kind()
    ]
    return render(request, "matters/enter_choose.html", {"kinds": kinds, "crumbs": _crumbs(request)})


@requires(Permission.ENTER_MATTERS, methods=("GET", "POST"))
def enter(request: HttpRequest, kind: str) -> HttpResponse:
    found = next((one for one in every_kind() if one.key == kind), None)
    if found is None:
        raise Http404
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            return _entered(request, found, form)
        except UnitHasNoKey:
            form.add_error(
                None, _("The unit's key is not set up yet, so nothing can be taken in. Tell its custodian.")
            )
        except TooBusy:
            form.add_error(
                None, _("Too many people are filing at this moment. Wait a little, then send it again.")
            )
        except Refused as refused:
            form.add_error(None, str(refused.reason))
    context = {"kind": found, "kind_name": words(found.rules.name), "form": form, "crumbs": _crumbs(request)}
    return render(request, "matters/enter.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, kind: CaseKind) -> EntryForm:
    """The receipt travels in the page, as at the public door: sent twice, it finds what the first one filed."""
    channels = [(key, label) for key, label in CHANNELS if key in BY_HAND]
    categories = [(one.key, words(one.name)) for one in kind.rules.categories]
    return EntryForm(
        request.POST or None,
        channels=channels,
        categories=categories,
        labels=kind.labels(),
        initial=start(
            wants_receipt=True, receipt_en=new_receipt("en").text, receipt_es=new_receipt("es").text
        ),
    )


def _entered(request: HttpRequest, kind: CaseKind, form: EntryForm) -> HttpResponse:
    """Not a redirect: the receipt is shown once, and stands in no address and no session."""
    typed = form.cleaned_data
    words = form.receipt or new_receipt(typed["language"]).text
    receipt = read_receipt(words) if typed["wants_receipt"] else None
    filing = Filing(
        kind=kind.key,
        category=typed.get("category", ""),
        language=typed["language"],
        channel=typed["channel"],
        answers=form.answers,
    )
    filed = enter_matter(filing=filing, receipt=receipt, by=viewer_of(request))
    context = {
        "filed": filed,
        "receipt": receipt,
        "language": typed["language"],
        "public_url": settings.PUBLIC_URL,
        "case_url": _case_url(request, filed.case_id),
        "crumbs": _crumbs(request),
        "again_url": reverse("matters:enter", args=[kind.key]),
    }
    return render(request, "matters/entered.html", context)


def _case_url(request: HttpRequest, case_id: Any) -> str:
    """Only for those who may open it: the front desk takes in and does not read."""
    try:
        return showing.case_url(case_for(viewer_of(request), case_id))
    except NotThere:
        return ""


def _crumbs(request: HttpRequest) -> list[dict[str, Any]]:
    return [{"label": _("Take in a matter"), "url": reverse("matters:enter_choose")}]
