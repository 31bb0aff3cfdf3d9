"""The audit log, for those who may read it. Nothing here writes."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonground.access.audit_search import Wanted, entries_found
from commonground.access.decisions import decide
from commonground.access.opening import requires, viewer_of
from commonground.access.pages_staff.forms import AuditFilter
from commonground.access.pages_staff.rows import audit_columns, audit_row
from commonground.access.permissions import Permission
from commonground.foundation.caching import never_stored

A_PAGE = 50


@requires(Permission.VIEW_AUDIT)
@never_stored
def audit(request: HttpRequest) -> HttpResponse:
    form = AuditFilter(request.GET)
    wanted = Wanted(**form.cleaned_data) if form.is_valid() else Wanted()
    page = Paginator(entries_found(viewer_of(request), wanted), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "access/staff/audit.html",
        {
            "form": form,
            "page": page,
            "may_review": bool(decide(viewer_of(request), Permission.REVIEW_BREAK_GLASS)),
            "columns": audit_columns(),
            "rows": [audit_row(entry) for entry in page],
        },
    )
