"""The start page: where the promises stand, what changed, when residents can speak, and where help is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonground.boards import queries as boards
from commonground.content import queries as content
from commonground.domains.commitments import queries as commitments
from commonground.domains.commitments.pages_public.changes import told
from commonground.domains.commitments.pages_public.found import as_of
from commonground.domains.commitments.pages_public.overview import counters_shown, standing_sentence
from commonground.foundation.opening import open_to_anyone

MOST_CHANGES, MOST_MEETINGS = 4, 4


@open_to_anyone(reason="The start page")
def home(request: HttpRequest) -> HttpResponse:
    programme = next(iter(commitments.public_programmes()), None)
    overview = commitments.public_overview(programme.slug) if programme else None
    context: dict[str, object] = {
        "meetings": boards.upcoming_meetings(limit=MOST_MEETINGS),
        "pages": content.menu(request.LANGUAGE_CODE),
    }
    if overview is not None:
        context |= {
            "overview": overview,
            "programme": overview.programme,
            "sentence": standing_sentence(overview.counters),
            "counters": counters_shown(overview.programme.slug, overview.counters),
            "latest": told(overview.latest[:MOST_CHANGES]),
            "as_of": as_of(overview.programme),
        }
    return render(request, "doors/public/home.html", context)
