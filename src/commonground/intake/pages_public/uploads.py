"""Files at the public door: in resumable pieces for the page's script, and out again for the person they were meant for."""

import uuid
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls import path

from commonground.casework.evidence.reading import shared_file_of
from commonground.casework.evidence.sending import evidence_response
from commonground.foundation.opening import open_to_anyone
from commonground.foundation.uploads import by_script
from commonground.intake.pages_public.guarded import in_confidence, show
from commonground.intake.pages_public.returning import CodeForm, open_by_code


def _opened(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A view of this door's own: the staff door opens the same functions to its people."""

    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        return view(request)

    return open_to_anyone(reason="Whoever files something may send files with it", methods=("POST",))(
        answered
    )


@open_to_anyone(
    reason="Whoever filed reads, with their receipt, the files that the unit sent them", methods=("POST",)
)
@in_confidence
def open_file(request: HttpRequest) -> HttpResponse:
    """POST alone: the words of a receipt stand in no address."""
    form = CodeForm(request.POST)
    opened = open_by_code(form)
    if opened is None:
        return show(request, "intake/return.html", {"form": form}, status=422)
    found = shared_file_of(opened.keys, opened.case, _file_id(request))
    if found is None:
        return show(request, "intake/uploads/not_there.html", {"code": opened.code}, status=404)
    return evidence_response(found)  # type: ignore[return-value]  # a streamed answer is one, but for its type


def _file_id(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("file", ""))
    except ValueError:
        return uuid.UUID(int=0)


# Under `tell-us/files/`, in the namespace `tell_us`.
urlpatterns = [
    path("begin/", _opened(by_script.begun), name="upload_begin"),
    path("piece/", _opened(by_script.piece_taken), name="upload_piece"),
    path("how-far/", _opened(by_script.how_far), name="upload_how_far"),
    path("finish/", _opened(by_script.finished), name="upload_finish"),
    path("remove/", _opened(by_script.removed), name="upload_remove"),
    path("open/", open_file, name="open_file"),
]
