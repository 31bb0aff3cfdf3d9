"""Addresses under `/pages/` at the staff door: Wagtail's, each opened by name, and our own beside them."""

from django.urls import include, path
from wagtail.admin import urls as wagtail_admin
from wagtail.documents import urls as wagtail_documents

from commonground.content.editing import pages_staff
from commonground.content.editing.opening import opened_patterns

urlpatterns = [
    path("", include((pages_staff.urlpatterns + pages_staff.media_urlpatterns, "content_editing"))),
    path("library-documents/", include(opened_patterns(wagtail_documents.urlpatterns))),
    path("", include(opened_patterns(wagtail_admin.urlpatterns))),
]
