"""What the pages show of commitments, in the shapes that the design system's components take."""

from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from commonground.domains.commitments.pages_staff.places import path_of, place
from commonground.domains.commitments.queries.shapes import CommitmentRow, EvidenceShown, TimelineEntry
from commonground.domains.commitments.queries.staff_shapes import StaffCommitment, StaffRow
from commonground.domains.commitments.rules import State
from commonground.domains.commitments.templatetags.commitments_public import markdown_text
from commonground.foundation.submissions.once import new_token

Tag = dict[str, str]
DISPUTE_TONES = {"received": "late", "answered": "done", "declined-as-abuse": "stopped"}


def tags_of(row: CommitmentRow, *, proposals: int = 0) -> list[Tag]:
    """Where it stands, and what is laid over it: each a word with a tone."""
    label = row.status_label
    if row.state is State.REPORTED:
        label = _("Reported, evidence attached") if row.evidence_count else _("Reported, no evidence")
    tags = [{"label": label, "tone": row.tone}]
    if row.lateness:
        tags.insert(0, {"label": _("Late"), "tone": "late"})
    if row.hold is not None:
        tags.append({"label": _("On hold"), "tone": "hold"})
    if row.open_disputes:
        tags.append({"label": _("Disputed"), "tone": "stopped"})
    if proposals:
        tags.append({"label": _("Waiting for review"), "tone": "neutral"})
    return tags


@dataclass(frozen=True)
class RegisterRow:
    """One line of the register."""

    id: int
    number: str
    statement: str
    topic: str
    tags: list[Tag]
    late: bool
    late_reasons: tuple[str, ...]
    percent: int | None
    owner: str
    estimated: str
    next_update_by: date | None
    url: str
    update_url: str
    ticked: bool


def register_row(one: StaffRow, owners: dict[int, str], *, ticked: bool = False) -> RegisterRow:
    row = one.row
    return RegisterRow(
        id=row.id,
        number=row.number,
        statement=str(row.statement),
        topic=str(row.topic.name) if row.topic else "",
        tags=tags_of(row, proposals=one.proposals),
        late=bool(row.lateness),
        late_reasons=row.late_reasons,
        percent=row.percent,
        owner=owners.get(one.owner_id or 0, "") or row.owner_title,
        estimated=row.estimated_in_words,
        next_update_by=row.next_update_by,
        url=path_of("commitment", row.id),
        update_url=path_of("update", row.id) if one.may_update else "",
        ticked=ticked,
    )


def commitment_shown(found: StaffCommitment) -> dict[str, Any]:
    """Everything on the page of one commitment."""
    page, row = found.page, found.page.row
    may_update = bool(found.may_update)
    return {
        "number": row.number,
        "statement": row.statement,
        "kicker": f"{row.programme_name} · {_('No. %(number)s') % {'number': row.number}}",
        "tags": tags_of(row, proposals=sum(one.decision == "waiting" for one in found.proposals)),
        "late_reasons": row.late_reasons,
        "warnings": found.warnings,
        "waiting": waiting_changes(found),
        "detail": page.detail,
        "hold": row.hold and {
            "reason": row.hold.reason, "since": row.hold.since_in_words, "resume": row.hold.resume_in_words
        },
        "latest": page.updates[0] if page.updates else None,
        "missing": found.missing_for_implemented,
        "to_confirm": row.state is State.REPORTED,
        "percent": row.percent,
        "facts": _facts(found),
        "evidence": [_evidence(row.id, piece, may_update) for piece in page.evidence],
        "steps": [_step(row.id, step, may_update) for step in page.sub_actions],
        "disputes": [_dispute(one) for one in found.disputes],
        "estimates": [
            {"date": one.said_on, "title": one.estimated_in_words or _("No date"), "text": one.reason}
            for one in page.estimates
        ],
        "timeline": [_entry(one) for one in page.timeline],
    }  # fmt: skip


def waiting_changes(found: StaffCommitment) -> list[dict[str, str]]:
    return [
        {
            "url": place("proposal", proposal_id=one.id),
            "fields": ", ".join(f"{line.label}: {line.after or _('not known')}" for line in one.lines),
            "proposer": one.proposer,
        }
        for one in found.proposals
        if one.decision == "waiting"
    ]


def last_change(found: StaffCommitment) -> dict[str, Any]:
    """Who saved last and when: for somebody who was overtaken."""
    latest = found.page.history[0] if found.page.history else None
    return {"changed_by": latest.by_title, "changed_at": latest.at} if latest else {}


def _facts(found: StaffCommitment) -> list[dict[str, Any]]:
    row, values = found.page.row, found.values
    rows = [
        (_("Status"), row.status_label),
        (_("Topic"), row.topic and row.topic.name),
        (_("Responsible"), ", ".join(body.name for body in row.bodies)),
        (_("Owner's account"), found.owner),
        (_("Owner, for the public"), ", ".join(filter(None, (values.owner_name, values.owner_title)))),
        (_("Start"), row.start_in_words),
        (_("Expected by"), row.estimated_in_words),
        (_("Implementation date"), row.implemented_in_words),
        (_("Next update by"), row.next_update_by and date_format(row.next_update_by)),
        (_("Checked as of"), (row.as_of and date_format(row.as_of)) or row.as_of_note),
        (_("In Spanish"), _("Yes") if values.translations.get("es", {}).get("statement") else _("No")),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def _evidence(commitment_id: int, piece: EvidenceShown, may_update: bool) -> dict[str, Any]:
    names = (
        "title",
        "url",
        "version_label",
        "kind_label",
        "added_at",
        "added_by_title",
        "withdrawn_at",
        "withdrawn_reason",
    )
    shown = {name: getattr(piece, name) for name in names}
    if piece.file is not None:
        parts = {"stored_id": piece.file.stored_id, "name": piece.file.name}
        shown["file_url"] = reverse("files:download", kwargs=parts)
        shown["file_size"], shown["sha256"] = piece.file.size, piece.file.sha256
    if may_update and piece.counts:
        shown["withdraw_url"] = path_of("withdraw", commitment_id, evidence_id=piece.id)
    return shown


def _step(commitment_id: int, step: Any, may_update: bool) -> dict[str, Any]:
    shown = {"title": step.title, "due_on": step.due_on, "done_on": step.done_on, "late": step.late}
    if may_update:
        name = "step_reopen" if step.done_on else "step_done"
        shown["reopen_url" if step.done_on else "complete_url"] = path_of(
            name, commitment_id, step_id=step.id
        )
        shown["submission"] = new_token()
    return shown


def _dispute(one: Any) -> dict[str, Any]:
    return {
        "excerpt": Truncator(one.text).chars(200),
        "state_label": one.state_label,
        "tone": DISPUTE_TONES[one.state] if one.late or one.state != "received" else "unproven",
        "received_at": one.received_at,
        "answer_due_on": one.answer_due_on,
        "waiting": one.state == "received",
        "link": place("dispute", dispute_id=one.id),
    }


def _entry(one: TimelineEntry) -> dict[str, Any]:
    title = _("Update") if one.text else ", ".join(line.label for line in one.lines)
    # What had no value before is said, not shown as a change from nothing.
    added = [f"{line.label}: {line.after}" for line in one.lines if not line.before and line.after]
    text = plain_text(one.text) if one.text else one.note
    return {
        "date": one.at,
        "title": title,
        "text": "\n".join(part for part in (text, *added) if part),
        "by": one.by_title,
        "changes": [
            {"field": line.label, "before": line.before, "after": line.after}
            for line in one.lines
            if line.before
        ],
    }


def plain_text(markdown: str) -> str:
    """The words of a text in Markdown, without its signs."""
    return unescape(strip_tags(markdown_text(str(markdown)))).strip()


def day_of(moment: datetime) -> str:
    """The day, here, as people read it."""
    return date_format(timezone.localtime(moment))
