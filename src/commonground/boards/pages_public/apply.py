"""Applying for a seat: no account, one page, sent once."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from commonground.boards import actions, queries
from commonground.boards.pages_public.forms import ApplyForm
from commonground.boards.queries import BoardToApplyTo
from commonground.foundation.caching import never_stored
from commonground.foundation.opening import open_to_anyone
from commonground.foundation.refusals import Refused
from commonground.foundation.submissions.once import new_token, submit_once


@open_to_anyone(reason="Anyone may apply for a seat", methods=("GET", "POST"))
@never_stored
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    open_to = queries.public_board_to_apply_to(slug)
    if open_to is None:
        raise Http404
    seats = [(str(seat.pk), queries.seat_name(seat)) for seat in open_to.seats]
    if request.method == "POST":
        form = ApplyForm(request.POST, seats=seats)
        if form.is_valid():
            try:
                return HttpResponseRedirect(_send(open_to, form.cleaned_data))
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused.reason))
    else:
        form = ApplyForm(seats=seats, initial={"submission": new_token()})
    context = {"form": form, "open_to": open_to, "board": open_to.board}
    return render(request, "boards/public/apply.html", context, status=422 if form.errors else 200)


def _send(open_to: BoardToApplyTo, cleaned: dict[str, Any]) -> str:
    seat = next((seat for seat in open_to.seats if str(seat.pk) == cleaned.get("seat")), None)
    details = actions.ApplicationDetails(
        language=(get_language() or "en")[:2],
        **{name: value for name, value in cleaned.items() if name not in ("seat", "submission")},
    )

    def send() -> str:
        actions.apply_for_seat(board=open_to.board, seat=seat, details=details)
        return reverse("boards:applied", args=[open_to.board.slug])

    return submit_once(cleaned["submission"], send)


@open_to_anyone(reason="Says that an application arrived; tells nothing of it")
def applied(request: HttpRequest, slug: str) -> HttpResponse:
    open_to = queries.public_board_to_apply_to(slug)
    if open_to is None:
        raise Http404
    return render(request, "boards/public/applied.html", {"open_to": open_to, "board": open_to.board})
