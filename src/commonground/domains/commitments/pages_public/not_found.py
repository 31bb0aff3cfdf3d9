"""A 404 that helps: what is missing here may be one search away."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonground.domains.commitments import queries
from commonground.domains.commitments.pages_public.head import crumbs, head_of
from commonground.domains.commitments.pages_public.links import at

View = Callable[..., HttpResponse]


def with_search_hint(view: View) -> View:
    """Shows a search of the program, or the programs that there are, where the view finds nothing."""

    @wraps(view)
    def answered(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            return view(request, **parts)
        except Http404:
            return _hint(request, parts.get("programme", ""))

    return answered


def _hint(request: HttpRequest, slug: str) -> HttpResponse:
    title = _("We cannot find this commitment")
    programmes = queries.public_programmes()
    context = {
        "head": head_of(request, title, title, path=at("programmes")),
        "crumbs": crumbs((title, "")),
        "title": title,
        "programmes": programmes,
        "searched": next((one for one in programmes if one.slug == slug), None),
    }
    return render(request, "commitments/public/not_found.html", context, status=404)
