"""Addresses of matters at the staff door, mounted at `/matters/`, in the namespace `matters`."""

from django.urls import path

from commonground.matters.pages_staff import acts, case, entry, queue, searches, together
from commonground.matters.pages_staff.files import files_urlpatterns
from commonground.matters.pages_staff.named import conflict_urlpatterns

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("search/", queue.search, name="search"),
    path("searches/", searches.searches, name="searches"),
    path("searches/save/", searches.save, name="save_search"),
    path("searches/<int:search_id>/", searches.change, name="change_search"),
    path("enter/", entry.choose, name="enter_choose"),
    path("enter/<slug:kind>/", entry.enter, name="enter"),
    path("<uuid:case_id>/", case.case, name="case"),
    path("<uuid:case_id>/alike/", together.alike, name="alike"),
    path("<uuid:case_id>/merge/", together.merge, name="merge"),
    path("<uuid:case_id>/split/", together.split, name="split"),
    path("<uuid:case_id>/refer/", together.refer, name="refer"),
    path("<uuid:case_id>/referrals/<int:referral_id>/", together.referral_letter, name="referral_letter"),
    path("<uuid:case_id>/do/<slug:what>/", acts.act, name="act"),
    *conflict_urlpatterns,
    *files_urlpatterns,
]
