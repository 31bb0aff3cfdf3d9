"""Forms of these pages are answered as every form at the staff door is (`access.form_pages`); a removal may come twice."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonground.access.form_pages import FormPage, SentForm, answer_form, or_404, spanish, spanish_of, start
from commonground.foundation.refusals import Refused

__all__ = ["FormPage", "SentForm", "answer_form", "answer_gone", "or_404", "spanish", "spanish_of", "start"]


def answer_gone(request: HttpRequest, template: str) -> HttpResponse:
    """A removal sent twice: the thing is gone, and the second is taken to where the first went."""

    def refuse(_typed: dict[str, Any]) -> str:
        raise Refused(_("This was removed by somebody else meanwhile."))

    context = {"heading": _("Already removed"), "back": reverse("boards_staff:boards")}
    return answer_form(request, SentForm(request.POST), FormPage(template, refuse, _("Removed."), context))
