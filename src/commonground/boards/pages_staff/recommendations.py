"""Recording what a board recommends, and answering it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonground.access.opening import requires
from commonground.access.permissions import Permission
from commonground.boards import actions
from commonground.boards.pages_staff.boards import FORM, may
from commonground.boards.pages_staff.forms_meetings import AnswerForm, RecommendationForm
from commonground.boards.pages_staff.handling import FormPage, answer_form, or_404, spanish, spanish_of, start
from commonground.boards.queries import staff
from commonground.foundation import clock
from commonground.reference.translations import text_of

ANSWER = "boards/staff/answer.html"


@requires(Permission.VIEW_BOARDS)
def recommendations(request: HttpRequest) -> HttpResponse:
    context = {
        "lines": staff.recommendations_visible_to(request.user),
        "may": may(request),
        "boards": staff.boards_that_may_recommend(request.user),
    }
    return render(request, "boards/staff/recommendations.html", context)


@requires(Permission.MAKE_RECOMMENDATIONS, methods=("GET", "POST"))
def new_recommendation(request: HttpRequest, slug: str) -> HttpResponse:
    board = or_404(staff.board_for(request.user, slug))
    form = _form(request, board, start(made_on=clock.today()))

    def save(typed: dict[str, Any]) -> str:
        actions.make_recommendation(board=board, details=_details(typed), by=request.user)
        return reverse("boards_staff:recommendations")

    context = {
        "heading": _("New recommendation"),
        "kicker": text_of(board, "name"),
        "lead": _("It is public at once, with the day by which an answer is due."),
        "submit": _("Make the recommendation"),
        "back": reverse("boards_staff:recommendations"),
    }
    return answer_form(request, form, FormPage(FORM, save, _("The recommendation is public."), context))


@requires(Permission.MAKE_RECOMMENDATIONS, methods=("GET", "POST"))
def edit_recommendation(request: HttpRequest, recommendation_id: int) -> HttpResponse:
    found = or_404(staff.recommendation_for(request.user, recommendation_id))
    values = {name: getattr(found, name) for name in ("title", "text", "addressed_to", "meeting", "made_on")}
    form = _form(
        request,
        found.board,
        start(found.version, **values, **spanish_of(found.translations, "title", "text")),
    )

    def save(typed: dict[str, Any]) -> str:
        actions.edit_recommendation(
            recommendation=found,
            details=_details(typed),
            expected_version=typed["version"] or 0,
            by=request.user,
        )
        return reverse("boards_staff:recommendations")

    context = {
        "heading": _("Edit the recommendation"),
        "kicker": f"{text_of(found.board, 'name')} {found.number}",
        "submit": _("Save"),
        "back": reverse("boards_staff:recommendations"),
    }
    return answer_form(request, form, FormPage(FORM, save, _("Saved."), context))


def _form(request: HttpRequest, board: Any, initial: dict[str, Any]) -> RecommendationForm:
    return RecommendationForm(
        request.POST or None,
        initial=initial,
        bodies=staff.public_bodies(),
        meetings=staff.meetings_to_choose(board),
    )


def _details(typed: dict[str, Any]) -> actions.RecommendationDetails:
    return actions.RecommendationDetails(
        title=typed["title"],
        text=typed["text"],
        addressed_to=typed["addressed_to"],
        made_on=typed["made_on"],
        meeting=typed["meeting"],
        translations=spanish(typed, "title", "text"),
    )


@requires(Permission.ANSWER_RECOMMENDATIONS, methods=("GET", "POST"))
def answer(request: HttpRequest, recommendation_id: int) -> HttpResponse:
    found = or_404(staff.recommendation_for(request.user, recommendation_id))
    names = ("answer", "answer_text", "answered_by_office")
    initial = start(
        found.version,
        **{name: getattr(found, name) for name in names},
        **spanish_of(found.translations, "answer_text", "answered_by_office"),
    )
    initial["answered_by_office"] = found.answered_by_office or request.user.title
    form = AnswerForm(request.POST or None, initial=initial)

    def save(typed: dict[str, Any]) -> str:
        details = actions.AnswerDetails(
            **{name: typed[name] for name in names},
            translations=spanish(typed, "answer_text", "answered_by_office"),
        )
        actions.answer_recommendation(
            recommendation=found, details=details, expected_version=typed["version"] or 0, by=request.user
        )
        return reverse("boards_staff:recommendations")

    context = {
        "recommendation": found,
        "late": found.answer == "" and found.due_on < clock.today(),
        "heading": _("Answer the recommendation"),
        "submit": _("Publish the answer"),
        "back": reverse("boards_staff:recommendations"),
    }
    return answer_form(request, form, FormPage(ANSWER, save, _("The answer is public."), context))
