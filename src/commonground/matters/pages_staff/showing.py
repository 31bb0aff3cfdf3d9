"""A matter in words: where it stands, whose step it is, how late. For the queue, the case page and links to others."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from commonground.casework import rules
from commonground.casework.city_rules import Stage
from commonground.casework.kinds import kind_of
from commonground.foundation import clock
from commonground.matters.pages_staff.forms import words
from commonground.reference.business_days import after_business_days, business_days_between
from commonground.vaults.units import units


def crumbs(*further: tuple[Any, str]) -> list[dict[str, Any]]:
    return [
        {"label": _("Matters"), "url": reverse("matters:queue")},
        *({"label": label, "url": url} for label, url in further),
    ]


def case_url(case: Any) -> str:
    return reverse("matters:case", args=[case.pk])


def stage_of(case: Any) -> Stage:
    return kind_of(case.kind).rules.stage_shown(case.stage, closed=case.closed_at is not None)


def stage_name(case: Any) -> str:
    """As the unit calls it: the file's name of a stage that waits is written for the person."""
    stage = stage_of(case)
    if stage.waits:
        return _("Waiting for the person") if case.waiting_since else _("The person answered")
    return words(stage.name)


def is_late(case: Any) -> bool:
    waiting, closed = case.waiting_since is not None, case.closed_at is not None
    return rules.is_late(case.due_on, waiting=waiting, closed=closed, today=clock.today())


def tone(case: Any) -> str:
    if case.closed_at is not None:
        return "done"
    if case.waiting_since is not None:
        return "hold"
    return "late" if is_late(case) else "progress"


def when(case: Any) -> str:
    """The date that matters now, in words."""
    if case.closed_at is not None:
        return _("Closed %(day)s") % {"day": _day(timezone.localtime(case.closed_at).date())}
    if case.waiting_since is not None:
        return _waiting(case)
    if case.due_on is None:
        return _("No date promised")
    if is_late(case):
        days = max(_days_late(case.due_on, clock.today()), 1)
        return ngettext("%(days)d business day late", "%(days)d business days late", days) % {"days": days}
    if case.due_on == clock.today():
        return _("Due today")
    return _("Due %(day)s") % {"day": _day(case.due_on)}


def whose_step(case: Any, *, mine: bool) -> str:
    owner = rules.owner_now(
        stage_of(case).owner,
        assigned=case.assigned_to_id is not None,
        waiting=case.waiting_since is not None,
    )
    if owner == "assignee":
        return _("Your step") if mine else case.assigned_to.name
    return {
        "unit": _("The unit's step"),
        "supervisor": _("The supervisor's step"),
        "person": _("The person's step"),
        "nobody": _("Nobody's step: it is closed"),
    }[owner]


def category_of(case: Any) -> str:
    found = {one.key: one.name for one in kind_of(case.kind).rules.categories}.get(case.category)
    return words(found) if found else case.category


def outcome_of(case: Any) -> str:
    found = {one.key: one.name for one in kind_of(case.kind).rules.outcomes}.get(case.outcome)
    return words(found) if found else case.outcome


def in_short(case: Any) -> dict[str, Any]:
    """A line of a list."""
    return {
        "case": case,
        "url": case_url(case),
        "kind": words(kind_of(case.kind).rules.name),
        "category": category_of(case),
        "stage": stage_name(case),
        "tone": tone(case),
        "late": is_late(case),
        "when": when(case),
        "wrote": case.last_side == "reporter" and case.last_message_at is not None,
        "outcome": outcome_of(case) if case.closed_at else "",
        "spanish": case.language == "es" and not (get_language() or "en").startswith("es"),
    }


def facts_of(case: Any) -> list[dict[str, Any]]:
    languages = {"en": _("English"), "es": _("Spanish")}
    rows = [
        (_("Unit"), words(units()[case.unit].name)),
        (_("Category"), category_of(case)),
        (_("Received"), date_format(timezone.localtime(case.received_at), "DATETIME_FORMAT")),
        (_("How it came"), case.get_channel_display()),
        (_("The person's language"), languages.get(case.language, case.language)),
        (_("Receipt"), _receipt(case)),
    ]
    if case.closed_at:
        rows.append((_("How it ended"), outcome_of(case)))
    if case.dispose_after:
        rows.append((_("Kept until"), _day(case.dispose_after)))
    return [{"label": label, "value": value} for label, value in rows]


def _receipt(case: Any) -> str:
    if case.locator:
        return _("The person has one")
    if case.part_locator:
        return _("The receipt of the matter that it was split off from leads here too")
    return _("None: the person cannot come back")


def history_shown(found: Any, steps: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "date": timezone.localtime(step.row.at),
            "title": _stage_name(step.row.case, step.row.to_stage),
            "text": step.reason,
            "by": _by(found, step.row),
        }
        for step in steps
    ]


def _by(found: Any, row: Any) -> str:
    """Who took the step, and in which matter where it was a merged one."""
    name = row.by.name if row.by else ""
    return name if row.case_id == found.pk else " · ".join(filter(None, (row.case.reference, name)))


def _stage_name(case: Any, key: str) -> str:
    """A stage that the city has since taken out of its file keeps its key."""
    known = {stage.key: stage for stage in kind_of(case.kind).rules.stages}
    if key in known and known[key].waits:
        return _("Waiting for the person")
    return words(known[key].name) if key in known else key


def _waiting(case: Any) -> str:
    kind = kind_of(case.kind).rules
    here = stage_of(case)
    waits = here if here.waits else next((one for one in kind.stages if one.waits and not one.retired), here)
    since = timezone.localtime(case.waiting_since).date()
    until = rules.waits_until(waits, since, after=after_business_days)
    if until < clock.today():
        return _("No answer came by %(day)s: go on without it") % {"day": _day(until)}
    return _("We wait for the person until %(day)s") % {"day": _day(until)}


@lru_cache(maxsize=2000)  # a page of the queue asks for the same few days again and again
def _days_late(due_on: date, today: date) -> int:
    return rules.days_late(due_on, today=today, between=business_days_between)


def _day(day: Any) -> str:
    return date_format(day, "DATE_FORMAT")
