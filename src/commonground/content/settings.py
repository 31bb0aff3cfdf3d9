"""What Wagtail needs of the staff door's settings. The public door loads none of it.

Besides these the staff door sets `WAGTAILADMIN_BASE_URL` (its own address) and, like the public door, `PUBLIC_URL`.
"""

from csp.constants import SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

# Ours first: its templates and static files stand before Wagtail's of the same name.
EDITING_APPS: list[str] = [
    "commonground.content.editing",
    "wagtail.contrib.typed_table_block",
    "wagtail.contrib.simple_translation",
    "wagtail.users",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]

# What Wagtail's pages need beyond the strict policy of the house, measured in Chromium (docs/page-editor/security.md).
# It replaces these directives on `/pages/` alone; scripts stay those of our own address, none inline.
EDITING_CSP: dict[str, list[str]] = {
    "frame-src": [SELF],  # the preview beside the form
    "frame-ancestors": [SELF],
    # The rich text editor writes its style sheet into the page as it starts. Style attributes stay forbidden.
    "style-src-elem": [SELF, UNSAFE_INLINE],
}

WAGTAIL_SITE_NAME = _("City pages")
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = WAGTAIL_CONTENT_LANGUAGES
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False

# Accounts, passwords and roles are ours.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_USER_TIME_ZONES: list[str] = []

# Nothing is asked of another site.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, object]] = []

WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_MODERATION_ENABLED = True
WAGTAILADMIN_COMMENTS_ENABLED = True

# The library: what comes in is judged by content (`editing.uploads`); published copies are `foundation.files`.
MEDIA_URL = "/pages/library/"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "commonground.content.editing.uploads.ImageForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "txt"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 25 * 1024 * 1024
WAGTAILDOCS_DOCUMENT_FORM_BASE = "commonground.content.editing.uploads.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
