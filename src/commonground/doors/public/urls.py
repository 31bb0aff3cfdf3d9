"""Addresses of the public door. Everything that people read stands under a language; Spanish under `/es/`."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from commonground.boards import urls_public as boards
from commonground.content import urls_public as content
from commonground.domains.accountability import urls_public as accountability
from commonground.domains.commitments import urls_public as commitments
from commonground.domains.newsroom import urls_public as newsroom
from commonground.doors.files import public_files
from commonground.doors.health import health
from commonground.doors.public import home, pages
from commonground.intake import urls_public as intake

tell_us: list[URLPattern | URLResolver] = [*accountability.urlpatterns, *intake.urlpatterns]

urlpatterns = [
    path("health", health, name="health"),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", pages.sitemap, name="sitemap"),
    path("audit-anchor.txt", pages.audit_anchor, name="audit-anchor"),
    path("", include(public_files)),
    *i18n_patterns(
        path("", home.home, name="home"),
        path("search/", pages.search, name="search"),
        path("changes/", pages.changes, name="changes"),
        path("commitments/", include((commitments.urlpatterns, "commitments"))),
        path("embed/", include((commitments.embed_urlpatterns, "embed"))),
        path("boards/", include((boards.urlpatterns, "boards"))),
        path("appeals/", include((newsroom.urlpatterns, "appeals"))),
        path("tell-us/", include((tell_us, "tell_us"))),
        # Last: a page that the city wrote may have any address that is left.
        path("", include((content.urlpatterns, "content"))),
        prefix_default_language=False,
    ),
]
