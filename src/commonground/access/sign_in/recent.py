"""Dangerous acts ask again who somebody is, unless they showed it within the last five minutes."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from commonground.access.rules import is_recent
from commonground.access.sign_in import kept_form
from commonground.access.sign_in import session as marks
from commonground.access.sign_in.middleware import redirect_for
from commonground.foundation import clock


def recently_authenticated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What was posted is kept and given back afterwards. Put it under `@requires`."""

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if is_recent(marks.moment(request.session, marks.AUTHENTICATED), clock.now()):
            return view(request, *args, **kwargs)
        return _ask_again(request)

    return checked


def _ask_again(request: HttpRequest) -> HttpResponse:
    after = request.get_full_path()
    if sealed := kept_form.sealed_form(request, person=request.user.pk):
        kept_form.put(request, sealed)
        after = reverse("access:kept_form")
    return redirect_for(request, f"{confirm_address(request)}?{urlencode({'next': after})}")


def confirm_address(request: HttpRequest) -> str:
    """By password or factor; whoever has neither here confirms at the city's sign-on."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    if methods:
        return str(methods[0]["url"])
    return reverse("access:single_sign_on_again")
