"""Shows a published page by its address. Stands last at the public door: what no other page claims comes here."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from commonground.content import rules
from commonground.content.queries import PageElsewhere, PageShown, public_page
from commonground.foundation.opening import open_to_anyone

LONG_PAGE = 3  # headings, from which on a page gets a list of its parts


@open_to_anyone(reason="Pages that the city has published.")
def page(request: HttpRequest, path: str) -> HttpResponseBase:
    """The page; a moved one sends on; anything else is 404."""
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    found = public_page(path, language)
    if found is None:
        raise Http404
    if isinstance(found, PageElsewhere):
        return HttpResponsePermanentRedirect(rules.public_address(found.path, found.language))
    return _drawn(request, found)


def _drawn(request: HttpRequest, found: PageShown) -> HttpResponse:
    context = page_context(found)
    return render(request, "content/public/page.html", context)


def page_context(found: PageShown) -> dict[str, object]:
    """What the template shows; the staff door's preview of a draft shows the same."""
    crumbs = [{"label": gettext("Home"), "url": rules.public_address("", _prefix_language())}]
    crumbs += [{"label": link.title, "url": link.url} for link in found.above]
    crumbs += [{"label": found.title, "url": ""}]
    return {
        "page": found,
        "crumbs": crumbs,
        "parts": found.headings if len(found.headings) >= LONG_PAGE else (),
        "below": [{"title": link.title, "url": link.url, "text": link.summary} for link in found.below],
    }


def _prefix_language() -> str:
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]
