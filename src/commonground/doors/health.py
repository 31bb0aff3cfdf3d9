"""Answers whether this door can serve: its database answers and is not behind the code."""

from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse

from commonground.foundation.caching import never_stored
from commonground.foundation.opening import open_to_anyone


@open_to_anyone(reason="The proxy and the one who is on call ask whether the door is up")
@never_stored
def health(_request: HttpRequest) -> HttpResponse:
    try:
        migrated = (
            MigrationRecorder.Migration.objects.using(connection.alias).filter(app="foundation").exists()
        )
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain")
    if not migrated:
        return HttpResponse("database not migrated\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
