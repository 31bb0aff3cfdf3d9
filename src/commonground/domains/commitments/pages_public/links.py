"""Addresses and files that several pages name."""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from commonground.domains.commitments.filters import CommitmentFilter
from commonground.domains.commitments.pages_public.head import Feed
from commonground.domains.commitments.queries.shapes import ProgrammeShown


def at(name: str, *arguments: object) -> str:
    return reverse(f"commitments:{name}", args=arguments)


def list_address(slug: str, asked: CommitmentFilter) -> str:
    query = asked.query_string()
    return at("list", slug) + (f"?{query}" if query else "")


def feed_of(programme: ProgrammeShown) -> Feed:
    return Feed(_("Changes: %(name)s") % {"name": programme.name}, at("feed", programme.slug))


def downloads_of(programme: ProgrammeShown) -> list[dict[str, str]]:
    slug = programme.slug
    return [
        {"label": _("Two pages for the council"), "url": at("council", slug), "format": "PDF"},
        {"label": _("The whole program, to print"), "url": at("report", slug), "format": "HTML"},
        {"label": _("Every commitment, for a spreadsheet"), "url": at("csv", slug), "format": "CSV"},
        {"label": _("Every commitment, for programs"), "url": at("json", slug), "format": "JSON"},
        {"label": _("Every change, as it happens"), "url": at("feed", slug), "format": "Atom"},
    ]


def style_sheet(name: str) -> str:
    return static(f"commitments/{name}")
