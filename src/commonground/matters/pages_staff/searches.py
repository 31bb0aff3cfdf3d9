"""Searches kept by name: made from what the queue shows, with a letter a day or without."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonground.access.form_pages import FormPage, answer_form, start
from commonground.access.opening import signed_in, viewer_of
from commonground.casework.queries.visible import units_of
from commonground.matters.actions.searches import change_alert, forget_search, save_search
from commonground.matters.pages_staff import showing
from commonground.matters.pages_staff.forms import SaveSearchForm, words
from commonground.matters.pages_staff.queue import FOR_UNITS, saved_shown, unit_asked
from commonground.matters.queries.queue import QueueFilter, saved_search_for, saved_searches_of


@signed_in(reason=FOR_UNITS)
def searches(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    own = units_of(viewer)
    unit_asked(request, own)
    groups = [
        {"name": words(unit.name), "rows": [saved_shown(one) for one in saved_searches_of(viewer, unit.key)]}
        for unit in own
    ]
    crumbs = showing.crumbs((_("Saved searches"), ""))
    return render(request, "matters/searches.html", {"groups": groups, "crumbs": crumbs})


@signed_in(reason=FOR_UNITS, methods=("GET", "POST"))
def save(request: HttpRequest) -> HttpResponse:
    """The filters come with the address, as the queue showed them."""
    unit = unit_asked(request, units_of(viewer_of(request)))
    wanted = QueueFilter.of(request.GET)
    form = SaveSearchForm(request.POST or None, initial=start(alert=True))

    def keep(typed: dict[str, Any]) -> str:
        save_search(
            unit=unit.key, name=typed["name"], wanted=wanted, alert=typed["alert"], by=viewer_of(request)
        )
        return reverse("matters:searches")

    context = {
        "crumbs": showing.crumbs(
            (_("Saved searches"), reverse("matters:searches")), (_("Keep this search"), "")
        ),
        "title": _("Keep this search"),
        "cancel_url": reverse("matters:queue"),
    }
    return answer_form(request, form, FormPage("matters/save_search.html", keep, _("Kept."), context))


@signed_in(reason=FOR_UNITS, methods=("GET", "POST"))
def change(request: HttpRequest, search_id: int) -> HttpResponse:
    """Buttons of the list: the letter on or off, or the search forgotten."""
    if request.method == "POST":
        search = saved_search_for(viewer_of(request), search_id)
        if "forget" in request.POST:
            forget_search(search=search, by=viewer_of(request))
            messages.success(request, _("The search is gone."))
        else:
            change_alert(search=search, alert="alert" in request.POST, by=viewer_of(request))
            messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("matters:searches"))
