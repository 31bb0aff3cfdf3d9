"""What stands in the head of a page, for search engines, link previews, feed readers and other languages."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _

LONGEST_DESCRIPTION = 200  # characters; previews cut what is longer


@dataclass(frozen=True)
class Feed:
    title: str
    url: str


@dataclass(frozen=True)
class Head:
    title: str
    description: str
    canonical: str
    alternates: tuple[tuple[str, str], ...]
    feeds: tuple[Feed, ...] = ()
    locale: str = "en_US"


def head_of(
    request: HttpRequest,
    title: str,
    description: str,
    *,
    path: str = "",
    query: str = "",
    feeds: tuple[Feed, ...] = (),
) -> Head:
    """`path` is where the page really lives, when it is shown at a second address; `query` the shortest query string
    that says the same: anything else in an address is noise."""
    path = path or request.path
    tail = f"?{query}" if query else ""
    languages = [code for code, _name in settings.LANGUAGES]
    alternates = [(code, absolute(translate_url(path, code)) + tail) for code in languages]
    alternates.append(("x-default", alternates[0][1]))
    return Head(
        title=title,
        description=shortened(description, LONGEST_DESCRIPTION),
        canonical=absolute(path) + tail,
        alternates=tuple(alternates),
        feeds=feeds,
        locale="es_US" if (get_language() or "").startswith("es") else "en_US",
    )


def absolute(path: str) -> str:
    """The address by which the world knows a page, whatever host name this request came in on."""
    return settings.PUBLIC_URL.rstrip("/") + path


def address_of(name: str, *arguments: object) -> str:
    """The whole address of one of our pages, in the language of the reader."""
    return absolute(reverse(f"commitments:{name}", args=arguments))


def shortened(text: str, most: int) -> str:
    """Whole words, and an ellipsis when something was left out."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    cut = plain[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut).rstrip(" ,.;:") + "…"


def crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """Home, commitments, and the steps below; the last one is the page itself."""
    home = reverse("commitments:programmes")
    return [{"label": _("Commitments"), "url": home}, *({"label": label, "url": url} for label, url in steps)]
