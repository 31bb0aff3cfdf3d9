"""Text that the city wrote, in the reader's language where the city has it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from commonground.domains.commitments import words


class CityText(str):
    """A text in the reader's language where the city has it, in the city's first language otherwise."""

    language: str
    source: str  # as written in the city's first language

    @classmethod
    def of(cls, text: str, translations: dict[str, dict[str, str]], name: str) -> "CityText":
        reader = words.language()
        translated = (translations.get(reader) or {}).get(name)
        made = cls(translated or text)
        made.language = reader if translated else "en"
        made.source = text
        return made

    @property
    def marked(self) -> "str | SafeString":
        """The text, in a `lang` of its own when it is not in the page's language."""
        if not self or self.language == words.language():
            return str(self)
        return format_html('<span lang="{}">{}</span>', self.language, str(self))
