"""Addresses of the staff door."""

from django.urls import include, path

from commonground.access import urls_staff as access
from commonground.access.opening import signed_in
from commonground.boards import urls_staff as boards
from commonground.content.editing import urls_staff as content
from commonground.design import pages_gallery
from commonground.domains.accountability import urls_staff as accountability
from commonground.domains.commitments import urls_staff as commitments
from commonground.domains.newsroom import urls_staff as newsroom
from commonground.doors.files import staff_files
from commonground.doors.health import health
from commonground.doors.staff import pages
from commonground.matters import urls_staff as matters
from commonground.records import urls_staff as records
from commonground.vaults import urls_staff as vaults

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
    path("matters/", include(([*matters.urlpatterns, *records.urlpatterns], "matters"))),
    path("vault/", include((vaults.urlpatterns, "vault"))),
    path("pages/", include(content.urlpatterns)),
    path("design/", include((gallery, "gallery"))),
]
