"""What every page has on which a person says something, or reads what they said.

No cache keeps it, no other site hears where the reader came from, no search engine lists it, and whatever is sent
that is too large gets a calm answer: nothing of it was kept, and it is still in the page before.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.utils.translation import get_language

from commonground.intake.way_in import way_in

Given = ParamSpec("Given")
_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def in_confidence(
    view: Callable[Concatenate[HttpRequest, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """For a page that carries a filing or a receipt."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        try:
            request.POST  # noqa: B018  # read here, so that what cannot be read is answered here
            response = view(request, *args, **kwargs)
        except _TOO_MUCH:
            response = show(request, "intake/too_much.html", {}, status=413)
        except (MultiPartParserError, UnreadablePostError):
            response = show(request, "intake/too_much.html", {"broken": True}, status=400)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return quiet(response)

    return answered


def show(
    request: HttpRequest, template: str, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    """A page of “Tell us”: with the way out at its top."""
    language, city = get_language() or "en", way_in()
    around = {
        "quick_exit": city.quick_exit,
        "quick_exit_name": city.quick_exit_name.in_language(language),
        "emergency": city.emergency.in_language(language),
        "desk": city.desk.in_language(language),
        "independent": city.independent.in_language(language),
    }
    return quiet(render(request, template, {**around, **context}, status=status))


def quiet(response: HttpResponse) -> HttpResponse:
    """Nobody that the reader goes to from here learns where they came from."""
    response["Referrer-Policy"] = "no-referrer"
    return response
