"""A form with files, without any script: Django hands over each file as it arrives, and it is sealed as it comes.

No file of such a form ever lies on the disk, or whole in memory, in the clear.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from commonground.foundation import clock
from commonground.foundation.refusals import Refused
from commonground.foundation.uploads import store
from commonground.foundation.uploads.kinds import EMPTY, check_head
from commonground.foundation.uploads.limits import LARGEST_FILE
from commonground.foundation.uploads.receiving import TooLarge, finish, held_uploads
from commonground.foundation.uploads.tokens import Begun, HeldUpload
from commonground.foundation.vault import new_data_key

Given = ParamSpec("Given")
SENT_BEFORE = "sent_before"  # the hidden field in which the script leaves a token


@dataclass(frozen=True)
class Arrived:
    """One file of a form as it is now: taken in (`begun`), or refused with the reason."""

    name: str
    begun: Begun | None
    reason: str | Promise = ""
    size: int = 0

    def close(self) -> None:
        """Django closes what a form brought; here is nothing open."""


@dataclass(frozen=True)
class RefusedFile:
    """What was not taken, and why: shown to the person."""

    name: str
    reason: str | Promise


class SealingHandler(FileUploadHandler):
    """Seals one file after another; remembers why one was refused, and goes on with the next."""

    chunk_size = 1024 * 1024

    def new_file(self, *given: Any, **named: Any) -> None:
        super().new_file(*given, **named)
        self._begun = Begun(uuid.uuid4(), new_data_key(), str(self.file_name or ""), 0, False, clock.now())
        self._writer = store.PieceWriter(self._begun.id, self._begun.key)
        self.request_arrivals()

    def request_arrivals(self) -> list[Arrived]:
        if not hasattr(self.request, "refused_arrivals"):
            self.request.refused_arrivals = []  # type: ignore[union-attr]
        return self.request.refused_arrivals  # type: ignore[union-attr,no-any-return]

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            if start == 0:
                store.check_room(len(raw_data))
                check_head(raw_data)
            if start + len(raw_data) > LARGEST_FILE:
                raise TooLarge
            self._writer.write(raw_data)
        except Refused as refused:
            self._forget(refused.reason)
            raise SkipFile from refused

    def file_complete(self, file_size: int) -> Arrived | None:  # type: ignore[override]
        name = self._begun.name
        if not file_size:
            self._forget(EMPTY)
            return None
        try:
            self._writer.finish()
        except Refused as refused:
            self._forget(refused.reason)
            return None
        begun = Begun(self._begun.id, self._begun.key, name, file_size, False, self._begun.at)
        return Arrived(name, begun, size=file_size)

    def upload_interrupted(self) -> None:
        store.discard(self._begun.id)

    def _forget(self, reason: str | Promise) -> None:
        store.discard(self._begun.id)
        self.request_arrivals().append(Arrived(self._begun.name, None, reason))


def seal_uploads_of(request: HttpRequest) -> None:
    """From here on the files of this request are sealed as they arrive. Fails when somebody read the form before."""
    if not isinstance(request.upload_handlers[0], SealingHandler):
        request.upload_handlers = [SealingHandler(request)]


def sealing_uploads(
    view: Callable[Concatenate[HttpRequest, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """For a view whose form may bring files. Stands before whatever reads the form."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        seal_uploads_of(request)
        return view(request, *args, **kwargs)

    answered.seals_uploads = True  # type: ignore[attr-defined]
    return answered


class SealUploads:
    """Middleware of the staff door, before whatever there reads a form: the CSRF check, the keeping of typed forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, *_given: object) -> None:
        if getattr(view, "seals_uploads", False):
            seal_uploads_of(request)


def received_files(
    request: HttpRequest, *, keep_metadata: bool
) -> tuple[tuple[HeldUpload, ...], tuple[RefusedFile, ...]]:
    """What came with the form of a `sealing_uploads` view: files taken in, and files refused with the reason.

    A file that the page's script sent before, in pieces, comes as its token and counts like one that came with the form.
    """
    taken: list[HeldUpload] = []
    refused = [RefusedFile(_shown(one.name), one.reason) for one in _refused_arrivals(request)]
    arrivals: list[Any] = [one for _field, those in request.FILES.lists() for one in those]
    for begun in (arrived.begun for arrived in arrivals):
        try:
            taken.append(finish(replace(begun, keep_metadata=keep_metadata)))
        except Refused as why:
            refused.append(RefusedFile(_shown(begun.name), why.reason))
    for token in request.POST.getlist(SENT_BEFORE):
        try:
            taken += held_uploads([token])
        except Refused as why:
            refused.append(RefusedFile("", why.reason))
    return tuple(taken), tuple(refused)


def _refused_arrivals(request: HttpRequest) -> list[Arrived]:
    request.FILES  # noqa: B018  # the form is read here if nobody has read it yet
    return getattr(request, "refused_arrivals", [])


def _shown(name: str) -> str:
    return "".join(c for c in name if c.isprintable())[:100]
