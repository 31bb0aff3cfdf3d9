"""Addresses of the account and people pages at the staff door."""

from django.urls import path

from commonground.access.pages_staff import account, audit, break_glass, officers, people, roles

app_name = "access"
urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/language/", account.language, name="language"),
    path("account/second-factor/", account.set_up, name="set_up"),
    path("account/kept/", account.kept, name="kept_form"),
    path("account/kept/discard/", account.discard_kept, name="discard_kept"),
    path("account/confirm/elsewhere/", account.confirm_elsewhere, name="single_sign_on_again"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/roles/", roles.roles, name="roles"),
    path("people/roles/<int:grant_id>/end/", roles.end, name="end_role"),
    path("people/audit/", audit.audit, name="audit"),
    path("people/break-glass/", break_glass.start, name="break_glass"),
    path("people/break-glass/end/", break_glass.end, name="end_break_glass"),
    path("people/break-glass/sessions/", break_glass.sessions, name="break_glass_sessions"),
    path("people/break-glass/sessions/<int:session_id>/", break_glass.review, name="break_glass_review"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/edit/", people.edit, name="edit_person"),
    path("people/<int:person_id>/close/", people.close, name="close_account"),
    path("people/<int:person_id>/reopen/", people.reopen, name="reopen_account"),
    path("people/<int:person_id>/release/", people.release, name="release_lock"),
    path("people/<int:person_id>/password-link/", people.password_link, name="password_link"),
    path("people/<int:person_id>/factors/forget/", people.forget_factors, name="forget_factors"),
    path("people/<int:person_id>/roles/", roles.grant, name="grant_role"),
    path("officers/", officers.officers, name="officers"),
    path("officers/new/", officers.add, name="add_officer"),
    path("officers/import/", officers.upload, name="import_officers"),
    path("officers/import/confirm/", officers.confirm, name="confirm_officers"),
    path("officers/<int:officer_id>/", officers.change, name="officer"),
]
