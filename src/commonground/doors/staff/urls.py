"""Addresses of the staff door."""

from django.urls import include, path

from commonground.access import urls_staff as access
from commonground.access.opening import signed_in
from commonground.boards import urls_staff as boards
from commonground.casework import urls_staff as casework
from commonground.content.editing import urls_staff as content
from commonground.design import pages_gallery
from commonground.domains.accountability import urls_staff as accountability
from commonground.domains.commitments import urls_staff as commitments
from commonground.domains.newsroom import urls_staff as newsroom
from commonground.doors.files import staff_files
from commonground.doors.health import health
from commonground.doors.staff import pages

# The design system knows of no people; this door says who sees its gallery.
gallery = [
    path(
        str(page.pattern),
        signed_in(reason="Every component in every state, for those who build pages")(page.callback),
        name=page.name,
    )
    for page in pages_gallery.urlpatterns
]

urlpatterns = [
    path("health", health, name="health"),
    path("", pages.start, name="home"),
    path("", include(staff_files)),
    path("", include(access.urlpatterns)),
    path("commitments/", include((commitments.urlpatterns, "commitments_staff"))),
    path("boards/", include((boards.urlpatterns, "boards_staff"))),
    path("appeals/", include((newsroom.urlpatterns, "newsroom_staff"))),
    path("standards/", include((accountability.urlpatterns, "standards"))),
    path("matters/", include((casework.urlpatterns, "matters"))),
    path("vault/", include((casework.vault_urlpatterns, "vault"))),
    path("pages/", include(content.urlpatterns)),
    path("design/", include((gallery, "gallery"))),
]
