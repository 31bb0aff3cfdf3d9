"""The three forms: a complaint, thanks, a question."""

from django.http import HttpRequest, HttpResponse

from commonground.domains.accountability.pages_public.complaint import COMPLAINT_FORM
from commonground.domains.accountability.pages_public.thanks_and_question import QUESTION_FORM, THANKS_FORM
from commonground.foundation.opening import open_to_anyone
from commonground.foundation.uploads import sealing_uploads
from commonground.intake.asking.walk import ask
from commonground.intake.pages_public.guarded import in_confidence


@open_to_anyone(reason="Anybody may complain, without a name or an account", methods=("GET", "POST"))
@sealing_uploads
@in_confidence
def complaint(request: HttpRequest) -> HttpResponse:
    return ask(request, COMPLAINT_FORM)


@open_to_anyone(reason="Anybody may thank somebody", methods=("GET", "POST"))
@sealing_uploads
@in_confidence
def thanks(request: HttpRequest) -> HttpResponse:
    return ask(request, THANKS_FORM)


@open_to_anyone(reason="Anybody may ask", methods=("GET", "POST"))
@sealing_uploads
@in_confidence
def question(request: HttpRequest) -> HttpResponse:
    return ask(request, QUESTION_FORM)
