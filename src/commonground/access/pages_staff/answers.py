"""What several pages answer alike: a refusal in the form it belongs to, a question before something happens."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise

from commonground.foundation.refusals import Refused

Text = str | Promise


def add_refusal(form: forms.Form, refused: Refused) -> None:
    """Beside the field it speaks of, or above the form."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused.reason))


@dataclass(frozen=True)
class Question:
    """Something that is asked once more before it is done."""

    title: Text
    heading: Text
    text: Text
    action: Text
    back: str
    tone: str = "warning"


def ask_first(request: HttpRequest, question: Question, do: Callable[[], str]) -> HttpResponse:
    """GET asks; POST does it, and says what `do` returns. A refusal is shown where the person came from."""
    if request.method == "POST":
        try:
            messages.success(request, do())
        except Refused as refused:
            messages.error(request, str(refused.reason))
        return HttpResponseRedirect(question.back)
    return render(request, "access/staff/question.html", {"question": question})
