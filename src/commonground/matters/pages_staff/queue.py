"""The queue of a unit: what is new, mine, late, waiting, answered, closed; narrowed, kept by name, searched by words."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from commonground.access.decisions import people_who_may
from commonground.access.opening import signed_in, viewer_of
from commonground.casework.kinds import every_kind
from commonground.casework.queries.opened import NotThere
from commonground.casework.queries.visible import units_of
from commonground.foundation.vault.sessions import unlocked_vault
from commonground.matters.pages_staff.forms import FilterForm, words
from commonground.matters.pages_staff.showing import crumbs, in_short
from commonground.matters.pages_staff.unlocked import unlock_address
from commonground.matters.queries.queue import CHANNELS, QueueFilter, queue_of, saved_searches_of
from commonground.matters.queries.search import search_words
from commonground.vaults.units import Unit

ROWS_ON_A_PAGE = 50
SHOWN = {
    "open": pgettext_lazy("matters", "Open"),
    "new": gettext_lazy("Nobody has it"),
    "mine": gettext_lazy("Mine"),
    "wrote": gettext_lazy("They wrote"),
    "late": pgettext_lazy("matters", "Late"),
    "waiting": gettext_lazy("Waiting for the person"),
    "closed": pgettext_lazy("matters", "Closed"),
}
FOR_UNITS = "Everybody; shows the queues of the units that the person works in, and is not there for others"


@signed_in(reason=FOR_UNITS)
def queue(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    own = units_of(viewer)
    unit, wanted = unit_asked(request, own), QueueFilter.of(request.GET)
    queued = queue_of(viewer, unit.key)
    counts = queued.counts()
    paginator = Paginator(queued.rows(wanted), ROWS_ON_A_PAGE)
    if not wanted.narrowed:
        paginator.count = counts[wanted.show]  # counted already
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "unit": unit,
        "unit_name": words(unit.name),
        "rows": [in_short(case) for case in page],
        "page": page,
        "result": _result(page.paginator.count),
        "wanted": wanted,
        "chips": _chips(unit, wanted, counts),
        "filter_form": filter_form(request, unit, wanted),
        "saved": [saved_shown(search) for search in saved_searches_of(viewer, unit.key)],
        "may_enter": True,
        **_frame(request, own, unit, wanted),
    }
    return render(request, "matters/queue.html", context)


@signed_in(reason=FOR_UNITS)
def search(request: HttpRequest) -> HttpResponse:
    """Words in what people wrote: needs the vault, reads a bounded number, says how many it read."""
    viewer = viewer_of(request)
    own = units_of(viewer)
    unit = unit_asked(request, own)
    wanted, sought = QueueFilter.of(request.GET), request.GET.get("words", "").strip()[:100]
    vault = unlocked_vault(request)
    if vault is None or unit.key not in vault.units:
        return HttpResponseRedirect(unlock_address(request.get_full_path()))
    found = search_words(viewer, vault, unit.key, sought, wanted) if sought else None
    hits = [{**in_short(hit.case), "around": hit.around} for hit in found.hits] if found else []
    context = {"found": found, "hits": hits, "sought": sought, "crumbs": crumbs((_("Search"), ""))}
    return render(request, "matters/search.html", {**_frame(request, own, unit, wanted), **context})


def unit_asked(request: HttpRequest, own: list[Unit]) -> Unit:
    """The unit that the address names, or the first of the viewer's own. Raises `NotThere`."""
    asked = request.GET.get("unit") or request.POST.get("unit") or next((unit.key for unit in own), "")
    found = next((unit for unit in own if unit.key == asked), None)
    if found is None:
        raise NotThere
    return found


def filter_form(request: HttpRequest, unit: Unit, wanted: QueueFilter) -> FilterForm:
    kinds = [kind for kind in every_kind() if _reaches(kind.rules, unit.key)]
    stages = {stage.key: words(stage.name) for kind in kinds for stage in kind.rules.stages}
    categories = {one.key: words(one.name) for kind in kinds for one in kind.rules.categories}
    choices: dict[str, list[tuple[str, Any]]] = {
        "kind": [(kind.key, words(kind.rules.name)) for kind in kinds],
        "stage": list(stages.items()),
        "category": list(categories.items()),
        "channel": list(CHANNELS),
        "language": [("en", _("English")), ("es", _("Spanish"))],
        "assigned": [
            ("nobody", _("Nobody")),
            *((str(one.pk), one.name) for one in people_who_may(unit.permission)),
        ],
    }
    return FilterForm({**wanted.kept(), "unit": unit.key}, choices=choices)


def _reaches(rules: Any, unit: str) -> bool:
    return unit == rules.unit or any(one.unit == unit for one in rules.categories)


def _frame(request: HttpRequest, own: list[Unit], unit: Unit, wanted: QueueFilter) -> dict[str, Any]:
    """What stands around both lists: other units, the search box, the vault."""
    vault = unlocked_vault(request)
    here = f"{reverse('matters:queue')}?unit={unit.key}"
    return {
        "unit": unit,
        "crumbs": crumbs(),
        "units": [
            {
                "name": words(one.name),
                "url": f"{reverse('matters:queue')}?unit={one.key}",
                "current": one.key == unit.key,
            }
            for one in own
        ],
        "kept": wanted.kept(),
        "narrowed": wanted.narrowed,
        "clear_url": f"{here}&show={wanted.show}",
        "unlocked": vault is not None and unit.key in vault.units,
        "unlock_url": unlock_address(request.get_full_path()),
    }


def _chips(unit: Unit, wanted: QueueFilter, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "key": key,
            "label": label,
            "count": counts[key],
            "url": f"{reverse('matters:queue')}?unit={unit.key}&show={key}",
            "current": key == wanted.show,
        }
        for key, label in SHOWN.items()
    ]


def saved_shown(search: Any) -> dict[str, Any]:
    wanted = QueueFilter.of(search.filters)
    query = urlencode({"unit": search.unit, **wanted.kept()})
    return {"search": search, "url": f"{reverse('matters:queue')}?{query}", "view": SHOWN[wanted.show]}


def _result(number: int) -> str:
    return ngettext("%(number)d matter", "%(number)d matters", number) % {"number": number}
