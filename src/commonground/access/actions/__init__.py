"""Every write of this package: who may sign in, and what they may do."""

from commonground.access.actions.break_glass import end_break_glass, review_break_glass, start_break_glass
from commonground.access.actions.locks import note_failure, note_sign_in, note_sign_out, release_lock
from commonground.access.actions.people import (
    add_person,
    choose_language,
    close_account,
    disable_unused,
    edit_person,
    reopen_account,
    send_password_link,
)
from commonground.access.actions.roles import end_role, grant_role

__all__ = [
    "add_person",
    "choose_language",
    "close_account",
    "disable_unused",
    "edit_person",
    "end_break_glass",
    "end_role",
    "grant_role",
    "note_failure",
    "note_sign_in",
    "note_sign_out",
    "release_lock",
    "reopen_account",
    "review_break_glass",
    "send_password_link",
    "start_break_glass",
]
