"""What every staff page shows around itself."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from commonground.access.queries import break_glass_of
from commonground.doors.staff.navigation import places_for
from commonground.reference.city import the_city


def page_context(request: HttpRequest) -> dict[str, object]:
    """Context of every staff page. Error pages may come before anybody is known."""
    city, language = the_city(), get_language() or "en"
    viewer = getattr(request, "user", None)
    context: dict[str, object] = {
        "city_name": city.name.in_language(language),
        "site_name": city.partnership.in_language(language),
        "home_url": reverse("home"),
        "demonstration": settings.DEMONSTRATION,
        "error_base": "design/staff/base.html",
        "public_url": settings.PUBLIC_URL,
    }
    if viewer is None or not viewer.is_authenticated:
        return context
    running, places = break_glass_of(viewer), places_for(viewer)
    # One place may lie within another: the nearest is where the person is.
    longest = max((place.url for place in places if request.path.startswith(place.url)), key=len, default="")
    return context | {
        "break_glass": running,
        "banners": ["access/parts/break_glass_banner.html"] if running else [],
        "navigation": [
            {"label": place.label, "url": place.url, "current": place.url == longest} for place in places
        ],
        "account": {
            "name": viewer.name,
            "detail": viewer.title,
            "url": reverse("access:account"),
            "sign_out_url": reverse("account_logout"),
        },
    }
