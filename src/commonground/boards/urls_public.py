"""Public pages of boards, included at `boards/` inside the language prefix."""

from django.urls import path

from commonground.boards.pages_public import apply, boards, feeds, recommendations

app_name = "boards"
urlpatterns = [
    path("", boards.boards, name="boards"),
    path("calendar.ics", feeds.all_meetings, name="calendar"),
    path("recommendations/", recommendations.recommendations, name="recommendations"),
    path("recommendations/<int:recommendation_id>/", recommendations.recommendation, name="recommendation"),
    path("<slug:slug>/", boards.board, name="board"),
    path("<slug:slug>/calendar.ics", feeds.meetings_of_board, name="board-calendar"),
    path("<slug:slug>/apply/", apply.apply, name="apply"),
    path("<slug:slug>/apply/received/", apply.applied, name="applied"),
    path("<slug:slug>/meetings/<int:meeting_id>/", boards.meeting, name="meeting"),
    path("<slug:slug>/meetings/<int:meeting_id>/calendar.ics", feeds.one_meeting, name="meeting-calendar"),
]
