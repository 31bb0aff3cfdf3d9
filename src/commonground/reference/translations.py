"""Content that a city wrote in more than one language. Interface strings are gettext's; these are the city's own."""

from typing import Protocol

from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString


class Translated(Protocol):
    translations: dict[str, dict[str, str]]


def text_of(record: Translated, field: str) -> str:
    """The field in the reader's language where the city has it, in the city's first language otherwise."""
    language = (translation.get_language() or "en").split("-")[0]
    return record.translations.get(language, {}).get(field) or str(getattr(record, field))


def marked_text_of(record: Translated, field: str) -> str | SafeString:
    """As `text_of`, marked with its language when it is not the page's, so that a screen reader says it right."""
    language = (translation.get_language() or "en").split("-")[0]
    if language == "en" or record.translations.get(language, {}).get(field):
        return text_of(record, field)
    return format_html('<span lang="en">{}</span>', getattr(record, field))
