"""How a form of this package is carried out: once, in one transaction, with every refusal shown where it belongs."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from commonground.domains.commitments.actions import Outcome
from commonground.domains.commitments.pages_staff.forms.base import SubmittedForm, VersionedForm
from commonground.foundation.refusals import ChangedMeanwhile, Refused
from commonground.foundation.submissions.once import submit_once


def saved(
    request: HttpRequest,
    form: SubmittedForm,
    do: Callable[[], str],
    *,
    standing: Callable[[], dict[str, Any]] = dict,
) -> HttpResponse | None:
    """Does it and goes on to the path that `do` returns. None when it was refused: the form then says why.

    `standing` gives the values that stand now, for a person who was overtaken by another.
    """
    try:
        return redirect(submit_once(form.cleaned_data["submission"], do))
    except ChangedMeanwhile as changed:
        if isinstance(form, VersionedForm):
            form.meet(changed, standing())
        else:
            form.refuse(changed)
    except Refused as refused:
        form.refuse(refused)
    return None


def expected_version(form: VersionedForm, standing: dict[str, Any]) -> int:
    """The version to hold an action to.

    Somebody else may have saved meanwhile. If they left alone what this person touched, nobody is in anybody's way,
    and both changes stand; otherwise the version that the page was made from brings the two together.
    """
    typed: int = form.cleaned_data["version"]
    return typed if form.overtaken(standing) else int(standing["version"])


def tell_outcome(request: HttpRequest, outcome: Outcome) -> None:
    """What became of an update: saved, or waiting for a second person."""
    if outcome.proposal_id is None:
        tell(request, _("Saved."))
    elif outcome.changed:
        tell(request, _("Saved. A part of it waits for a second person to review it."))
    else:
        tell(request, _("Sent for review. It is published when a second person approves it."))


def tell(request: HttpRequest, sentence: Any) -> None:
    """What was done, shown on the next page."""
    messages.success(request, str(sentence))
