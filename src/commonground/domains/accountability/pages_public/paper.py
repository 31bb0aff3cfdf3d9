"""The same forms on paper, blank: to print, or as a PDF; brought back by post or to the desk."""

from pathlib import Path

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonground.casework.city_rules import kind_file
from commonground.design.paper import printed_once
from commonground.domains.accountability.pages_public.complaint import COMPLAINT_FORM
from commonground.domains.accountability.pages_public.thanks_and_question import QUESTION_FORM, THANKS_FORM
from commonground.foundation.opening import open_to_anyone
from commonground.intake.asking.files import FilesStep
from commonground.intake.asking.questionnaire import Questionnaire
from commonground.intake.asking.steps import OwnName, Step, choices_of
from commonground.intake.pages_public.guarded import show
from commonground.intake.way_in import way_in
from commonground.reference.city import the_city
from commonground.vaults.units import units

STYLE = Path(__file__).parents[1] / "templates" / "accountability" / "print" / "blank_form.css"
FORMS = {form.kind: form for form in (COMPLAINT_FORM, THANKS_FORM, QUESTION_FORM)}
LINES_OF_ONE = 1


@open_to_anyone(reason="The form on paper")
def blank_form(request: HttpRequest, kind: str) -> HttpResponse:
    context = _context(_form_or_404(kind)) | {"pdf_url": reverse("tell_us:blank_pdf", args=[kind])}
    return show(request, "accountability/public/blank_form.html", context)


@open_to_anyone(reason="The form on paper, as a PDF")
def blank_form_pdf(request: HttpRequest, kind: str) -> HttpResponse:
    del request
    html = render_to_string("accountability/print/blank_form.html", _context(_form_or_404(kind)))
    response = HttpResponse(printed_once(html, STYLE).content, content_type="application/pdf")
    language = (get_language() or "en")[:2]
    response["Content-Disposition"] = f'inline; filename="{kind}-{language}.pdf"'
    response["Referrer-Policy"] = "no-referrer"
    return response


def _form_or_404(kind: str) -> Questionnaire:
    if kind not in FORMS:
        raise Http404
    return FORMS[kind]


def _context(questions: Questionnaire) -> dict[str, object]:
    language = get_language() or "en"
    rules, city = kind_file(questions.kind), the_city()
    return {
        "kind": questions.kind,
        "kind_name": rules.name.in_language(language),
        "language": language[:2],
        "city": city.name.in_language(language),
        "department": city.police_department.in_language(language),
        "reads": units()[rules.unit].reads.in_language(language),
        "never_shown": rules.never_shown.in_language(language),
        "usual_days": rules.usual_days,
        "desk": way_in().desk.in_language(language),
        "emergency": way_in().emergency.in_language(language),
        "independent": way_in().independent.in_language(language),
        "questions": [_question(step) for step in questions.steps],
    }


def _question(step: type[Step]) -> dict[str, object]:
    form = step(QueryDict())
    parts = [] if step is FilesStep else [_part(bound) for bound in form]
    lead = _("Put copies with this form. Keep the originals.") if step is FilesStep else form.lead
    return {"title": form.title, "lead": lead, "parts": parts}


def _part(bound: forms.BoundField) -> dict[str, object]:
    field = bound.field
    if isinstance(field, forms.ChoiceField):
        choices = [_on_paper(label) for label in choices_of(field).values()]
    else:
        choices = [str(bound.label)] if isinstance(field, forms.BooleanField) else []
    rows = int(field.widget.attrs.get("rows", LINES_OF_ONE))
    label = "" if isinstance(field, forms.BooleanField) else bound.label
    return {
        "label": label,
        "help": bound.help_text,
        "choices": choices,
        "lines": range(0 if choices else rows),
    }


def _on_paper(label: object) -> str:
    """A choice without its line of help; a language's name keeps the mark of its language."""
    return label if isinstance(label, OwnName) else str(getattr(label, "plain", label))
