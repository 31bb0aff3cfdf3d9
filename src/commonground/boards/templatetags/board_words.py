"""The city's own words in a template: `{{ board|words:"name" }}`, marked when they are not in the page's language."""

from django import template
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from commonground.boards.models import Board
from commonground.reference.translations import Translated, text_of
from commonground.reference.words import plain_words, words

register = template.Library()
WORDS_OF_A_SUMMARY = 36


register.filter(words)
register.filter(plain_words)


@register.filter
def first_words(record: Translated, field: str) -> str:
    """The beginning of a long text, for cards. Unmarked: a mark would be cut with the text."""
    return Truncator(text_of(record, field)).words(WORDS_OF_A_SUMMARY)


@register.simple_tag
def trail(door: str, last: str, board: Board | None = None, list_name: str = "") -> list[dict[str, str]]:
    """Items for the breadcrumbs: all boards, one board, a list beside it, the page itself. `door` names the pages."""
    items = [{"label": _("Boards"), "url": reverse(f"{door}:boards")}]
    if board is not None:
        items.append({"label": words(board, "name"), "url": reverse(f"{door}:board", args=[board.slug])})
    if list_name == "recommendations":
        items.append({"label": _("Recommendations"), "url": reverse(f"{door}:recommendations")})
    if list_name == "applications":
        items.append({"label": _("Applications"), "url": reverse(f"{door}:applications")})
    return [*items, {"label": last, "url": ""}]
