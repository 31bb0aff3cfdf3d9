"""No cache keeps a staff page: not the browser's on a shared desk, not a proxy's."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class NeverStored:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
