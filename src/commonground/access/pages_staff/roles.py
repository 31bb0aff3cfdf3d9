"""Giving a person a role, and taking one away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonground.access.actions import end_role, grant_role
from commonground.access.decisions import roles_held
from commonground.access.opening import requires, viewer_of
from commonground.access.pages_staff.answers import Question, add_refusal, ask_first
from commonground.access.pages_staff.forms import GrantForm
from commonground.access.permissions import Permission
from commonground.access.queries import grant_with, person_for
from commonground.access.roles import ROLES
from commonground.access.sign_in.recent import recently_authenticated
from commonground.foundation import clock
from commonground.foundation.caching import never_stored
from commonground.foundation.refusals import Refused
from commonground.foundation.submissions.once import submit_once

BOTH = ("GET", "POST")


@requires(Permission.MANAGE_PEOPLE)
@never_stored
def roles(request: HttpRequest) -> HttpResponse:
    """Every role, who may be given it, and what it may do."""
    return render(request, "access/staff/roles.html", {"roles": list(ROLES.values())})


@requires(Permission.GRANT_ROLES, methods=BOTH)
@recently_authenticated
@never_stored
def grant(request: HttpRequest, person_id: int) -> HttpResponse:
    person = person_for(person_id)
    form = GrantForm(request.POST or None, held=roles_held(person, on=clock.today()))
    if request.method == "POST" and form.is_valid():
        try:
            return HttpResponseRedirect(submit_once(form.token, lambda: _grant(request, person_id, form)))
        except Refused as refused:
            add_refusal(form, refused)
    return render(
        request,
        "access/staff/grant_role.html",
        {"form": form, "person": person, "is_me": person.pk == request.user.pk},
    )


def _grant(request: HttpRequest, person_id: int, form: GrantForm) -> str:
    written = form.cleaned_data
    grant_role(
        person=person_for(person_id), role=written["role"], ends_on=written["ends_on"], by=viewer_of(request)
    )
    messages.success(request, _("The role was given."))
    return reverse("access:person", args=[person_id])


@requires(Permission.GRANT_ROLES, methods=BOTH)
@recently_authenticated
@never_stored
def end(request: HttpRequest, grant_id: int) -> HttpResponse:
    found = grant_with(grant_id)
    question = Question(
        title=_("End a role"),
        heading=_("Take the role “%(role)s” from %(name)s?")
        % {"role": ROLES[found.role].name, "name": found.person.name},
        text=_("It ends at once. Who gave it and when stays on the record."),
        action=_("End the role"),
        back=reverse("access:person", args=[found.person_id]),
    )

    def do() -> str:
        end_role(grant_id=grant_id, by=viewer_of(request))
        return _("The role has ended.")

    return ask_first(request, question, do)
