"""Who a matter names, and who may not know of it: a page beside the matter's own, for its unit alone."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from commonground.access.form_pages import FormPage, answer_form, start
from commonground.access.officers.queries import officer_with, officers_to_choose
from commonground.access.opening import signed_in, viewer_of
from commonground.casework.queries.opened import NotThere, case_for, opened
from commonground.casework.queries.visible import supervises
from commonground.conflict import actions, queries
from commonground.conflict.city_rule import conflict_rule
from commonground.foundation.caching import never_stored
from commonground.foundation.refusals import Refused
from commonground.foundation.vault import CannotOpen
from commonground.foundation.vault.sessions import unlocked_vault
from commonground.matters.pages_staff.named_forms import KeepOutForm, LiftForm, NameForm, SureForm
from commonground.matters.pages_staff.showing import case_url, crumbs
from commonground.matters.pages_staff.unlocked import to_unlock, unlock_address
from commonground.vaults.units import units

FOR_UNIT = "A matter's unit, without those whom a conflict of interest keeps out"
BOTH = ("GET", "POST")


@signed_in(reason=FOR_UNIT)
@never_stored
def named(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    viewer = viewer_of(request)
    case = case_for(viewer, case_id)
    kept_out = {one.person.pk for one in queries.kept_out_of(case)}
    return render(
        request,
        "matters/conflict/named.html",
        {
            "case": case,
            "crumbs": crumbs((case.reference, case_url(case)), (_("People named"), "")),
            "names": queries.named_in(case),
            "kept_out": queries.kept_out_of(case),
            "rule": conflict_rule(),
            "supervises": supervises(viewer, units()[case.unit]),
            "nobody_above": queries.has_nobody_above(case, kept_out),
            "vault_open": unlocked_vault(request) is not None,
            "unlock_url": unlock_address(request.path),
        },
    )


@signed_in(reason=FOR_UNIT, methods=BOTH)
@never_stored
def add_name(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    viewer = viewer_of(request)
    case = case_for(viewer, case_id)
    form = NameForm(request.POST or None, officers=list(officers_to_choose()), initial=start())

    def save(typed: dict[str, Any]) -> str:
        officer = officer_with(int(typed["officer"]))
        vault = unlocked_vault(request)
        actions.name_officer(case=case, officer=officer, role=typed["role"], vault=vault, by=viewer)
        return _after(viewer, case)

    lead = _("The officer, and whoever commands the officer, cannot see the matter from that moment on.")
    return _form_page(request, case, form, FormPage(_FORM, save, _("Named.")), _("Name an officer"), lead)


@signed_in(reason=FOR_UNIT, methods=BOTH)
@never_stored
def take_back(request: HttpRequest, case_id: uuid.UUID, named_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    case = case_for(viewer, case_id)
    form = SureForm(request.POST or None, initial=start())

    def save(_typed: dict[str, Any]) -> str:
        actions.take_back_name(case=case, named_id=named_id, by=viewer)
        return _page(case)

    lead = _(
        "Only for a name that was put in by mistake. Whoever was kept out only through it can see the matter again."
    )
    page = FormPage(_FORM, save, _("The name is taken back."))
    return _form_page(request, case, form, page, _("Take back a name"), lead)


@signed_in(reason=FOR_UNIT, methods=BOTH)
@never_stored
def keep_out(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    viewer = viewer_of(request)
    case = case_for(viewer, case_id)
    people = queries.people_to_keep_out(case)
    form = KeepOutForm(request.POST or None, people=people, initial=start())

    def save(typed: dict[str, Any]) -> str:
        person = next(one for one in people if str(one.pk) == typed["person"])
        actions.exclude(case=case, person=person, vault=unlocked_vault(request), by=viewer)
        return _after(viewer, case)

    lead = _("This person cannot see the matter from that moment on, and is not told.")
    return _form_page(
        request, case, form, FormPage(_FORM, save, _("Kept out.")), _("Keep somebody out"), lead
    )


@signed_in(reason=FOR_UNIT, methods=BOTH)
@never_stored
def declare(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    viewer = viewer_of(request)
    case = case_for(viewer, case_id)
    form = SureForm(request.POST or None, initial=start())

    def save(_typed: dict[str, Any]) -> str:
        actions.declare_interest(case=case, vault=unlocked_vault(request), by=viewer)
        return reverse("matters:queue")

    lead = _(
        "You know somebody in it, or have an interest of your own. You give it back and cannot see it any more. "
        "Only whoever supervises the unit can let you in again."
    )
    page = FormPage(_FORM, save, _("Thank you for saying so. The matter is out of your sight."))
    return _form_page(request, case, form, page, _("I have an interest in this matter"), lead)


@signed_in(reason=FOR_UNIT, methods=BOTH)
@never_stored
def lift(request: HttpRequest, case_id: uuid.UUID, exclusion_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    case = case_for(viewer, case_id)
    vault = unlocked_vault(request)
    try:
        content = opened(case, vault) if vault else None
    except CannotOpen:
        content = None
    if content is None:
        return to_unlock(request, request.path)
    row = next((one for one in queries.kept_out_of(case) if one.exclusion_id == exclusion_id), None)
    if row is None:
        raise NotThere
    form = LiftForm(request.POST or None, initial=start())

    def save(typed: dict[str, Any]) -> str:
        actions.lift_exclusion(opened=content, exclusion_id=exclusion_id, reason=typed["reason"], by=viewer)
        return _page(case)

    title = _("Let %(name)s know of it again") % {"name": row.person.name}
    return _form_page(request, case, form, FormPage(_FORM, save, _("Let back in.")), title, "")


@signed_in(reason=FOR_UNIT, methods=BOTH)
@never_stored
def hand_over(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    viewer = viewer_of(request)
    case = case_for(viewer, case_id)
    form = SureForm(request.POST or None, initial=start())

    def save(_typed: dict[str, Any]) -> str:
        vault = unlocked_vault(request)
        if vault is None or case.unit not in vault.units:
            raise Refused(_("Open your vault first: the matter is sealed anew on the way."))
        actions.hand_to_independent_unit(case=case, vault=vault, by=viewer)
        return _after(viewer, case)

    lead = _("It is sealed to the independent unit. Nobody of this unit can read or see it after that.")
    page = FormPage(_FORM, save, _("The matter is with the independent unit."))
    return _form_page(request, case, form, page, _("Hand it to the independent unit"), lead)


_FORM = "matters/conflict/form.html"


def _form_page(
    request: HttpRequest, case: Any, form: Any, page: FormPage, title: str, lead: str
) -> HttpResponse:
    context = {
        "case": case,
        "title": title,
        "lead": lead,
        "cancel_url": _page(case),
        "crumbs": crumbs((case.reference, case_url(case)), (_("People named"), _page(case)), (title, "")),
    }
    return answer_form(request, form, FormPage(page.template, page.save, page.saved, context))


def _page(case: Any) -> str:
    return reverse("matters:named", args=[case.pk])


def _after(viewer: Any, case: Any) -> str:
    """Back to the page, unless what was just done hid the matter from whoever did it."""
    try:
        case_for(viewer, case.pk)
    except NotThere:
        return reverse("matters:queue")
    return _page(case)


conflict_urlpatterns = [
    path("<uuid:case_id>/named/", named, name="named"),
    path("<uuid:case_id>/named/add/", add_name, name="name_officer"),
    path("<uuid:case_id>/named/<int:named_id>/back/", take_back, name="take_back_name"),
    path("<uuid:case_id>/named/keep-out/", keep_out, name="keep_out"),
    path("<uuid:case_id>/named/declare/", declare, name="declare_interest"),
    path("<uuid:case_id>/named/kept-out/<int:exclusion_id>/lift/", lift, name="lift_exclusion"),
    path("<uuid:case_id>/named/hand-over/", hand_over, name="hand_over"),
]
