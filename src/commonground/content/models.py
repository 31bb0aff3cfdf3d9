"""Published copies of the city's pages: all that the public door knows of them.

Drafts, history and review live in the editor's own tables (`content.editing`), which the public door neither loads
nor may read. A row here is what was published, rendered and cleaned, and nothing that was not.
"""

from django.db import models
from django.db.models import Q

from commonground.foundation.files.models import StoredFile
from commonground.foundation.privacy import PublicDoor, Retention


class PublishedPage(models.Model):
    """One page in one language, as it was when somebody last pressed Publish."""

    # The editor's own key of the page: not a foreign key, since the public door has no such table.
    source = models.PositiveBigIntegerField(primary_key=True)
    # The same for all languages of one page.
    translation_key = models.UUIDField(db_index=True)
    language = models.CharField(max_length=5)
    path = models.CharField(max_length=255)  # "about/method", without slashes at its ends
    parent_path = models.CharField(max_length=255, blank=True)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    search_description = models.TextField(blank=True)
    # An alert that the page begins with: a reader in danger gets to it before the list of parts.
    opening_html = models.TextField(blank=True)
    body_html = models.TextField()
    # The second-level headings of the body: [{"id": "what-to-say", "text": "What to say"}]
    headings = models.JSONField(default=list)
    plain_text = models.TextField(blank=True)
    show_in_menu = models.BooleanField(default=False)
    position = models.CharField(max_length=255)  # sorts pages as the editor's tree does
    first_published_at = models.DateTimeField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["language", "path"], name="one_page_at_an_address"),
            models.CheckConstraint(condition=~Q(path=""), name="published_page_has_a_path"),
        ]

    class Privacy:
        public = (
            "source",
            "translation_key",
            "language",
            "path",
            "parent_path",
            "title",
            "summary",
            "search_description",
            "opening_html",
            "body_html",
            "headings",
            "plain_text",
            "show_in_menu",
            "position",
            "first_published_at",
            "published_at",
        )
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True)

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class PublishedPageFile(models.Model):
    """An image or document that a published page shows: public for as long as some page does."""

    page = models.ForeignKey(PublishedPage, on_delete=models.CASCADE, related_name="files")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "stored"], name="page_names_a_file_once")]

    class Privacy:
        internal = ("id", "page", "stored")
        retention = Retention.PERMANENT

    def __str__(self) -> str:
        return f"{self.page_id}: {self.stored_id}"


class FormerAddress(models.Model):
    """Where a page once was, so that a printed leaflet or a saved link still finds it."""

    language = models.CharField(max_length=5)
    path = models.CharField(max_length=255)
    source = models.PositiveBigIntegerField()

    class Meta:
        verbose_name_plural = "former addresses"
        constraints = [models.UniqueConstraint(fields=["language", "path"], name="one_former_address")]

    class Privacy:
        public = ("id", "language", "path", "source")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True)

    def __str__(self) -> str:
        return f"{self.language}/{self.path}"
