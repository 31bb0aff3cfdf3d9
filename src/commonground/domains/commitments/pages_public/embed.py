"""The panel that another site shows in a frame: counters and the way here. No script, no cookie, no form."""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt

from commonground.domains.commitments.pages_public.found import as_of, overview_of
from commonground.domains.commitments.pages_public.head import absolute, address_of
from commonground.domains.commitments.pages_public.overview import counters_shown, standing_sentence
from commonground.foundation.opening import open_to_anyone
from commonground.reference.city import the_city

THEMES = ("light", "dark")


@open_to_anyone(reason="Made to be shown by any site")
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "script-src": ["'none'"], "form-action": ["'none'"]})
def embed(request: HttpRequest, programme: str) -> HttpResponse:
    overview = overview_of(programme)
    theme = request.GET.get("theme", "")
    counters = counters_shown(programme, overview.counters)
    context = {
        "overview": overview,
        "sentence": standing_sentence(overview.counters),
        "counters": [{**one, "url": absolute(str(one["url"]))} for one in counters],
        "address": address_of("programme", programme),
        "city": the_city(),
        "theme": theme if theme in THEMES else "",
        "as_of": as_of(overview.programme),
    }
    return render(request, "commitments/public/embed.html", context)
