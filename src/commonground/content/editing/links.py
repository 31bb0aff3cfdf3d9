"""Links inside rich text as they read at the public door: pages by public address, documents by their copy."""

from django.utils import translation
from django.utils.html import escape
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.rich_text.pages import PageLinkHandler

from commonground.content.editing.files import shown_document
from commonground.content.editing.models import CityPage


class PublicPageLink(PageLinkHandler):
    """A link to a page follows that page wherever it moves, and to the reader's language where it is translated."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        return [_opening_tag(page) for page in cls.get_many(attrs_list)]


class PublicDocumentLink(DocumentLinkHandler):
    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        return [
            f'<a href="{escape(shown_document(document).address)}">' if document else "<a>"
            for document in cls.get_many(attrs_list)
        ]


def _opening_tag(page: object) -> str:
    if not isinstance(page, CityPage):
        return "<a>"
    language = translation.get_language() or ""
    if page.locale.language_code != language:
        page = (
            page.get_translations().filter(locale__language_code=language, live=True).specific().first()
            or page
        )
    return f'<a href="{escape(page.public_address)}">'
