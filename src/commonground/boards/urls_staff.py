"""Staff pages of boards, included at `boards/`."""

from django.urls import path, register_converter

from commonground.boards.pages_staff import applications, boards, meetings, recommendations, records


class Direction:
    regex = "up|down"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Direction, "direction")

app_name = "boards_staff"
urlpatterns = [
    path("", boards.boards, name="boards"),
    path("new/", boards.new_board, name="new-board"),
    path("seats/<int:seat_id>/", boards.seat, name="seat"),
    path("seats/<int:seat_id>/edit/", boards.edit_seat, name="edit-seat"),
    path("seats/<int:seat_id>/appoint/", boards.appoint, name="appoint"),
    path("terms/<int:term_id>/", boards.edit_term, name="edit-term"),
    path("terms/<int:term_id>/end/", boards.end_term, name="end-term"),
    path("applications/", applications.applications, name="applications"),
    path("applications/<uuid:application_id>/", applications.application, name="application"),
    path("applications/<uuid:application_id>/shortlist/", applications.shortlist, name="shortlist"),
    path("applications/<uuid:application_id>/appoint/", applications.appoint, name="appoint-applicant"),
    path("applications/<uuid:application_id>/decline/", applications.decline, name="decline"),
    path("meetings/<int:meeting_id>/", meetings.meeting, name="meeting"),
    path("meetings/<int:meeting_id>/edit/", meetings.edit_meeting, name="edit-meeting"),
    path("meetings/<int:meeting_id>/cancel/", meetings.cancel_meeting, name="cancel-meeting"),
    path("meetings/<int:meeting_id>/publish-agenda/", meetings.publish_agenda, name="publish-agenda"),
    path("meetings/<int:meeting_id>/items/new/", meetings.new_item, name="new-item"),
    path("meetings/<int:meeting_id>/files/new/", meetings.add_file, name="add-file"),
    path("meetings/<int:meeting_id>/attendance/", records.attendance, name="attendance"),
    path("meetings/<int:meeting_id>/minutes/", records.minutes, name="minutes"),
    path("meetings/<int:meeting_id>/minutes/publish/", records.publish_minutes, name="publish-minutes"),
    path("agenda/<int:item_id>/", meetings.edit_item, name="edit-item"),
    path("agenda/<int:item_id>/remove/", meetings.remove_item, name="remove-item"),
    path("agenda/<int:item_id>/move/<direction:direction>/", meetings.move_item, name="move-item"),
    path("agenda/<int:item_id>/files/new/", meetings.add_item_file, name="add-item-file"),
    path("agenda/<int:item_id>/recusals/", records.recusals, name="recusals"),
    path("agenda/<int:item_id>/motions/new/", records.new_motion, name="new-motion"),
    path("files/<int:file_id>/remove/", meetings.remove_file, name="remove-file"),
    path("motions/<int:motion_id>/", records.edit_motion, name="edit-motion"),
    path("motions/<int:motion_id>/remove/", records.remove_motion, name="remove-motion"),
    path("recommendations/", recommendations.recommendations, name="recommendations"),
    path(
        "recommendations/<int:recommendation_id>/edit/",
        recommendations.edit_recommendation,
        name="edit-recommendation",
    ),
    path("recommendations/<int:recommendation_id>/answer/", recommendations.answer, name="answer"),
    path("<slug:slug>/", boards.board, name="board"),
    path("<slug:slug>/edit/", boards.edit_board, name="edit-board"),
    path("<slug:slug>/seats/new/", boards.new_seat, name="new-seat"),
    path("<slug:slug>/meetings/new/", meetings.new_meeting, name="new-meeting"),
    path("<slug:slug>/recommendations/new/", recommendations.new_recommendation, name="new-recommendation"),
]
