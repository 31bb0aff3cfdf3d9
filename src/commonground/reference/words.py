"""The city's own words in a template: `{{ board|words:"name" }}`. Each package's tag library registers these filters."""

from commonground.reference.translations import Translated, marked_text_of, text_of


def words(record: Translated, field: str) -> str:
    """Marked when they are not in the page's language."""
    return marked_text_of(record, field) if getattr(record, field) else ""


def plain_words(record: Translated, field: str) -> str:
    """Without the mark, for titles and attributes."""
    return text_of(record, field)
