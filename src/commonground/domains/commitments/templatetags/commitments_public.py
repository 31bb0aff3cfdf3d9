"""What templates of the public pages need beside the design system: the city's Markdown, and small pictures."""

from dataclasses import dataclass

import markdown
import nh3
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from commonground.domains.commitments import words
from commonground.domains.commitments.queries.shapes import CityText, CommitmentRow
from commonground.domains.commitments.rules import Counters, State

register = template.Library()

TAGS = {
    "a", "abbr", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


@register.filter
def markdown_text(text: str) -> SafeString:
    """Markdown of the city as clean HTML, marked with its language when it is not the page's.

    Headings start below those of the page. Whatever HTML somebody typed is cleaned away, addresses other than
    http, https and mailto with it.
    """
    made = markdown.markdown(
        str(text), extensions=["toc", "tables", "sane_lists"], extension_configs={"toc": {"baselevel": 3}}
    )
    cleaned = nh3.clean(
        made,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )
    if isinstance(text, CityText) and text and text.language != words.language():
        return format_html('<div lang="{}">{}</div>', text.language, mark_safe(cleaned))  # noqa: S308 (cleaned above)
    return mark_safe(cleaned)  # noqa: S308 (cleaned above)


@register.filter
def in_words(value: object) -> str:
    """A date of any precision as people read it."""
    return words.date_in_words(value)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Segment:
    tone: str
    start: str
    width: str


@register.inclusion_tag("commitments/public/parts/bar.html")
def share_bar(counters: Counters) -> dict[str, object]:
    """A bar cut into the shares of each state. Decoration: the figures stand beside it in words."""
    shares = (
        (State.IMPLEMENTED, counters.implemented),
        (State.REPORTED, counters.reported),
        (State.STARTED, counters.in_progress),
        (State.NOT_STARTED, counters.not_started),
    )
    segments, position = [], 0.0
    for state, count in shares:
        width = 100 * count / counters.total if counters.total else 0.0
        if width:
            segments.append(Segment(words.TONES[state], f"{position:.2f}", f"{width:.2f}"))
        position += width
    return {"segments": segments}


@register.inclusion_tag("commitments/public/parts/tags.html")
def commitment_tags(row: CommitmentRow) -> dict[str, object]:
    """The marks of a commitment: where it stands, and what is laid over it."""
    reported = row.state is State.REPORTED
    return {"row": row, "label": words.STATES[State.REPORTED] if reported else row.status_label}
