"""The register: which commitments a person wants to see, late ones first, and the same as a file."""

import csv
import io
import json
from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonground.access.decisions import Viewer, decide
from commonground.access.opening import requires
from commonground.access.permissions import Permission as P
from commonground.domains.commitments import queries
from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.columns import NAMES, harmless
from commonground.domains.commitments.pages_staff.forms.register import SHOW, BulkForm, RegisterFilterForm
from commonground.domains.commitments.pages_staff.places import crumbs, place
from commonground.domains.commitments.pages_staff.showing import register_row
from commonground.domains.commitments.queries.choices import export_rows_for
from commonground.domains.commitments.queries.staff_shapes import StaffProgramme, StaffRow
from commonground.domains.commitments.rules import State
from commonground.foundation import clock
from commonground.foundation.caching import never_stored

ROWS_ON_A_PAGE = 50
SHOWN = {
    "mine": lambda one, viewer: one.owner_id == viewer.pk,
    "late": lambda one, _viewer: bool(one.row.lateness),
    "held": lambda one, _viewer: one.row.hold is not None,
    "reported": lambda one, _viewer: one.row.state is State.REPORTED,
    "disputed": lambda one, _viewer: one.row.open_disputes > 0,
    "waiting": lambda one, _viewer: one.proposals > 0,
}


@requires(P.VIEW_COMMITMENTS)
@never_stored
def register(request: HttpRequest) -> HttpResponse:
    return register_page(request)


@requires(P.VIEW_COMMITMENTS)
@never_stored
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The commitments that the register shows under the same filters, as CSV or JSON."""
    if kind not in ("csv", "json"):
        raise Http404
    wanted = Wanted(request)
    return exported(request.user, [one.row.id for one in wanted.rows], kind, wanted.slug)


class Wanted:
    """The programme and the rows that an address asks for."""

    def __init__(self, request: HttpRequest) -> None:
        self.programmes = queries.programmes_for(request.user)
        asked = request.GET.get("program", "")
        first = self.programmes[0] if self.programmes else None
        self.programme = next((one for one in self.programmes if one.shown.slug == asked), first)
        self.slug = self.programme.shown.slug if self.programme else ""
        self.owners = dict(queries.people_who_may_own())
        self.all = queries.commitments_for(request.user, programme=self.slug) if self.programme else ()
        self.form = RegisterFilterForm(request.GET, choices=_filter_choices(self.programme, self.owners))
        self.show = self.form.wanted("show")
        self.rows = _late_first([one for one in self.all if self._fits(one, request.user)])

    def _fits(self, one: StaffRow, viewer: Viewer) -> bool:
        row, wanted = one.row, self.form.wanted
        owner = wanted("owner")
        return (
            (not self.show or SHOWN[self.show](one, viewer))
            and (not wanted("topic") or (row.topic is not None and row.topic.slug == wanted("topic")))
            and (not wanted("status") or (row.status.key if row.status else "none") == wanted("status"))
            and (not owner or str(one.owner_id or "none") == owner)
            and (not wanted("text") or one.row.id in self._matching(viewer))
        )

    def _matching(self, viewer: Viewer) -> Collection[int]:
        if not hasattr(self, "_found"):
            text = queries.CommitmentFilter.parse({"text": self.form.wanted("text")})
            found = queries.commitments_for(viewer, text, programme=self.slug)
            self._found = {one.row.id for one in found}
        return self._found

    @property
    def filtered(self) -> bool:
        return any(self.form.wanted(name) for name in ("text", "topic", "status", "owner"))


def register_page(request: HttpRequest, *, bulk: BulkForm | None = None) -> HttpResponse:
    """The register; `bulk` is a form that was refused, with the ticks as they were."""
    wanted = Wanted(request)
    page = Paginator(wanted.rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    manages = bool(decide(request.user, P.MANAGE_COMMITMENTS))
    if manages and bulk is None:
        bulk = bulk_form(wanted)
    all_ticked = request.GET.get("tick") == "page"
    ticked = set(bulk.data.getlist("chosen")) if bulk is not None and bulk.is_bound else set()
    rows = [register_row(one, wanted.owners, ticked=all_ticked or str(one.row.id) in ticked) for one in page]
    return render(
        request,
        "commitments/staff/register.html",
        {
            "crumbs": crumbs()[:1],
            "programme": wanted.programme.shown if wanted.programme else None,
            "programmes": _programmes(wanted),
            "chips": _chips(wanted, request),
            "filter_form": wanted.form,
            "filtered": wanted.filtered,
            "clear_url": place("register") + (f"?program={wanted.slug}" if wanted.slug else ""),
            "result_text": _result(page),
            "rows": rows,
            "page": page,
            "bulk": bulk if manages else None,
            "all_ticked": all_ticked,
            **_links(request, wanted, manages, all_ticked),
        },
    )


def bulk_form(wanted: Wanted, data: Any = None) -> BulkForm:
    return BulkForm(
        data,
        owners=list(wanted.owners.items()),
        ids=[one.row.id for one in wanted.all],
        initial={"next_update_by": None},
    )


def exported(viewer: Viewer, ids: Collection[int], kind: str, slug: str) -> HttpResponse:
    """A file of these commitments. Cells that a spreadsheet would run are made harmless."""
    rows = export_rows_for(viewer, ids)
    name = f"{slug or 'commitments'}-{clock.today().isoformat()}.{kind}"
    if kind == "json":
        response = HttpResponse(
            json.dumps({"commitments": rows}, ensure_ascii=False, indent=1), content_type="application/json"
        )
    else:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(NAMES)
        writer.writerows([harmless(row[column]) for column in NAMES] for row in rows)
        response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _late_first(rows: list[StaffRow]) -> list[StaffRow]:
    """Longest late first; the rest as people count."""
    return sorted(rows, key=lambda one: (not one.row.lateness, one.row.lateness.since or date.max))


def _filter_choices(
    programme: StaffProgramme | None, owners: dict[int, str]
) -> dict[str, list[tuple[str, Any]]]:
    topics = programme.topics if programme else ()
    return {
        "topics": [(topic.slug, f"{topic.number}. {topic.name}") for topic in topics],
        "statuses": [
            *((status.key, status.label) for status in the_rules().in_order),
            ("none", _("Not known")),
        ],
        "owners": [(str(key), name) for key, name in owners.items()],
    }


def _programmes(wanted: Wanted) -> list[dict[str, Any]]:
    return [
        {
            "name": one.shown.name,
            "url": f"{place('register')}?program={one.shown.slug}",
            "current": one is wanted.programme,
        }
        for one in wanted.programmes
    ]


def _chips(wanted: Wanted, request: HttpRequest) -> list[dict[str, Any]]:
    """The questions asked every morning, each with its count over the whole programme. Empty ones stay away."""
    chips = []
    for key, label in SHOW:
        counted = [one for one in wanted.all if not key or SHOWN[key](one, request.user)]
        if counted or not key or key == wanted.show:
            query = _query(request, show=key)
            chips.append(
                {
                    "key": key or "all",
                    "label": label,
                    "count": len(counted),
                    "url": f"{place('register')}{query}",
                    "current": key == wanted.show,
                }
            )
    return chips


def _links(request: HttpRequest, wanted: Wanted, manages: bool, all_ticked: bool) -> dict[str, Any]:
    """What this person may go on to, and how many of each wait there."""
    query = _query(request)
    links = {
        "csv": place("export", kind="csv") + query,
        "json": place("export", kind="json") + query,
        "bulk": place("bulk") + query,
    }
    waiting = {"waiting_proposals": 0, "waiting_disputes": 0}
    if manages:
        links["tick"] = place("register") + _query(request, tick="" if all_ticked else "page")
        links["add"] = place("add") + (f"?program={wanted.slug}" if wanted.slug else "")
    if manages or decide(request.user, P.REVIEW_CHANGES):
        links["proposals"] = place("proposals")
        waiting["waiting_proposals"] = len(queries.proposals_for(request.user))
    if decide(request.user, P.ANSWER_DISPUTES):
        links["disputes"] = place("disputes")
        waiting["waiting_disputes"] = len(queries.disputes_for(request.user))
    if decide(request.user, P.IMPORT_COMMITMENTS):
        links["import"] = place("import")
    if wanted.programme and decide(request.user, P.MANAGE_PROGRAMMES):
        links["programme"] = place("programme", slug=wanted.slug)
    return {"links": links, **waiting}


def _query(request: HttpRequest, **changed: str) -> str:
    """The address's own query with some of it changed; an empty value takes it out."""
    query = request.GET.copy()
    for name in ("page", "tick"):
        query.pop(name, None)
    for name, value in changed.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}" if query else ""


def _result(page: Page) -> str:
    count = page.paginator.count
    return ngettext("%(count)d commitment", "%(count)d commitments", count) % {"count": count}
