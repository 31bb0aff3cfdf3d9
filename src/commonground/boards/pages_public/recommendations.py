"""What boards recommended, and what was answered."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commonground.boards import queries
from commonground.boards.pages_public.forms import RecommendationFilter
from commonground.foundation.opening import open_to_anyone


@open_to_anyone(reason="What a board asks of a public body, and the answer, are public")
def recommendations(request: HttpRequest) -> HttpResponse:
    boards = queries.public_board_names()
    form = RecommendationFilter(request.GET or None, boards=boards)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = queries.public_recommendations(
        board=wanted.get("board", ""), state=wanted.get("state", ""), page=request.GET.get("page", "1")
    )
    return render(
        request,
        "boards/public/recommendations.html",
        {"found": found, "counts": found.counts, "form": form, "filtered": any(wanted.values())},
    )


@open_to_anyone(reason="What a board asks of a public body, and the answer, are public")
def recommendation(request: HttpRequest, recommendation_id: int) -> HttpResponse:
    line = queries.public_recommendation(recommendation_id)
    if line is None:
        raise Http404
    return render(
        request, "boards/public/recommendation.html", {"line": line, "recommendation": line.recommendation}
    )
