"""Photos, video, papers: taken in as they arrive, sealed, and part of nothing until the form is sent."""

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy

from commonground.foundation.uploads import (
    HeldUpload,
    UploadRefused,
    abandon,
    check_together,
    held_uploads,
    received_files,
)
from commonground.intake.asking.questionnaire import UPLOAD
from commonground.intake.asking.steps import Step


class FilesStep(Step):
    key = "files"
    title = gettext_lazy("Do you have photos, video or papers?")
    lead = gettext_lazy(
        "They are locked as they arrive. Nobody here sees them before you send the form, and then only the unit that reads it."
    )
    kept_apart = ("keep_metadata",)
    keep_metadata = forms.BooleanField(
        required=False,
        label=gettext_lazy("Leave in the file what the camera noted: place, time, device"),
        help_text=gettext_lazy(
            "It can prove when and where. It can also tell who you are. Without this tick we take it out where we can."
        ),
    )


def files_of(typed: QueryDict) -> tuple[tuple[HeldUpload, ...], str]:
    """What the page holds, and a sentence if some of it is gone. A token that no longer holds is left out of the page."""
    kept: list[str] = []
    problem = ""
    for token in typed.getlist(UPLOAD):
        try:
            held_uploads([token])
            kept.append(token)
        except UploadRefused as refused:
            problem = str(refused.reason)
    typed.setlist(UPLOAD, kept)
    try:
        return held_uploads(kept), problem
    except UploadRefused as refused:
        return tuple(held for token in kept for held in held_uploads([token])), str(refused.reason)


def take_in(request: HttpRequest, typed: QueryDict) -> list[str]:
    """Puts into the page what this request brought and what it held before. Returns why some were not taken."""
    taken, refused = received_files(request, keep_metadata=bool(typed.get("keep_metadata")))
    problems = [f"{one.name}: {one.reason}" if one.name else str(one.reason) for one in refused]
    held: list[HeldUpload] = []
    for upload in sorted(taken, key=lambda one: one.at):
        try:
            check_together((*held, upload))
            held.append(upload)
        except UploadRefused as why:
            abandon(upload.token())
            problems.append(f"{upload.name}: {why.reason}")
    typed.setlist(UPLOAD, [upload.token() for upload in held])
    return problems


def take_out(typed: QueryDict, number: str) -> None:
    """Removes the file at that place of the list; what is no place of it changes nothing."""
    tokens = typed.getlist(UPLOAD)
    if not number.isdigit() or int(number) >= len(tokens):
        return
    token = tokens.pop(int(number))
    typed.setlist(UPLOAD, tokens)
    try:
        abandon(token)
    except UploadRefused:
        return  # it was gone already
