"""The staff door as a WSGI program."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "commonground.doors.staff.settings"
application = get_wsgi_application()

from commonground.foundation.starting import check_before_start  # noqa: E402  (needs Django set up)

check_before_start()
