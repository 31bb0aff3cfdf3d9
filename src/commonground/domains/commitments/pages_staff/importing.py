"""Loading a file into the register: upload, look at what would change, confirm exactly that, read what was done."""

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonground.access.opening import requires
from commonground.access.permissions import Permission as P
from commonground.domains.commitments import queries
from commonground.domains.commitments.actions import settle_import
from commonground.domains.commitments.importing import FileUnreadable, ImportPlan, carry_out, plan_import
from commonground.domains.commitments.pages_staff import kept
from commonground.domains.commitments.pages_staff.forms.base import SubmittedForm
from commonground.domains.commitments.pages_staff.forms.imports import NEW, ConfirmForm, ImportForm
from commonground.domains.commitments.pages_staff.places import crumbs, place
from commonground.domains.commitments.pages_staff.saving import saved, tell
from commonground.domains.commitments.pages_staff.showing import day_of
from commonground.domains.commitments.queries.choices import names_of
from commonground.domains.commitments.queries.staff_shapes import ImportShown
from commonground.domains.commitments.words import value_in_words
from commonground.foundation.caching import never_stored
from commonground.foundation.links import LinkRefused
from commonground.foundation.refusals import Refused

ROWS_ON_A_PAGE = 50


@requires(P.IMPORT_COMMITMENTS, methods=("GET", "POST"))
@never_stored
def upload(request: HttpRequest) -> HttpResponse:
    """The file is read at once, so that one that cannot be read is refused here, beside its field."""
    programmes = [(one.shown.slug, one.shown.name) for one in queries.programmes_for(request.user)]
    form = ImportForm(request.POST or None, request.FILES or None, programmes=programmes)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_keep(request, form))
        except FileUnreadable as refused:
            form.add_error("file", str(refused.reason))
    return _upload_page(request, form)


@requires(P.IMPORT_COMMITMENTS, methods=("GET", "POST"))
@never_stored
def plan(request: HttpRequest, token: str) -> HttpResponse:
    """What would change, from what to what. Confirming carries out the plan that was shown, or shows the new one."""
    try:
        upload = kept.opened(token, person=request.user.pk)
        planned = plan_import(upload.file(), upload.target)
    except (LinkRefused, FileUnreadable) as refused:
        return _upload_again(request, refused)
    form = ConfirmForm(
        request.POST or None, refused=len(planned.refused), initial={"plan": _fingerprint(planned)}
    )
    stale = request.method == "POST" and request.POST.get("plan") != _fingerprint(planned)
    if request.method == "POST" and form.is_valid():
        answer = saved(request, form, lambda: _carry_out(request, planned, stale))
        if answer is not None:
            return answer
    if stale:
        form.data = form.data.copy()
        form.data["plan"] = _fingerprint(planned)
    return _plan_page(request, planned, form, stale)


@requires(P.IMPORT_COMMITMENTS)
@never_stored
def result(request: HttpRequest, import_id: int) -> HttpResponse:
    """What an import did, and which rows it refused."""
    run = _run(request, import_id)
    refused = Paginator(run.refused, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "commitments/staff/import_result.html",
        {
            "crumbs": crumbs((_("Import"), place("import")), (run.file_name, "")),
            "run": run,
            "register_url": place("register") + f"?program={run.programme_slug}",
            "when": day_of(run.at),
            "by": names_of([run.by]).get(run.by, _("Command line")),
            "refused_rows": len({row["line"] for row in run.refused}),
            "refused_columns": _refused_columns(),
            "refused": [_refused_line(row["line"], row["column"], row["reason"]) for row in refused],
            "page": refused,
            "settle_url": ""
            if run.settled_at or not run.refused
            else place("import_settle", import_id=run.id),
            "form": SubmittedForm(),
        },
    )


@requires(P.IMPORT_COMMITMENTS, methods=("POST",))
@never_stored
def settle(request: HttpRequest, import_id: int) -> HttpResponse:
    """The refused rows need nobody any more: they leave the start page."""
    run = _run(request, import_id)
    form = SubmittedForm(request.POST)

    def do() -> str:
        settle_import(import_id=run.id, by=request.user)
        tell(request, _("Noted: the refused rows are dealt with."))
        return place("import", import_id=run.id)

    answer = saved(request, form, do) if form.is_valid() else None
    return answer or redirect(place("import", import_id=run.id))


def _keep(request: HttpRequest, form: ImportForm) -> str:
    file: UploadedFile = form.cleaned_data["file"]
    new = form.cleaned_data["programme"] == NEW
    name = form.cleaned_data["new_name"] if new else ""
    uploaded = kept.keep(
        file.read(),
        person=request.user.pk,
        file_name=file.name or "",
        programme=slugify(name)[:80] if new else form.cleaned_data["programme"],
        new_name=name,
    )
    plan_import(uploaded.file(), uploaded.target)
    return place("import_plan", token=uploaded.token())


def _carry_out(request: HttpRequest, planned: ImportPlan, stale: bool) -> str:
    if stale:
        raise Refused(
            _("The register has changed since you looked at this plan. Below is the plan as it is now.")
        )
    done = carry_out(planned, skip_refused=True, by=request.user)
    if done.import_id is None:
        tell(request, _("The register says all of this already. Nothing was changed."))
        return place("import")
    tell(request, _("The file is imported."))
    if done.proposed:
        waiting = ngettext(
            "%(count)d commitment waits for a second person.",
            "%(count)d commitments wait for a second person.",
            done.proposed,
        )
        tell(request, waiting % {"count": done.proposed})
    return place("import", import_id=done.import_id)


def _fingerprint(planned: ImportPlan) -> str:
    """Differs when anything that would happen differs, and when a commitment was saved in between."""
    rows = [
        (row.line, row.number, row.version, [(one.field, one.before, one.after) for one in row.fields])
        for row in planned.rows
    ]
    beside = (
        sorted(planned.new_topics.items()),
        planned.new_bodies,
        [str(one) for one in planned.new_milestones],
    )
    refused = [(row.line, row.column) for row in planned.refused]
    return hashlib.sha256(repr((planned.sha256, rows, beside, refused)).encode()).hexdigest()


def _upload_page(request: HttpRequest, form: ImportForm) -> HttpResponse:
    runs = queries.imports_for(request.user)
    page = Paginator(runs, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    names = names_of([run.by for run in page])
    return render(
        request,
        "commitments/staff/import.html",
        {
            "crumbs": crumbs((_("Import"), "")),
            "form": form,
            "submit_label": _("Show what would change"),
            "cancel_url": place("register"),
            "columns": _history_columns(),
            "runs": [_history_line(run, names) for run in page],
            "page": page,
        },
    )


def _upload_again(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The upload is gone, or its programme is: said above a fresh form."""
    programmes = [(one.shown.slug, one.shown.name) for one in queries.programmes_for(request.user)]
    form = ImportForm({}, programmes=programmes)
    form.errors.clear()
    form.add_error(None, str(refused.reason))
    return _upload_page(request, form)


def _plan_page(request: HttpRequest, planned: ImportPlan, form: ConfirmForm, stale: bool) -> HttpResponse:
    rows = Paginator(planned.rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    refused = Paginator(planned.refused, ROWS_ON_A_PAGE).get_page(request.GET.get("refused"))
    return render(
        request,
        "commitments/staff/import_plan.html",
        {
            "crumbs": crumbs((_("Import"), place("import")), (planned.file_name, "")),
            "plan": planned,
            "form": form,
            "stale": stale,
            "rows": [_plan_row(row) for row in rows],
            "rows_page": rows,
            "refused_rows": len({row.line for row in planned.refused}),
            "refused_columns": _refused_columns(),
            "refused": [_refused_line(row.line, row.column, row.reason) for row in refused],
            "refused_page": refused,
            "beside": _beside(planned),
            "cancel_url": place("import"),
        },
    )


def _plan_row(row: Any) -> dict[str, Any]:
    return {
        "line": row.line,
        "number": row.number,
        "statement": row.statement,
        "is_new": row.is_new,
        "fields": [
            {
                "label": one.label,
                "before": value_in_words(one.field, one.before),
                "after": value_in_words(one.field, one.after),
            }
            for one in row.fields
            if not (row.is_new and one.field == "statement")
        ],
    }


def _beside(planned: ImportPlan) -> list[str]:
    """What comes with the rows: topics, bodies, milestones, and what was noticed while reading."""
    said = []
    if planned.new_topics:
        named = "; ".join(f"{number}. {name}" for number, name in planned.new_topics.items())
        said.append(_("New topics: %(names)s") % {"names": named})
    if planned.new_bodies:
        said.append(_("New public bodies: %(names)s") % {"names": "; ".join(planned.new_bodies)})
    if planned.new_milestones:
        said.append(_("New milestones: %(count)d") % {"count": len(planned.new_milestones)})
    return [*said, *planned.differences, *planned.notes]


def _run(request: HttpRequest, import_id: int) -> ImportShown:
    found = next((run for run in queries.imports_for(request.user) if run.id == import_id), None)
    if found is None:
        raise Http404
    return found


def _refused_columns() -> list[Any]:
    return [{"label": _("Line"), "numeric": True}, _("Column"), _("Why")]


def _refused_line(line: int, column: str, reason: str) -> list[Any]:
    return [str(line), column or _("whole row"), reason]


def _history_columns() -> list[Any]:
    counted = [
        {"label": label, "numeric": True}
        for label in (_("Added"), _("Changed"), _("As before"), _("Refused"))
    ]
    return [_("File"), _("Program"), _("When"), _("By"), *counted]


def _history_line(run: ImportShown, names: dict[str, str]) -> list[Any]:
    return [
        {"text": run.file_name, "url": place("import", import_id=run.id)},
        run.programme_name,
        day_of(run.at),
        names.get(run.by, _("Command line")),
        run.created,
        run.changed,
        run.unchanged,
        len({row["line"] for row in run.refused}),
    ]
