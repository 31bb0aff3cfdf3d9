"""Both doors deny what nobody opened: a view without an `opening` answers as if it were not there."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed

from commonground.foundation.opening import Opening

Respond = Callable[[HttpRequest], HttpResponse]


class DeniedUnlessOpened:
    """Reads `view.opening` before any view runs: anyone, signed in, or holding a permission; and by which method."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        opening: Opening | None = getattr(view, "opening", None)
        if opening is None:
            raise Http404
        if request.method not in opening.methods:
            return HttpResponseNotAllowed(opening.methods)
        if not opening.signed_in:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if opening.permission is not None:
            self._check(request, opening.permission)
        return None

    def _check(self, request: HttpRequest, permission: str) -> None:
        # The public door has no people; it must not load how they are decided about.
        from commonground.access.decisions import decide
        from commonground.access.permissions import Permission

        decision = decide(request.user, Permission(permission))
        if not decision:
            raise PermissionDenied(str(decision.reason))
