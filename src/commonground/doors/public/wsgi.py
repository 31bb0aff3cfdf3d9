"""The public door as a WSGI program: stored pages before Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "commonground.doors.public.settings"
_django = get_wsgi_application()

from commonground.doors.public.stored_pages import StoredPages  # noqa: E402  (needs Django set up)
from commonground.foundation.starting import check_before_start  # noqa: E402

check_before_start()
application = StoredPages(_django)
