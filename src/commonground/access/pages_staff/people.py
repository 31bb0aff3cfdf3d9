"""People: finding, inviting, changing, closing, opening again, releasing a lock."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonground.access.actions import (
    add_person,
    close_account,
    edit_person,
    release_lock,
    reopen_account,
    send_password_link,
)
from commonground.access.actions.people import PersonDetails
from commonground.access.opening import requires, viewer_of
from commonground.access.pages_staff.answers import Question, add_refusal, ask_first
from commonground.access.pages_staff.forms import InviteForm, PeopleFilter, PersonForm
from commonground.access.pages_staff.rows import (
    people_columns,
    person_facts,
    person_row,
    role_columns,
    role_rows,
)
from commonground.access.permissions import Permission
from commonground.access.queries import grants_of, open_lock_of, people_found, person_for
from commonground.access.sign_in.recent import recently_authenticated
from commonground.access.sign_in.reset_factors import reset_factors
from commonground.foundation.caching import never_stored
from commonground.foundation.refusals import ChangedMeanwhile, Refused
from commonground.foundation.submissions.once import submit_once

BOTH = ("GET", "POST")
A_PAGE = 25


@requires(Permission.MANAGE_PEOPLE)
@never_stored
def people(request: HttpRequest) -> HttpResponse:
    form = PeopleFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(people_found(**wanted), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "access/staff/people.html",
        {
            "form": form,
            "page": page,
            "columns": people_columns(),
            "rows": [person_row(person) for person in page],
        },
    )


@requires(Permission.MANAGE_PEOPLE, methods=BOTH)
@never_stored
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return HttpResponseRedirect(submit_once(form.token, lambda: _invite(request, form)))
        except Refused as refused:
            add_refusal(form, refused)
    return render(request, "access/staff/invite.html", {"form": form})


def _invite(request: HttpRequest, form: InviteForm) -> str:
    written = form.cleaned_data
    person = add_person(
        email=written["email"],
        details=PersonDetails(written["name"], written["title"], written["language"]),
        by=viewer_of(request),
    )
    messages.success(
        request, _("The account is open, and a letter with a link is on its way. Now give it a role.")
    )
    return reverse("access:person", args=[person.pk])


@requires(Permission.MANAGE_PEOPLE)
@never_stored
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    found = person_for(person_id)
    return render(
        request,
        "access/staff/person.html",
        {
            "person": found,
            "trail": [
                {"label": _("People"), "url": reverse("access:people")},
                {"label": found.name, "url": request.path},
            ],
            "facts": person_facts(found),
            "lock": open_lock_of(found),
            "role_columns": role_columns(),
            "role_rows": role_rows(grants_of(found)),
            "is_me": found.pk == request.user.pk,
        },
    )


@requires(Permission.MANAGE_PEOPLE, methods=BOTH)
@never_stored
def edit(request: HttpRequest, person_id: int) -> HttpResponse:
    found = person_for(person_id)
    stored = {
        "name": found.name,
        "title": found.title,
        "language": found.language,
        "expected_version": found.version,
    }
    form = PersonForm(request.POST or None, initial=stored)
    context = {"form": form, "person": found}
    if request.method == "POST" and form.is_valid():
        written = form.cleaned_data
        details = PersonDetails(written["name"], written["title"], written["language"])
        try:
            edit_person(
                person=found,
                details=details,
                expected_version=written["expected_version"],
                by=viewer_of(request),
            )
        except ChangedMeanwhile as changed:
            context |= _again(request, changed)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("access:person", args=[found.pk]))
    return render(request, "access/staff/edit_person.html", context)


def _again(request: HttpRequest, changed: ChangedMeanwhile) -> dict[str, object]:
    """The same form with what was typed, now over the version that is stored."""
    typed = request.POST.copy()
    typed["expected_version"] = str(changed.current_version)
    conflicts = [
        {"field": each.label, "yours": each.yours, "theirs": each.theirs} for each in changed.differences
    ]
    return {"form": PersonForm(typed), "conflicts": conflicts}


@requires(Permission.MANAGE_PEOPLE, methods=BOTH)
@recently_authenticated
@never_stored
def close(request: HttpRequest, person_id: int) -> HttpResponse:
    found = person_for(person_id)
    question = Question(
        title=_("Close an account"),
        heading=_("Close the account of %(name)s?") % {"name": found.name},
        text=_("They are signed out at once and cannot sign in. What they did stays on the record."),
        action=_("Close the account"),
        back=reverse("access:person", args=[found.pk]),
        tone="error",
    )

    def do() -> str:
        close_account(person=found, by=viewer_of(request))
        return _("The account is closed.")

    return ask_first(request, question, do)


@requires(Permission.MANAGE_PEOPLE, methods=BOTH)
@recently_authenticated
@never_stored
def reopen(request: HttpRequest, person_id: int) -> HttpResponse:
    found = person_for(person_id)
    question = Question(
        title=_("Open an account again"),
        heading=_("Open the account of %(name)s again?") % {"name": found.name},
        text=_("Roles that were not ended hold again. Look at them first."),
        action=_("Open the account"),
        back=reverse("access:person", args=[found.pk]),
    )

    def do() -> str:
        reopen_account(person=found, by=viewer_of(request))
        return _("The account is open again.")

    return ask_first(request, question, do)


@requires(Permission.MANAGE_PEOPLE, methods=BOTH)
@recently_authenticated
@never_stored
def release(request: HttpRequest, person_id: int) -> HttpResponse:
    found = person_for(person_id)
    question = Question(
        title=_("Release a lock"),
        heading=_("Let %(name)s try again?") % {"name": found.name},
        text=_("Speak to them first: five wrong tries may have been somebody else's."),
        action=_("Release the lock"),
        back=reverse("access:person", args=[found.pk]),
    )

    def do() -> str:
        release_lock(person=found, by=viewer_of(request))
        return _("The lock is released.")

    return ask_first(request, question, do)


@requires(Permission.MANAGE_PEOPLE, methods=BOTH)
@never_stored
def password_link(request: HttpRequest, person_id: int) -> HttpResponse:
    found = person_for(person_id)
    question = Question(
        title=_("Send a password link"),
        heading=_("Send %(name)s a link to choose a password?") % {"name": found.name},
        text=_("The link goes to %(email)s and works once, for three days.") % {"email": found.email},
        action=_("Send the link"),
        back=reverse("access:person", args=[found.pk]),
    )

    def do() -> str:
        send_password_link(person=found, by=viewer_of(request))
        return _("The letter is on its way.")

    return ask_first(request, question, do)


@requires(Permission.MANAGE_PEOPLE, methods=BOTH)
@recently_authenticated
@never_stored
def forget_factors(request: HttpRequest, person_id: int) -> HttpResponse:
    found = person_for(person_id)
    question = Question(
        title=_("Take second factors away"),
        heading=_("Take all second factors of %(name)s away?") % {"name": found.name},
        text=_(
            "For somebody who has lost their telephone and their recovery codes. Make sure it is really them. "
            "They are signed out, and set up a new factor when they sign in next."
        ),
        action=_("Take them away"),
        back=reverse("access:person", args=[found.pk]),
        tone="error",
    )

    def do() -> str:
        reset_factors(person=found, by=viewer_of(request))
        return _("The factors are gone.")

    return ask_first(request, question, do)
