"""The gallery's addresses, and the strict policy under which a door serves every page."""

from django.urls import include, path
from django.utils import translation

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

urlpatterns = [path("", include("commonground.design.pages_gallery"))]


class StrictPolicy:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response["Content-Security-Policy"] = POLICY
        return response


class LanguageFromQuery:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.LANGUAGE_CODE = "es" if request.GET.get("language") == "es" else "en"
        with translation.override(request.LANGUAGE_CODE):
            return self.get_response(request)
