"""What a reader of a commitment must see first: that it is late, on hold, claimed without evidence, or at odds with
itself. Contradictions are said plainly and change nothing."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonground.domains.commitments import words
from commonground.domains.commitments.dates import PartialDate, Precision
from commonground.domains.commitments.queries.shapes import CommitmentPage, CommitmentRow
from commonground.domains.commitments.rules import Contradiction, Facts, LateReason, State, contradictions

# Said by a notice of their own already.
SAID_ELSEWHERE = {
    Contradiction.REPORTED_WITHOUT_EVIDENCE,
    Contradiction.HELD_WITHOUT_REASON,
    Contradiction.HELD_WITHOUT_RESUME,
}
DAYS_IN_A_MONTH = 30.44


def notices_of(one: CommitmentPage, *, on: date) -> list[dict[str, object]]:
    row = one.row
    found = [_late(row), _held(row), _reported(row), _odd(one, on)]
    return [notice for notice in found if notice is not None]


def slippage_sentence(one: CommitmentPage) -> str:
    """How far the promised date has moved; empty when it has not."""
    moved = one.slippage
    if not moved.times_moved or moved.first is None:
        return ""
    times = ngettext("moved once", "moved %(count)d times", moved.times_moved) % {"count": moved.times_moved}
    first = _in_a_sentence(moved.first)
    if moved.latest is None:
        return _("First promised for %(first)s, now without a date; %(times)s.") % {
            "first": first,
            "times": times,
        }
    said = {"first": first, "latest": _in_a_sentence(moved.latest), "times": times}
    later = _months_later(moved.days or 0)
    if not later:
        return _("First promised for %(first)s, now %(latest)s; %(times)s.") % said
    return _("First promised for %(first)s, now %(latest)s: %(later)s, %(times)s.") % {**said, "later": later}


def _in_a_sentence(value: PartialDate | None) -> str:
    text = words.date_in_words(value)
    if value is not None and value.precision is Precision.QUARTER:
        return _("the %(quarter)s") % {"quarter": text}  # "the first quarter of 2027"
    return text


def _months_later(days: int) -> str:
    months = round(abs(days) / DAYS_IN_A_MONTH)
    if not months:
        return ""
    if days < 0:
        return ngettext("%(count)d month sooner", "%(count)d months sooner", months) % {"count": months}
    return ngettext("%(count)d month later", "%(count)d months later", months) % {"count": months}


def _late(row: CommitmentRow) -> dict[str, object] | None:
    if not row.lateness:
        return None
    since = row.lateness.since
    heading = _("This commitment is late")
    if since:
        heading = _("Late since %(date)s") % {"date": date_format(since, "DATE_FORMAT")}
    lines = [_late_line(row, reason) for reason in row.lateness.reasons]
    return {"tone": "late", "icon": "warning", "heading": heading, "lines": lines}


def _late_line(row: CommitmentRow, reason: LateReason) -> str:
    if reason is LateReason.ESTIMATE_PASSED:
        return _("It was promised for %(date)s. That has passed, and it is not implemented.") % {
            "date": _in_a_sentence(row.estimated)
        }
    if reason is LateReason.UPDATE_OVERDUE and row.next_update_by:
        return _("An update was promised by %(date)s. None has come.") % {
            "date": date_format(row.next_update_by, "DATE_FORMAT")
        }
    if reason is LateReason.RESUME_PASSED and row.hold:
        return _("Work on hold was to resume by %(date)s. It has not.") % {
            "date": _in_a_sentence(row.hold.resume)
        }
    return str(words.LATE_REASONS[reason])


def _held(row: CommitmentRow) -> dict[str, object] | None:
    hold = row.hold
    if hold is None:
        return None
    heading = _("On hold")
    if hold.since:
        heading = _("On hold since %(date)s") % {"date": hold.since_in_words}
    resume = _("Work is to resume: %(date)s.") % {"date": hold.resume_in_words} if hold.resume else ""
    return {
        "tone": "hold",
        "icon": "do_not_disturb",
        "heading": heading,
        "lines": [hold.reason.marked or _("No reason is given."), resume or _("No date to resume is given.")],
    }


def _reported(row: CommitmentRow) -> dict[str, object] | None:
    if row.state is not State.REPORTED:
        return None
    return {
        "tone": "unproven",
        "icon": "check_circle_outline",
        "heading": words.STATES[State.REPORTED],
        "lines": [
            _("Somebody says this is done. Nothing shows it yet, so it is not counted as implemented.")
        ],
    }


def _odd(one: CommitmentPage, on: date) -> dict[str, object] | None:
    found = [warning for warning in contradictions(_facts(one.row), on=on) if warning not in SAID_ELSEWHERE]
    if not found:
        return None
    return {
        "tone": "neutral",
        "icon": "info",
        "heading": _("Facts that do not fit together"),
        "lines": [words.CONTRADICTIONS[warning] for warning in found],
    }


def _facts(row: CommitmentRow) -> Facts:
    return Facts(
        stage=row.status.stage if row.status else None,
        reported_implemented=row.state is State.REPORTED,
        evidence=row.evidence_count,
        percent=row.percent,
        start=row.start,
        estimated=row.estimated,
        implemented=row.implemented,
        on_hold=row.hold is not None,
        hold_reason=row.hold.reason if row.hold else "",
        resume=row.hold.resume if row.hold else None,
        next_update_by=row.next_update_by,
    )
