"""All appeals, one appeal, how they ended, and a feed of them."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonground.casework.city_rules import kind_file
from commonground.domains.newsroom.kind import TIP
from commonground.domains.newsroom.queries import public
from commonground.foundation.opening import open_to_anyone
from commonground.reference.city import the_city
from commonground.reference.translations import text_of
from commonground.vaults.units import units


@open_to_anyone(reason="Appeals ask the public")
def appeals(request: HttpRequest) -> HttpResponse:
    context = {"live": public.live_appeals(), "ended": public.ended_appeals(), **watched()}
    return render(request, "newsroom/public/appeals.html", context)


@open_to_anyone(reason="Appeals ask the public")
def appeal(request: HttpRequest, number: str) -> HttpResponse:
    shown = public.public_appeal(number)
    if shown is None:
        raise Http404
    context = {"shown": shown, "appeal": shown.appeal, **watched()}
    response = render(request, "newsroom/public/appeal.html", context)
    # What comes down here must not stand on in a search engine.
    response["X-Robots-Tag"] = "noindex, noimageindex, noarchive"
    return response


@open_to_anyone(reason="How long appeals take and how they end is public, in aggregate")
def results(request: HttpRequest) -> HttpResponse:
    return render(
        request, "newsroom/public/results.html", {"results": public.results(), "fewest": public.FEWEST}
    )


@open_to_anyone(reason="Appeals ask the public")
def feed(_request: HttpRequest) -> HttpResponse:
    """Live appeals only: what came down leaves the feed in the same moment."""
    language = get_language() or "en"
    made = Atom1Feed(
        title=_("Appeals of the %(department)s")
        % {"department": the_city().police_department.in_language(language)},
        link=settings.PUBLIC_URL + reverse("appeals:appeals"),
        description="",
        language=language,
        feed_url=settings.PUBLIC_URL + reverse("appeals:feed"),
    )
    for shown in public.live_appeals():
        address = settings.PUBLIC_URL + reverse("appeals:appeal", args=[shown.appeal.number])
        made.add_item(
            title=text_of(shown.appeal, "title"),
            link=address,
            description=text_of(shown.appeal, "facts"),
            unique_id=address,
            pubdate=shown.appeal.published_at,
            updateddate=shown.corrections[0].at if shown.corrections else shown.appeal.published_at,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def watched() -> dict[str, str]:
    """When somebody reads what is sent, and that an emergency is not for this page."""
    unit = units()[kind_file(TIP.key).unit]
    return {"hours": unit.hours.in_language(get_language() or "en")}
