"""Every write of this package, one function for each thing that can happen."""

from commonground.boards.actions.agenda import (
    AgendaItemDetails,
    add_agenda_item,
    attach_file,
    edit_agenda_item,
    move_agenda_item,
    publish_agenda,
    remove_agenda_item,
    remove_file,
)
from commonground.boards.actions.applications import (
    ApplicationDetails,
    apply_for_seat,
    appoint_applicant,
    decline_applicant,
    shortlist_applicant,
)
from commonground.boards.actions.boards import (
    BoardDetails,
    SeatDetails,
    add_seat,
    create_board,
    edit_board,
    edit_seat,
)
from commonground.boards.actions.meetings import (
    MeetingDetails,
    cancel_meeting,
    edit_meeting,
    schedule_meeting,
)
from commonground.boards.actions.minutes import MinutesDetails, publish_minutes, save_minutes
from commonground.boards.actions.recommendations import (
    AnswerDetails,
    RecommendationDetails,
    answer_recommendation,
    edit_recommendation,
    make_recommendation,
)
from commonground.boards.actions.records import (
    MotionDetails,
    record_attendance,
    record_motion,
    record_recusals,
    remove_motion,
)
from commonground.boards.actions.terms import TermDetails, appoint_member, edit_term, end_term

__all__ = [
    "AgendaItemDetails",
    "AnswerDetails",
    "ApplicationDetails",
    "BoardDetails",
    "MeetingDetails",
    "MinutesDetails",
    "MotionDetails",
    "RecommendationDetails",
    "SeatDetails",
    "TermDetails",
    "add_agenda_item",
    "add_seat",
    "answer_recommendation",
    "apply_for_seat",
    "appoint_applicant",
    "appoint_member",
    "attach_file",
    "cancel_meeting",
    "create_board",
    "decline_applicant",
    "edit_agenda_item",
    "edit_board",
    "edit_meeting",
    "edit_recommendation",
    "edit_seat",
    "edit_term",
    "end_term",
    "make_recommendation",
    "move_agenda_item",
    "publish_agenda",
    "publish_minutes",
    "record_attendance",
    "record_motion",
    "record_recusals",
    "remove_agenda_item",
    "remove_file",
    "remove_motion",
    "save_minutes",
    "schedule_meeting",
    "shortlist_applicant",
]
