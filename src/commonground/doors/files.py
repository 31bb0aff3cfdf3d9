"""Downloads of stored files, at both doors."""

import uuid

from django.http import HttpRequest, HttpResponseBase
from django.urls import path

from commonground.access.opening import signed_in
from commonground.foundation.files.serve import serve_file
from commonground.foundation.opening import open_to_anyone


@open_to_anyone(reason="Files of the public record: evidence, agendas, minutes, pictures of pages")
def public_download(request: HttpRequest, stored_id: uuid.UUID, name: str) -> HttpResponseBase:
    del name  # what the browser saves it as is ours to say; the address carries it for people
    return serve_file(request, stored_id, public=True)


@signed_in(reason="Staff see files before they are public")
def staff_download(request: HttpRequest, stored_id: uuid.UUID, name: str) -> HttpResponseBase:
    del name
    return serve_file(request, stored_id, public=False)


public_files = ([path("files/<uuid:stored_id>/<str:name>", public_download, name="download")], "files")
staff_files = ([path("files/<uuid:stored_id>/<str:name>", staff_download, name="download")], "files")
