"""Addresses of records at the staff door, mounted beside the matters they are kept of."""

from commonground.records.pages_staff.records import records_urlpatterns
from commonground.records.pages_staff.redaction import redaction_urlpatterns

urlpatterns = [*redaction_urlpatterns, *records_urlpatterns]
