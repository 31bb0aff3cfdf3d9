"""Editing the facts of a commitment, and adding one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonground.access.decisions import decide
from commonground.access.opening import requires
from commonground.access.permissions import Permission as P
from commonground.domains.commitments import queries
from commonground.domains.commitments.actions import CommitmentChanges, add_commitment, update_commitment
from commonground.domains.commitments.pages_staff.finding import found_to_update
from commonground.domains.commitments.pages_staff.forms.base import spanish_of, with_spanish
from commonground.domains.commitments.pages_staff.forms.facts import AddForm, FactsForm
from commonground.domains.commitments.pages_staff.places import crumbs, crumbs_of, kicker_of, path_of, place
from commonground.domains.commitments.pages_staff.saving import expected_version, saved, tell, tell_outcome
from commonground.domains.commitments.pages_staff.showing import last_change
from commonground.domains.commitments.pages_staff.standing import date_of
from commonground.domains.commitments.queries.choices import bodies_to_choose
from commonground.domains.commitments.queries.staff_shapes import StaffCommitment, StaffProgramme
from commonground.foundation.caching import never_stored

SPANISH = ("statement", "detail")
PLAIN = (
    "statement",
    "detail",
    "topic_id",
    "owner_id",
    "owner_title",
    "owner_name",
    "next_update_by",
    "as_of",
    "as_of_note",
)
DATES = ("start", "implemented")


@requires(P.UPDATE_OWN_COMMITMENTS, methods=("GET", "POST"))
@never_stored
def facts(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """An owner edits detail and dates; the promise itself and who answers for it are its managers'."""
    found = found_to_update(request.user, commitment_id)
    form = FactsForm(
        request.POST or None,
        initial=_standing(found),
        choices=_choices(request, found),
        manages=bool(decide(request.user, P.MANAGE_COMMITMENTS)),
    )
    if request.method == "POST" and form.is_valid():
        answer = saved(
            request,
            form,
            lambda: _save(request, form, commitment_id),
            standing=lambda: _standing(found_to_update(request.user, commitment_id)),
        )
        if answer is not None:
            return answer
    return render(
        request,
        "commitments/staff/form.html",
        {
            "crumbs": crumbs_of(found.page.row, _("Edit facts")),
            "title": _("Edit facts"),
            "kicker": kicker_of(found.page.row),
            "lead": _("Status, percent and the expected date are changed in an update."),
            "form": form,
            "submit_label": _("Save"),
            "cancel_url": path_of("commitment", commitment_id),
            **last_change(found),
        },
    )


@requires(P.MANAGE_COMMITMENTS, methods=("GET", "POST"))
@never_stored
def add(request: HttpRequest) -> HttpResponse:
    """Adds a commitment to the programme that the register was showing."""
    programmes = queries.programmes_for(request.user)
    if not programmes:
        raise Http404
    wanted = request.GET.get("program", "")
    programme = next((one for one in programmes if one.shown.slug == wanted), programmes[0])
    form = AddForm(request.POST or None, choices=_choices_to_add(programme))
    if request.method == "POST" and form.is_valid():
        answer = saved(request, form, lambda: _add(request, form, programme.shown.id))
        if answer is not None:
            return answer
    return render(
        request,
        "commitments/staff/form.html",
        {
            "crumbs": crumbs((_("Add a commitment"), "")),
            "title": _("Add a commitment"),
            "kicker": programme.shown.name,
            "lead": _("It starts without a status; an update says how it stands."),
            "form": form,
            "submit_label": _("Add"),
            "cancel_url": place("register") + f"?program={programme.shown.slug}",
        },
    )


def _save(request: HttpRequest, form: FactsForm, commitment_id: int) -> str:
    typed, touched = form.cleaned_data, form.touched()
    found = found_to_update(request.user, commitment_id)
    given: dict[str, Any] = {name: typed[name] for name in (*PLAIN, *DATES) if name in touched}
    if "body_ids" in touched:
        given["body_ids"] = tuple(typed["body_ids"])
    spanish = tuple(name for name in SPANISH if f"{name}_es" in touched)
    if spanish:
        given["translations"] = with_spanish(found.values.translations, typed, *spanish)
    if given:
        outcome = update_commitment(
            commitment_id=commitment_id,
            changes=CommitmentChanges(**given),
            expected_version=expected_version(form, _standing(found)),
            by=request.user,
        )
        tell_outcome(request, outcome)
    return path_of("commitment", commitment_id)


def _add(request: HttpRequest, form: AddForm, programme_id: int) -> str:
    typed = form.cleaned_data
    names = ("topic_id", "owner_id", "owner_title", "estimated")
    added = add_commitment(
        programme_id=programme_id,
        number=typed["number"],
        statement=typed["statement"],
        facts=CommitmentChanges(
            **{name: typed[name] for name in names}, translations=spanish_of(typed, "statement")
        ),
        by=request.user,
    )
    tell(request, _("The commitment is added."))
    return path_of("commitment", added.pk)


def _standing(found: StaffCommitment) -> dict[str, Any]:
    values = found.values
    spanish = values.translations.get("es", {})
    return {
        "version": found.version,
        **{name: getattr(values, name) for name in PLAIN},
        **{name: date_of(getattr(values, name)) for name in DATES},
        "body_ids": [str(body) for body in values.body_ids],
        **{f"{name}_es": spanish.get(name, "") for name in SPANISH},
    }


def _choices(request: HttpRequest, found: StaffCommitment) -> dict[str, list[tuple[Any, Any]]]:
    programme = queries.programme_for(request.user, found.page.programme.id)
    owners = list(queries.people_who_may_own())
    # An owner who has left the role since stays choosable where they stand.
    if found.values.owner_id and found.values.owner_id not in dict(owners):
        owners.append((found.values.owner_id, found.owner))
    return {"topics": _topics(programme), "bodies": list(bodies_to_choose()), "owners": owners}


def _choices_to_add(programme: StaffProgramme) -> dict[str, list[tuple[Any, Any]]]:
    return {"topics": _topics(programme), "owners": list(queries.people_who_may_own())}


def _topics(programme: StaffProgramme | None) -> list[tuple[Any, Any]]:
    return [(topic.id, f"{topic.number}. {topic.name}") for topic in programme.topics] if programme else []
