"""Disputes: what residents say is not implemented. Answered in public, or declined as abuse with a reason."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from commonground.access.opening import requires
from commonground.access.permissions import Permission as P
from commonground.domains.commitments import queries
from commonground.domains.commitments.actions import answer_dispute, decline_dispute, publish_dispute
from commonground.domains.commitments.pages_staff.finding import found_dispute
from commonground.domains.commitments.pages_staff.forms.base import SubmittedForm, spanish_of
from commonground.domains.commitments.pages_staff.forms.review import AnswerForm, DeclineForm
from commonground.domains.commitments.pages_staff.places import crumbs, path_of, place
from commonground.domains.commitments.pages_staff.saving import saved, tell
from commonground.domains.commitments.pages_staff.showing import DISPUTE_TONES, day_of
from commonground.domains.commitments.queries.staff_shapes import StaffDispute
from commonground.foundation.caching import never_stored

DEALT_WITH_ON_A_PAGE = 20


@requires(P.ANSWER_DISPUTES)
@never_stored
def disputes(request: HttpRequest) -> HttpResponse:
    """The queue, those due first, and what was dealt with."""
    every = queries.disputes_for(request.user, waiting=False)
    dealt_with = [one for one in every if one.state != "received"]
    page = Paginator(dealt_with[::-1], DEALT_WITH_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "commitments/staff/disputes.html",
        {
            "crumbs": crumbs((_("Disputes"), "")),
            "waiting": [_card(one) for one in every if one.state == "received"],
            "columns": [_("Commitment"), _("Dispute"), _("Received"), _("State")],
            "dealt_with": [_line(one) for one in page],
            "page": page,
        },
    )


@requires(P.ANSWER_DISPUTES, methods=("GET", "POST"))
@never_stored
def dispute(request: HttpRequest, dispute_id: uuid.UUID) -> HttpResponse:
    """Three things can be done: publish what was written, answer it, or decline it as abuse."""
    found = found_dispute(request.user, dispute_id)
    does = request.POST.get("do", "")
    sent = request.POST if request.method == "POST" else None
    answer_form = AnswerForm(
        sent if does in ("answer", "publish") else None,
        initial={"published_text": found.published_text or found.text},
        answers=does != "publish",
    )
    decline_form = DeclineForm(sent if does == "decline" else None, auto_id="decline_%s")
    form = decline_form if does == "decline" else answer_form
    if sent is not None and form.is_valid():
        answer = saved(request, form, lambda: _do(request, form, found, does))
        if answer is not None:
            return answer
    return _page(request, found, answer_form, decline_form)


def _do(request: HttpRequest, form: SubmittedForm, found: StaffDispute, does: str) -> str:
    typed = form.cleaned_data
    if does == "decline":
        decline_dispute(dispute_id=found.id, reason=typed["reason"], by=request.user)
        tell(request, _("Declined as abuse. The public does not see it."))
    elif does == "publish":
        publish_dispute(dispute_id=found.id, text=typed["published_text"], by=request.user)
        tell(request, _("Published. An answer is still due."))
        return place("dispute", dispute_id=found.id)
    else:
        answer_dispute(
            dispute_id=found.id,
            answer=typed["answer"],
            published_text=typed["published_text"],
            translations=spanish_of(typed, "answer"),
            by=request.user,
        )
        tell(request, _("The answer is published and stays on the record."))
    return place("disputes")


def _page(
    request: HttpRequest, found: StaffDispute, answer_form: AnswerForm, decline_form: DeclineForm
) -> HttpResponse:
    waiting = found.state == "received"
    sent = next((form for form in (answer_form, decline_form) if form.is_bound), None)
    return render(
        request,
        "commitments/staff/dispute.html",
        {
            "crumbs": crumbs(
                (_("Disputes"), place("disputes")), (_("No. %(number)s") % {"number": found.number}, "")
            ),
            "title": f"{found.number}. {found.statement}",
            "shown": _shown(found),
            "overtaken": None if waiting else sent,
            "unsent": ""
            if waiting or sent is None
            else sent.data.get("answer") or sent.data.get("reason", ""),
            "answer_form": answer_form if waiting else None,
            "decline_form": decline_form if waiting else None,
            "cancel_url": place("disputes"),
        },
    )


def _shown(found: StaffDispute) -> dict[str, Any]:
    received = _("Received on %(received)s.") % {"received": day_of(found.received_at)}
    if found.state == "received":
        due = date_format(found.answer_due_on)
        late = _("The answer was due on %(due)s.") if found.late else _("The answer is due on %(due)s.")
        received = f"{received} {late % {'due': due}}"
    return {
        "status": _status(found),
        "received": received,
        "commitment_url": path_of("commitment", found.commitment_id),
        "text": found.text,
        "language": found.language,
        "published": bool(found.published_text),
        "published_text": found.published_text,
        "writes_back": found.wants_an_answer_by_mail,
        "answer": found.answer,
        "answered": found.answered_at and day_of(found.answered_at),
        "declined": found.state == "declined-as-abuse",
    }


def _card(one: StaffDispute) -> dict[str, Any]:
    due = _("Answer due") if not one.late else _("Answer was due")
    return {
        "title": f"{one.number}. {one.statement}",
        "url": place("dispute", dispute_id=one.id),
        "text": Truncator(one.text).chars(240),
        "status": _status(one),
        "facts": [
            {"label": _("Received"), "value": day_of(one.received_at)},
            {"label": due, "value": date_format(one.answer_due_on)},
        ],
    }


def _line(one: StaffDispute) -> list[Any]:
    return [
        {"text": f"{one.number}. {one.statement}", "url": place("dispute", dispute_id=one.id)},
        Truncator(one.text).chars(120),
        day_of(one.received_at),
        {"text": one.state_label, "tone": DISPUTE_TONES[one.state]},
    ]


def _status(one: StaffDispute) -> dict[str, str]:
    if one.late:
        return {"label": _("Answer is late"), "tone": "late"}
    return {"label": one.state_label, "tone": DISPUTE_TONES[one.state] if one.state != "received" else "hold"}
