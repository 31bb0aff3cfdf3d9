"""Pages as editors work on them. The public door never loads this: it reads `content.models`."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from commonground.content import rules
from commonground.content.editing.blocks import PageBlocks
from commonground.content.editing.panels import LanguagePanel
from commonground.foundation.files.models import StoredFile
from commonground.foundation.privacy import Retention

# First parts of addresses that the public door itself answers.
TAKEN_AT_THE_TOP = frozenset(
    {
        "appeals",
        "audit-anchor.txt",
        "boards",
        "changes",
        "commitments",
        "embed",
        "en",
        "es",
        "files",
        "gallery",
        "health",
        "robots.txt",
        "search",
        "sitemap.xml",
        "static",
        "tell-us",
    }
)


class LanguageFolder(Page):
    """The top of one language's pages. It is not a page itself: the public door has a front page of its own."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["content_editing.CityPage"]
    preview_modes: list[tuple[str, str]] = []
    max_count = len(settings.LANGUAGES)

    class Meta:
        verbose_name = _("language")

    class Privacy:
        internal = ("page_ptr",)
        retention = Retention.PERMANENT

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        return None


class CityPage(Page):
    """A page that the city writes: a title, a summary and a body of blocks."""

    summary = models.TextField(
        _("summary"),
        max_length=400,
        help_text=_("One or two sentences under the title: what a reader learns or can do here."),
    )
    body = StreamField(PageBlocks(), verbose_name=_("body"))

    parent_page_types = ["content_editing.LanguageFolder", "content_editing.CityPage"]
    subpage_types = ["content_editing.CityPage"]
    private_page_options: list[str] = []  # a published page is public; there is nothing in between
    content_panels = [LanguagePanel(), *Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("search_description"), FieldPanel("show_in_menus")],
            _("Address, search and menu"),
        )
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        verbose_name = _("page")

    class Privacy:
        internal = ("page_ptr", "summary", "body")
        retention = Retention.PERMANENT

    @property
    def public_path(self) -> str:
        """`about/method`: the way from the language's folder to this page."""
        return rules.tidy_path("/".join(self.url_path.split("/")[2:]))

    @property
    def public_address(self) -> str:
        return rules.public_address(self.public_path, self.locale.language_code)

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str]:
        """Links "View live" of the editor lead to the public door."""
        return (0, settings.PUBLIC_URL, self.public_address)

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str:
        return settings.PUBLIC_URL + self.public_address

    url = property(get_url)

    def get_full_url(self, request: HttpRequest | None = None) -> str:
        return self.get_url()

    full_url = property(get_full_url)

    def clean(self) -> None:
        super().clean()
        if self.slug in TAKEN_AT_THE_TOP and self._stands_at_the_top():
            raise ValidationError(
                {"slug": _("This address belongs to another part of the site. Choose another.")}
            )

    def _stands_at_the_top(self) -> bool:
        parent = self.get_parent() if self.pk else None
        return parent is None or parent.depth == 2

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from commonground.content.editing.previews import preview

        return preview(request, self)


class CopiedFile(models.Model):
    """The public copy of an image or a document of the editor's library, so that publishing again makes no new one."""

    # What was copied, in which size, from which bytes: "image:4:max-1280x1280:1f0c…"
    key = models.CharField(max_length=200, unique=True)
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Privacy:
        internal = ("id", "key", "stored")
        retention = Retention.PERMANENT

    def __str__(self) -> str:
        return self.key
