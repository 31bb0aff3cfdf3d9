"""The words for what rules and records name by key: states, reasons, warnings, fields of the history."""

from datetime import date, datetime

from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.dates import NotADate, PartialDate
from commonground.domains.commitments.rules import Contradiction, Decision, LateReason, Refusal, State

STATES: dict[State, str | Promise] = {
    State.UNKNOWN: _("Status not known"),
    State.NOT_STARTED: _("Not started"),
    State.STARTED: _("In progress"),
    State.REPORTED: _("Reported implemented, evidence not yet shown"),
    State.IMPLEMENTED: _("Implemented"),
}
# Tones of the design system.
TONES: dict[State, str] = {
    State.UNKNOWN: "neutral",
    State.NOT_STARTED: "neutral",
    State.STARTED: "progress",
    State.REPORTED: "unproven",
    State.IMPLEMENTED: "done",
}
LATE_REASONS: dict[LateReason, str | Promise] = {
    LateReason.ESTIMATE_PASSED: _("The estimated date has passed."),
    LateReason.UPDATE_OVERDUE: _("The promised update is overdue."),
    LateReason.RESUME_PASSED: _("Work was to resume by now."),
}
CONTRADICTIONS: dict[Contradiction, str | Promise] = {
    Contradiction.COMPLETE_BUT_NOT_IMPLEMENTED: _(
        "It is 100% complete, but its status is not an implemented one."
    ),
    Contradiction.IMPLEMENTED_BUT_NOT_COMPLETE: _(
        "It is called implemented, but is less than 100% complete."
    ),
    Contradiction.IMPLEMENTED_WITHOUT_DATE: _(
        "It is called implemented, but no implementation date is given."
    ),
    Contradiction.DATE_WITHOUT_IMPLEMENTED: _(
        "It has an implementation date, but its status is not an implemented one."
    ),
    Contradiction.IMPLEMENTED_IN_FUTURE: _("Its implementation date lies in the future."),
    Contradiction.START_AFTER_IMPLEMENTED: _("It starts after it was implemented."),
    Contradiction.START_AFTER_ESTIMATE: _("It starts after its estimated date."),
    Contradiction.START_IN_FUTURE: _(
        "Its status says work has begun, but its start date lies in the future."
    ),
    Contradiction.PROGRESS_BUT_NOT_STARTED: _("Its status says not started, but some of it is done."),
    Contradiction.HELD_WITHOUT_REASON: _("It is on hold, and no reason is given."),
    Contradiction.HELD_WITHOUT_RESUME: _("It is on hold, and no date to resume is given."),
    Contradiction.HELD_BUT_IMPLEMENTED: _("It is on hold and implemented at once."),
    Contradiction.REPORTED_WITHOUT_EVIDENCE: _("It is reported implemented, and no evidence is attached."),
}
EVIDENCE_KINDS: dict[str, str | Promise] = {
    "document": _("Document"),
    "meeting": _("Meeting"),
    "programme": _("Program that ran"),
    "link": _("Link"),
    "figure": _("Released figure"),
}
DISPUTE_STATES: dict[str, str | Promise] = {
    "received": _("Waiting for an answer"),
    "answered": _("Answered"),
    "declined-as-abuse": _("Declined as abuse"),
}
# Every key that `Change.field` may hold.
FIELDS: dict[str, str | Promise] = {
    "created": _("Added to the register"),
    "number": _("Number"),
    "statement": _("Statement"),
    "detail": _("Detail"),
    "topic": _("Topic"),
    "bodies": _("Responsible bodies"),
    "owner": _("Internal owner"),
    "owner_title": _("Owner's title"),
    "owner_name": _("Owner"),
    "status": _("Status"),
    "percent": _("Percent done"),
    "start": _("Start"),
    "estimated": _("Estimated implementation"),
    "implemented": _("Implementation date"),
    "reported_implemented": _("Reported implemented"),
    "on_hold": _("On hold"),
    "held_since": _("On hold since"),
    "hold_reason": _("Reason for the hold"),
    "resume": _("Expected to resume"),
    "next_update_by": _("Next update by"),
    "as_of": _("As of"),
    "as_of_note": _("As of (in words)"),
    "translations": _("Translations"),
    "evidence": _("Evidence"),
    "update": _("Update posted"),
    "sub_action": _("Step"),
    "sub_action_done": _("Step done"),
    "dispute": _("Dispute"),
}
_DATES = {"start", "estimated", "implemented", "held_since", "resume", "next_update_by", "as_of"}
_TICKS = {"reported_implemented", "on_hold"}


def language() -> str:
    """The reader's language, without its country."""
    return (translation.get_language() or "en").split("-")[0]


def date_in_words(value: PartialDate | None) -> str:
    return value.in_words(language()) if value else ""


def value_in_words(field: str, value: str) -> str:
    """A value of the history as people read it; empty stays empty ("not known")."""
    if not value:
        return ""
    if field == "status":
        status = the_rules().status(value)
        return status.label if status else value
    if field == "percent":
        return f"{value}%"
    if field in _TICKS:
        return gettext("Yes") if value == "yes" else gettext("No")
    if field == "dispute":
        return str(DISPUTE_STATES.get(value, value))
    return _date_or(value) if field in _DATES else value


def refusal_in_words(decision: Decision) -> str:
    """Why a rule said no, and what would make it say yes."""
    if decision.refusal is Refusal.SAME_PERSON:
        return gettext("You asked for this change: another person has to decide about it.")
    if decision.refusal is Refusal.ALREADY_DECIDED:
        return gettext("Somebody has already decided about this change.")
    needed = ngettext(
        "Attach %(count)d piece of evidence: a document, a meeting, a program that ran, a link or a released figure.",
        "Attach %(count)d more pieces of evidence: documents, meetings, programs that ran, links or released figures.",
        decision.missing,
    ) % {"count": decision.missing}
    if decision.refusal is Refusal.EVIDENCE_WITHDRAWN:
        why = gettext("It cannot be called implemented: its evidence was withdrawn.")
    else:
        why = gettext("It cannot be called implemented yet: nothing shows it.")
    return f"{why} {needed}"


def local_day(moment: datetime | None) -> date | None:
    """The day of a moment, where the city is."""
    return timezone.localtime(moment).date() if moment else None


def _date_or(value: str) -> str:
    try:
        return PartialDate.parse(value).in_words(language())
    except NotADate:
        return value
