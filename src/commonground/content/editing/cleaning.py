"""What of HTML reaches the public: the tags, attributes and addresses named here, and nothing else.

Editors cannot write HTML, but rich text arrives from a browser as HTML, and what arrives from a browser is not
believed. Everything that is not named is dropped; scripts and styles go with their content.
"""

from dataclasses import dataclass
from functools import cache

import nh3
from bs4 import BeautifulSoup
from django.utils.text import slugify

from commonground.content.actions import Heading

TAGS = {
    "a",
    "abbr",
    "b",
    "br",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "section",
    "span",
    "strong",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
ATTRIBUTES = {
    "a": {"href", "hreflang", "lang"},
    "img": {"src", "alt", "width", "height", "loading"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "div": {"role", "tabindex", "aria-label", "aria-labelledby"},
    "details": {"open"},
    "span": {"lang"},
    "p": {"lang"},
}
# Classes are those of our own block templates: an editor's markup can take on none of another part of the page.
CLASSES = {
    "div": {
        "content-text",
        "content-contact",
        "content-questions",
        "content-question__answer",
        "content-emergency",
        "cg-alert",
        "usa-alert",
        "usa-alert--info",
        "usa-alert--warning",
        "usa-alert--success",
        "usa-alert--error",
        "usa-alert__body",
        "usa-alert__text",
        "usa-summary-box",
        "usa-summary-box__body",
        "usa-summary-box__text",
        "usa-table-container--scrollable",
    },
    "p": {"usa-alert__heading", "content-document", "content-note"},
    "h2": {"usa-summary-box__heading"},
    "h3": {"usa-process-list__heading", "content-contact__name"},
    "ol": {"usa-process-list"},
    "li": {"usa-process-list__item"},
    "details": {"content-question"},
    "figure": {"content-picture"},
    "table": {"usa-table"},
    "td": {"content-number"},
    "span": {"content-document__kind"},
}
SCHEMES = {"http", "https", "mailto", "tel", "sms"}
NOT_A_PART = "usa-summary-box__heading"  # a heading of a box, not of the page


@dataclass(frozen=True)
class CleanBody:
    opening: str  # the alert that the page begins with, if it begins with one
    html: str
    headings: tuple[Heading, ...]
    plain_text: str


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags={"script", "style", "template", "iframe", "object", "noscript", "svg", "math"},
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )


def clean_body(html: str) -> CleanBody:
    """Cleaned HTML whose headings can be linked to, its parts, and its words for the site search."""
    soup = BeautifulSoup(_cleaner().clean(html), "html.parser")
    taken: set[str] = set()
    headings: list[Heading] = []
    for tag in soup.find_all(["h2", "h3"]):
        text = tag.get_text(" ", strip=True)
        if not text:
            tag.decompose()
            continue
        tag["id"] = _free_id(text, taken)
        if tag.name == "h2" and NOT_A_PART not in tag.get("class", []):
            headings.append(Heading(tag["id"], text))
    for image in soup.find_all("img"):
        if not str(image.get("src", "")).startswith("/"):
            image.decompose()  # nothing is loaded from another site
    for link in soup.find_all("a", href=False):
        link.unwrap()
    words = " ".join(soup.get_text(" ").split())
    return CleanBody(_taken_opening(soup), str(soup).strip(), tuple(headings), words)


def _taken_opening(soup: BeautifulSoup) -> str:
    first = soup.find(True, recursive=False)
    if first is None or "usa-alert" not in first.get("class", []):
        return ""
    return str(first.extract())


def _free_id(text: str, taken: set[str]) -> str:
    # The prefix keeps a heading from taking the name of a part of the page around it ("main").
    wanted = f"s-{slugify(text)[:60] or 'part'}"
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    taken.add(name)
    return name
