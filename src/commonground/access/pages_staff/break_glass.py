"""Breaking the glass: starting and ending a session, and the review by somebody else."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonground.access.actions import end_break_glass, review_break_glass, start_break_glass
from commonground.access.decisions import roles_held
from commonground.access.opening import requires, signed_in, viewer_of
from commonground.access.pages_staff.answers import add_refusal
from commonground.access.pages_staff.forms import BreakGlassForm, ReviewForm
from commonground.access.pages_staff.rows import glass_columns, glass_row, moment_text
from commonground.access.permissions import Permission
from commonground.access.queries import break_glass_of, break_glass_session, break_glass_sessions, runs_now
from commonground.access.roles import ROLES
from commonground.access.sign_in.recent import recently_authenticated
from commonground.foundation import clock
from commonground.foundation.caching import never_stored
from commonground.foundation.refusals import Refused
from commonground.foundation.submissions.once import submit_once

BOTH = ("GET", "POST")
A_PAGE = 25


@requires(Permission.BREAK_GLASS, methods=BOTH)
@recently_authenticated
@never_stored
def start(request: HttpRequest) -> HttpResponse:
    form = BreakGlassForm(request.POST or None, held=roles_held(viewer_of(request), on=clock.today()))
    if request.method == "POST" and form.is_valid():
        try:
            return HttpResponseRedirect(submit_once(form.token, lambda: _start(request, form)))
        except Refused as refused:
            add_refusal(form, refused)
    return render(
        request,
        "access/staff/break_glass.html",
        {"form": form, "running": break_glass_of(request.user)},
    )


def _start(request: HttpRequest, form: BreakGlassForm) -> str:
    written = form.cleaned_data
    start_break_glass(
        role=written["role"], reason=written["reason"], minutes=written["minutes"], by=viewer_of(request)
    )
    messages.warning(request, _("The session has begun. Those who review it have been told."))
    return "/"


# Whoever runs one may end it, also after the role that let them begin was taken away.
@signed_in(reason="ends one's own break-glass session", methods=("POST",))
@never_stored
def end(request: HttpRequest) -> HttpResponse:
    end_break_glass(by=viewer_of(request))
    messages.success(request, _("The break-glass session has ended."))
    return HttpResponseRedirect("/")


@requires(Permission.REVIEW_BREAK_GLASS)
@never_stored
def sessions(request: HttpRequest) -> HttpResponse:
    waiting = request.GET.get("show") != "all"
    page = Paginator(break_glass_sessions(waiting=waiting), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "access/staff/break_glass_sessions.html",
        {
            "page": page,
            "columns": glass_columns(),
            "rows": [glass_row(session) for session in page],
            "waiting": waiting,
        },
    )


@requires(Permission.REVIEW_BREAK_GLASS, methods=BOTH)
@never_stored
def review(request: HttpRequest, session_id: int) -> HttpResponse:
    session = break_glass_session(session_id)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            review_break_glass(session_id=session_id, note=form.cleaned_data["note"], by=viewer_of(request))
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The review is on the record."))
            return HttpResponseRedirect(reverse("access:break_glass_sessions"))
    own = session.person_id == viewer_of(request).pk
    return render(
        request,
        "access/staff/break_glass_review.html",
        {
            "session": session,
            "facts": _facts(session),
            "form": form,
            "own": own,
            "running": runs_now(session),
            "may_review": not own and not runs_now(session) and session.reviewed_at is None,
        },
    )


def _facts(session: object) -> list[dict[str, object]]:
    role = ROLES.get(session.role)  # type: ignore[attr-defined]
    ended = session.ended_at or session.ends_at  # type: ignore[attr-defined]
    return [
        {"label": _("Who"), "value": session.person.name},  # type: ignore[attr-defined]
        {"label": _("Role taken"), "value": role.name if role else session.role},  # type: ignore[attr-defined]
        {"label": _("Began"), "value": moment_text(session.started_at)},  # type: ignore[attr-defined]
        {"label": _("Ended, or ends"), "value": moment_text(ended)},
        {"label": _("Reason given"), "value": session.reason},  # type: ignore[attr-defined]
    ]
