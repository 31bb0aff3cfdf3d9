"""All addresses of this package at the staff door: `path("", include("commonground.access.urls_staff"))`."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("commonground.access.sign_in.urls")),
    path("", include("commonground.access.pages_staff.urls")),
]
