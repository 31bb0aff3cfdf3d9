"""All boards, one board, one meeting."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commonground.boards import queries
from commonground.foundation.opening import open_to_anyone


@open_to_anyone(reason="Public bodies meet in public")
def boards(request: HttpRequest) -> HttpResponse:
    found = queries.public_boards()
    asked = queries.public_recommendations()
    return render(
        request,
        "boards/public/boards.html",
        {
            "boards": found,
            "meetings": queries.upcoming_meetings(limit=6),
            "recommendations": asked.counts,
            "newest": asked.lines[:3],
            "vacancies": sum(summary.vacancies for summary in found if summary.may_apply),
        },
    )


@open_to_anyone(reason="Who sits on a board, when it meets and what it asked for is public")
def board(request: HttpRequest, slug: str) -> HttpResponse:
    shown = queries.public_board(slug, page=request.GET.get("page", "1"))
    if shown is None:
        raise Http404
    return render(request, "boards/public/board.html", {"shown": shown, "board": shown.board})


@open_to_anyone(reason="Agenda, minutes and votes of a public meeting are public")
def meeting(request: HttpRequest, slug: str, meeting_id: int) -> HttpResponse:
    shown = queries.public_meeting(slug, meeting_id)
    if shown is None:
        raise Http404
    return render(
        request,
        "boards/public/meeting.html",
        {"shown": shown, "meeting": shown.meeting, "line": shown.line, "board": shown.meeting.board},
    )
