"""Rows of tables and lists, for the components that draw them."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonground.access.queries import is_open, role_names, runs_now
from commonground.access.roles import ROLES
from commonground.access.sign_in.reset_factors import factors_of


def people_columns() -> list[str]:
    return [_("Name"), _("Title"), _("Roles today"), _("Account"), _("Last signed in")]


def role_columns() -> list[str]:
    return [_("Role"), _("From"), _("Last day"), _("Given by"), _("End")]


def glass_columns() -> list[str]:
    return [_("Began"), _("Who"), _("Role taken"), _("State")]


def audit_columns() -> list[str]:
    return [_("Entry"), _("When"), _("Action"), _("Who"), _("Of what"), _("Details")]


def moment_text(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else ""


def person_state(person: Any) -> dict[str, str]:
    if not person.is_active:
        return {"text": _("Closed"), "tone": "stopped"}
    if getattr(person, "locked", False):
        return {"text": _("Locked"), "tone": "late"}
    return {"text": _("Open"), "tone": "done"}


def person_row(person: Any) -> list[Any]:
    return [
        {"text": person.name, "url": reverse("access:person", args=[person.pk])},
        person.title or "–",
        ", ".join(role_names(person)) or _("none"),
        person_state(person),
        moment_text(person.last_login) or _("never"),
    ]


def person_facts(person: Any) -> list[dict[str, Any]]:
    factors = [str(_factor_name(kind)) for kind in factors_of(person)]
    return [
        {"label": _("E-mail address"), "value": person.email},
        {"label": _("Title"), "value": person.title},
        {"label": _("Language"), "value": dict(settings.LANGUAGES).get(person.language, person.language)},
        {"label": _("Last signed in"), "value": moment_text(person.last_login) or _("never")},
        {"label": _("Second factors"), "value": ", ".join(factors) or _("none yet")},
    ]


def _factor_name(kind: str) -> str:
    return {
        "totp": _("authenticator app"),
        "webauthn": _("passkey"),
        "recovery_codes": _("recovery codes"),
    }.get(kind, kind)


def role_rows(grants: Iterable[Any]) -> list[list[Any]]:
    return [_role_row(grant) for grant in grants]


def _role_row(grant: Any) -> list[Any]:
    role = ROLES.get(grant.role)
    end: Any = {"text": _("End it"), "url": reverse("access:end_role", args=[grant.pk])} if role else "–"
    if not is_open(grant):
        end = _("Ended")
    if grant.ended_at:
        end = _("Ended by %(name)s") % {"name": grant.ended_by or _("the system")}
    return [
        str(role.name) if role else grant.role,
        date_format(grant.starts_on, "DATE_FORMAT"),
        date_format(grant.ends_on, "DATE_FORMAT") if grant.ends_on else _("no end planned"),
        grant.granted_by.name if grant.granted_by else _("the command line"),
        end,
    ]


def glass_row(session: Any) -> list[Any]:
    if session.reviewed_at:
        state = {"text": _("Reviewed"), "tone": "done"}
    elif runs_now(session):
        state = {"text": _("Running"), "tone": "progress"}
    else:
        state = {"text": _("To review"), "tone": "late"}
    return [
        {
            "text": moment_text(session.started_at),
            "url": reverse("access:break_glass_review", args=[session.pk]),
        },
        session.person.name,
        str(ROLES[session.role].name) if session.role in ROLES else session.role,
        state,
    ]


def audit_row(entry: Any) -> list[Any]:
    details = "; ".join(f"{key}: {value}" for key, value in sorted(entry.details.items()))
    return [
        str(entry.sequence),
        moment_text(entry.at),
        entry.action,
        entry.actor,
        f"{entry.object_type}:{entry.object_id}",
        details or "–",
    ]
