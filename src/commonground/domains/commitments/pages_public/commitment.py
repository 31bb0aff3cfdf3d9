"""The page of one commitment: everything the public record holds of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commonground.domains.commitments import words
from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.pages_public.found import as_of, commitment_of
from commonground.domains.commitments.pages_public.head import Feed, Head, crumbs, head_of, shortened
from commonground.domains.commitments.pages_public.links import at, feed_of
from commonground.domains.commitments.pages_public.not_found import with_search_hint
from commonground.domains.commitments.pages_public.notices import notices_of, slippage_sentence
from commonground.domains.commitments.queries.shapes import CommitmentPage, CommitmentRow, SubActionShown
from commonground.domains.commitments.rules import LateReason, State
from commonground.foundation import clock
from commonground.foundation.opening import open_to_anyone

LONG = 140  # characters, from which on a statement is set smaller
LONGEST_TITLE = 100


@open_to_anyone(reason="The public record of one promise")
@with_search_hint
def commitment(request: HttpRequest, programme: str, number: str) -> HttpResponse:
    one = commitment_of(programme, number)
    row, shown = one.row, one.programme
    context: dict[str, Any] = {
        "one": one,
        "row": row,
        "programme": shown,
        "head": head_of_commitment(request, one),
        "crumbs": crumbs((shown.name, at("programme", shown.slug)), *_topic_step(one), (number_of(row), "")),
        "kicker": kicker_of(row),
        "long": len(row.statement) > LONG,
        "notices": notices_of(one, on=clock.today()),
        "percent_label": _("Percent done, as reported"),
        "definition": _definition(row),
        "slippage": slippage_sentence(one),
        "dates": _dates(row),
        **_estimates(one),
        **_steps(one),
        "timeline": one.timeline,
        "glance": _glance(one),
        "answer_days": the_rules().answer_disputes_within_days,
        "as_of": row.as_of_note or row.as_of or as_of(shown),
    }
    return render(request, "commitments/public/commitment.html", context)


def head_of_commitment(request: HttpRequest, one: CommitmentPage, what: str = "") -> Head:
    row = one.row
    title = f"{row.number}. {shortened(row.statement, LONGEST_TITLE)}"
    own = Feed(_("Changes of commitment %(number)s") % {"number": row.number}, _feed_address(one))
    return head_of(
        request,
        f"{what}: {title}" if what else title,
        f"{row.state_label}. {row.statement}",
        feeds=(own, feed_of(one.programme)),
    )


def kicker_of(row: CommitmentRow) -> str:
    return f"{number_of(row)} · {row.topic.name}" if row.topic else number_of(row)


def number_of(row: CommitmentRow) -> str:
    return _("Commitment %(number)s") % {"number": row.number}


def _feed_address(one: CommitmentPage) -> str:
    return at("commitment_feed", one.programme.slug, one.row.number)


def _topic_step(one: CommitmentPage) -> list[tuple[str, str]]:
    topic = one.row.topic
    return [(str(topic.name), at("topic", one.programme.slug, topic.slug))] if topic else []


def _definition(row: CommitmentRow) -> dict[str, str] | None:
    return {"label": row.status.label, "text": row.status.definition} if row.status else None


def _dates(row: CommitmentRow) -> list[dict[str, object]]:
    """A row for every date there is, and for those whose absence says something."""
    rows: list[dict[str, object]] = [
        {"label": _("Started"), "value": row.start_in_words},
        {"label": _("Promised for"), "value": row.estimated_in_words},
    ]
    if row.implemented or row.state in (State.IMPLEMENTED, State.REPORTED):
        rows.append({"label": _("Implemented"), "value": row.implemented_in_words})
    if row.hold:
        rows.append({"label": _("On hold since"), "value": row.hold.since_in_words})
        rows.append({"label": _("To resume"), "value": row.hold.resume_in_words})
    rows.append({"label": _("Latest update"), "value": _day_of(row)})
    if row.next_update_by and row.state is not State.IMPLEMENTED:
        rows.append({"label": _("Next update by"), "value": _next_update(row)})
    return rows


def _day_of(row: CommitmentRow) -> str | None:
    return date_format(localtime(row.last_updated_at), "DATE_FORMAT") if row.last_updated_at else None


def _next_update(row: CommitmentRow) -> str | SafeString:
    day = date_format(row.next_update_by, "DATE_FORMAT")
    if LateReason.UPDATE_OVERDUE in row.lateness.reasons:
        return format_html("{} <strong>{}</strong>", day, _("(overdue)"))
    return day


def _estimates(one: CommitmentPage) -> dict[str, object]:
    rows = [
        [date_format(estimate.said_on, "DATE_FORMAT"), estimate.estimated_in_words or None, estimate.reason]
        for estimate in one.estimates
    ]
    return {"estimates": rows, "estimate_columns": [_("Said on"), _("Promised for"), _("Why")]}


def _steps(one: CommitmentPage) -> dict[str, object]:
    steps = one.sub_actions
    done = sum(1 for step in steps if step.done_on)
    text = ngettext("%(done)d of %(total)d step done.", "%(done)d of %(total)d steps done.", len(steps))
    return {
        "steps": [[step.title.marked, _day(step.due_on), _standing_of(step)] for step in steps],
        "steps_text": text % {"done": done, "total": len(steps)},
        "step_columns": [_("Step"), _("Due"), _("Where it stands")],
    }


def _day(day: object) -> str:
    return date_format(day, "DATE_FORMAT") if day else _("no date given")


def _standing_of(step: SubActionShown) -> dict[str, str]:
    if step.done_on:
        return {
            "text": _("Done %(date)s") % {"date": date_format(step.done_on, "DATE_FORMAT")},
            "tone": "done",
        }
    return (
        {"text": _("Late"), "tone": "late"}
        if step.late
        else {"text": pgettext("a step", "Open"), "tone": "neutral"}
    )


def _glance(one: CommitmentPage) -> list[dict[str, object]]:
    row, slug = one.row, one.programme.slug
    bodies = format_html_join("; ", "{}", ((body.name.marked,) for body in row.bodies))
    topic = row.topic
    status = row.status
    counting = sum(1 for piece in one.evidence if piece.counts)
    return [
        {"label": _("Where it stands"), "value": row.state_label},
        {
            "label": _("Status"),
            "value": _link(at("status", slug, status.key), status.label)
            if status
            else str(words.STATES[State.UNKNOWN]),
        },
        {"label": _("Answers for it"), "value": bodies},
        {
            "label": _("Named owner"),
            "value": ", ".join(part for part in (row.owner_name, row.owner_title) if part),
        },
        {
            "label": _("Topic"),
            "value": _link(at("topic", slug, topic.slug), topic.name.marked) if topic else None,
        },
        {
            "label": _("Evidence"),
            "value": ngettext("%(count)d piece", "%(count)d pieces", counting) % {"count": counting}
            if counting
            else _("none attached"),
        },
        {"label": _("Program"), "value": _link(at("programme", slug), one.programme.name.marked)},
    ]


def _link(url: str, text: str | SafeString) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text)
