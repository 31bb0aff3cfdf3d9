"""What shared caches may keep of a page."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import HttpResponse

Given = ParamSpec("Given")


def never_stored(view: Callable[Given, HttpResponse]) -> Callable[Given, HttpResponse]:
    """For a page that carries a form's token, or answers one person: no cache keeps it."""

    @wraps(view)
    def answered(*args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return answered
