"""How a file leaves: saved, never shown; as what it was found to be; in a way that no browser runs."""

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from commonground.casework.evidence.reading import FileContent
from commonground.foundation.uploads.kinds import BY_MEDIA_TYPE


def evidence_response(file: FileContent) -> StreamingHttpResponse:
    """Opened as it is sent; where it is damaged the connection breaks off before its length is reached."""
    known = file.media_type if file.media_type in BY_MEDIA_TYPE else "application/octet-stream"
    response = StreamingHttpResponse(file.chunks, content_type=known)
    response["Content-Length"] = file.size
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
