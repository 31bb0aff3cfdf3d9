"""What every page of the public door shows around itself: the city, the ways through the site, both languages."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from commonground.content import queries as content
from commonground.content.queries import PageLink
from commonground.reference.city import City, the_city


def page_context(request: HttpRequest) -> dict[str, object]:
    """Context of every public page; a function of the address and the data, nothing else."""
    city, language = the_city(), get_language() or "en"
    around = content.menu_and_footer(language)
    name = city.name.in_language(language)
    return {
        "city_name": name,
        "site_name": city.partnership.in_language(language),
        "home_url": reverse("home"),
        "official_text": _("An official website of the %(city)s and the %(department)s")
        % {"city": name, "department": city.police_department.in_language(language)},
        "official_details": _official_details(request),
        "demonstration": settings.DEMONSTRATION,
        "navigation": _navigation(request, around.menu),
        "search_url": reverse("search"),
        "language_links": _language_links(request, language),
        "footer": _footer(city, language, around.footer),
        "canonical_url": settings.PUBLIC_URL + request.path,
    }


def _official_details(request: HttpRequest) -> list[dict[str, str]]:
    host = urlsplit(settings.PUBLIC_URL).netloc
    return [
        {
            "heading": _("This is where the city answers"),
            "text": _("Look for %(host)s in the address bar. Only the city writes here.") % {"host": host},
        },
        {
            "heading": _("Nobody tracks you here"),
            "text": _(
                "This site sets no cookies, asks no other company for anything and keeps no record of readers."
            ),
        },
    ]


def _navigation(request: HttpRequest, menu: list[PageLink]) -> list[dict[str, object]]:
    entries = [
        (_("Commitments"), reverse("commitments:programmes")),
        (_("Boards"), reverse("boards:boards")),
        (_("Tell us"), reverse("tell_us:start")),
        (_("Appeals"), reverse("appeals:appeals")),
        *((page.title, page.url) for page in menu),
    ]
    return [
        {"label": label, "url": url, "current": request.path.startswith(url) and url != reverse("home")}
        for label, url in entries
    ]


def _language_links(request: HttpRequest, language: str) -> list[dict[str, object]]:
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    links = []
    for code, _name in settings.LANGUAGES:
        links.append(
            {
                "code": code,
                "name": get_language_info(code)["name_local"].capitalize(),
                "url": translate_url(request.path, code) + query,
                "current": code == language,
            }
        )
    return links


def _footer(city: City, language: str, pages: list[PageLink]) -> dict[str, object]:
    return {
        "columns": [
            {
                "heading": _("Keep up"),
                "links": [
                    {"label": _("Commitments"), "url": reverse("commitments:programmes")},
                    {"label": _("Boards and meetings"), "url": reverse("boards:boards")},
                    {"label": _("Everything that changed"), "url": reverse("changes")},
                    {"label": _("Complaint, thanks, question"), "url": reverse("tell_us:start")},
                ],
            },
            {
                "heading": _("About this site"),
                "links": [{"label": page.title, "url": page.url} for page in pages],
            },
        ],
        "help": [
            {"label": _("Emergency"), "value": "911", "url": "tel:911"},
            {"label": _("Suicide and crisis line"), "value": "988", "url": "tel:988"},
            {
                "label": _("The partnership's office"),
                "value": city.contact.telephone,
                "url": f"tel:{city.contact.telephone}",
            },
        ],
        "note": f"{city.name.in_language(language)}, {city.contact.address}. {city.contact.email}",
    }
