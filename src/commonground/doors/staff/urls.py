"""Addresses of the staff door."""

from django.urls import include, path

from commonground.access import urls_staff as access
from commonground.boards import urls_staff as boards
from commonground.content.editing import urls_staff as content
from commonground.design import pages_gallery
from commonground.domains.commitments import urls_staff as commitments
from commonground.doors.files import staff_files
from commonground.doors.health import health
from commonground.doors.staff import pages

urlpatterns = [
    path("health", health, name="health"),
    path("", pages.start, name="home"),
    path("", include(staff_files)),
    path("", include(access.urlpatterns)),
    path("commitments/", include((commitments.urlpatterns, "commitments_staff"))),
    path("boards/", include((boards.urlpatterns, "boards_staff"))),
    path("pages/", include(content.urlpatterns)),
    path("design/", include((pages_gallery.urlpatterns, "gallery"))),
]
