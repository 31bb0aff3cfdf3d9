"""What the script of an upload asks a door, and what it is told: the same at both doors.

Tokens travel in the body or in a header, never in an address; answers are JSON and no cache keeps them.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _

from commonground.foundation.refusals import Refused
from commonground.foundation.uploads.examined import MetadataFate, ScanResult
from commonground.foundation.uploads.limits import PIECE
from commonground.foundation.uploads.receiving import abandon, begin, finish, next_offset, take_piece
from commonground.foundation.uploads.refused import NoRoom, WrongPiece
from commonground.foundation.uploads.tokens import HeldUpload, begun_of

BROKEN, AGAIN, REFUSED, FULL = 400, 409, 422, 507
Answer = Callable[[HttpRequest], HttpResponse]


def answered(view: Answer) -> Answer:
    """Refusals become answers that the script shows as they are."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            response = view(request)
        except WrongPiece as wrong:
            response = JsonResponse({"reason": str(wrong.reason), "offset": wrong.offset}, status=AGAIN)
        except NoRoom as full:
            response = JsonResponse({"reason": str(full.reason)}, status=FULL)
        except Refused as refused:
            response = JsonResponse({"reason": str(refused.reason)}, status=REFUSED)
        except (UnreadablePostError, ValueError):
            response = JsonResponse(
                {"reason": _("The connection broke. Go on from where it stopped.")}, status=BROKEN
            )
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answer


@answered
def begun(request: HttpRequest) -> HttpResponse:
    """A place for one file, and its token."""
    said = request.POST
    upload = begin(
        said.get("name", ""), int(said.get("size", "")), keep_metadata=bool(said.get("keep_metadata"))
    )
    return JsonResponse({"token": upload.token(), "offset": 0, "piece": PIECE})


@answered
def piece_taken(request: HttpRequest) -> HttpResponse:
    """One piece, as the body of the request. Told: where the next one begins."""
    upload = begun_of(request.headers.get("X-Upload-Token", ""))
    offset = int(request.headers.get("X-Upload-Offset", ""))
    sha256 = request.headers.get("X-Piece-SHA256", "").lower()
    return JsonResponse({"offset": take_piece(upload, offset, request, sha256=sha256)})  # type: ignore[arg-type]


@answered
def how_far(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"offset": next_offset(begun_of(request.POST.get("token", "")))})


@answered
def finished(request: HttpRequest) -> HttpResponse:
    """The whole file is examined now, which takes a while when it is large."""
    held = finish(
        begun_of(request.POST.get("token", "")), pieces_sha256=request.POST.get("sha256", "").lower()
    )
    return JsonResponse({"held": held.token(), "name": held.name, "size": held.size, "said": said_of(held)})


@answered
def removed(request: HttpRequest) -> HttpResponse:
    abandon(request.POST.get("token", ""))
    return JsonResponse({"removed": True})


def said_of(held: HeldUpload) -> list[str]:
    """What was done with a file, for the list on the page. Who files is not told whether a scanner ran."""
    said = [f"{_('Hidden details:')} {MetadataFate(held.metadata).label}"]
    return [*said, str(ScanResult(held.scan).label)] if held.scan == ScanResult.CLEAN else said
