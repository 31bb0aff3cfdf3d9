"""Forms at the public door come from its own pages.

There is no account and no cookie here, so there is nothing for a forged request to borrow; what this refuses is
other sites filling in our forms through a visitor's browser. `Sec-Fetch-Site` and `Origin` are set by browsers and
cannot be forged by a page. A client that sends neither (a script, an old browser) is let through.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

SAFE = ("GET", "HEAD", "OPTIONS")
# Pages here tell nobody where a reader comes from (`Referrer-Policy: no-referrer`); an old browser, which knows no
# `Sec-Fetch-Site`, then sends `Origin: null` even to us. Whoever forges a form from there has filed something: no more.
SAYS_NO_ORIGIN = "/tell-us/"


class SameOrigin:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE and _comes_from_elsewhere(request):
            raise PermissionDenied
        return self.get_response(request)


def _comes_from_elsewhere(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin == "null" and SAYS_NO_ORIGIN in request.path:
        return False
    return (
        origin is not None
        and origin != settings.PUBLIC_URL
        and origin != f"{request.scheme}://{request.get_host()}"
    )
