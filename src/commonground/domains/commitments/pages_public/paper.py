"""The program on paper: the whole of it as a page to print, and two pages for the council as an accessible PDF."""

from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonground.design.charts import picture
from commonground.design.paper import PICTURE, Paper, printed_once
from commonground.domains.commitments import queries
from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.pages_public.changes import sentence_of
from commonground.domains.commitments.pages_public.found import as_of, overview_of
from commonground.domains.commitments.pages_public.head import address_of, crumbs, head_of, shortened
from commonground.domains.commitments.pages_public.links import at, feed_of
from commonground.domains.commitments.pages_public.not_found import with_search_hint
from commonground.domains.commitments.pages_public.overview import (
    chart_of,
    counters_shown,
    standing_sentence,
    statuses_shown,
)
from commonground.domains.commitments.queries.shapes import ChangeShown, CommitmentRow, Overview
from commonground.foundation import clock
from commonground.foundation.opening import open_to_anyone
from commonground.reference.city import the_city

STYLE = Path(__file__).parents[1] / "templates" / "commitments" / "print" / "council.css"
MOST_PAGES = 2
QUARTER = timedelta(days=91)
# What a council wants to hear of a quarter.
TOLD = {
    "status",
    "reported_implemented",
    "implemented",
    "estimated",
    "on_hold",
    "resume",
    "evidence",
    "created",
    "dispute",
}
# How many topics, troubled commitments and changes are tried, until all stands on two pages.
TRIES = ((12, 12, 12), (10, 9, 9), (8, 7, 6), (6, 5, 4), (4, 3, 2), (2, 1, 1))
LONGEST_STATEMENT, LONGEST_REASON = 110, 120  # characters


@open_to_anyone(reason="The whole program on one page, to print")
@with_search_hint
def report(request: HttpRequest, programme: str) -> HttpResponse:
    overview = overview_of(programme)
    shown = overview.programme
    rows = queries.public_commitments(programme)
    title = _("Report on every commitment")
    context = {
        "programme": shown,
        "overview": overview,
        "head": head_of(
            request, f"{title}: {shown.name}", standing_sentence(overview.counters), feeds=(feed_of(shown),)
        ),
        "crumbs": crumbs((shown.name, at("programme", programme)), (title, "")),
        "sentence": standing_sentence(overview.counters),
        "counters": counters_shown(programme, overview.counters),
        "chart": chart_of(programme),
        "statuses": statuses_shown(overview),
        "groups": _groups(overview, rows),
        "rules": the_rules(),
        "as_of": as_of(shown),
    }
    return render(request, "commitments/public/report.html", context)


@open_to_anyone(reason="Two pages for the council")
def council(request: HttpRequest, programme: str) -> HttpResponse:
    del request
    overview = overview_of(programme)
    changes = _told(queries.public_changes(programme, since=_quarter_ago(), limit=100))
    paper = _two_pages(overview, queries.public_commitments(programme), changes)
    response = HttpResponse(paper.content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{programme}-{_language()}.pdf"'
    return response


def _two_pages(overview: Overview, rows: Iterable[CommitmentRow], changes: list[dict[str, object]]) -> Paper:
    """The most that fits. The last try holds so little that it always does."""
    shown = overview.programme
    troubled = [_troubled(row) for row in rows if row.lateness or row.hold]
    chart = chart_of(shown.slug)
    context = {
        "overview": overview,
        "programme": shown,
        "name": shortened(shown.name, 120),
        "report_title": shortened(shown.report_title, 160),
        "city": the_city().name.in_language(_language()),
        "partnership": the_city().partnership.in_language(_language()),
        "sentence": standing_sentence(overview.counters),
        "counters": counters_shown(shown.slug, overview.counters),
        "picture": PICTURE + b64encode(picture(chart).encode()).decode() if chart else "",
        "chart": chart,
        "address": address_of("programme", shown.slug),
        "as_of": as_of(shown),
        "quarter": _quarter_ago(),
        "troubled_count": len(troubled),
        "changes_count": len(changes),
        "language": _language(),
    }
    paper = Paper(b"", 0)
    for topics, late, told in TRIES:
        part = {"topics": overview.topics[:topics], "troubled": troubled[:late], "changes": changes[:told]}
        part |= {"topics_left": len(overview.topics) - topics}
        paper = printed_once(render_to_string("commitments/print/council.html", context | part), STYLE)
        if paper.pages <= MOST_PAGES:
            break
    return paper


def _groups(overview: Overview, rows: Iterable[CommitmentRow]) -> list[dict[str, object]]:
    """Commitments by topic, in the order of the report; those under no topic last."""
    by_topic: dict[int, list[CommitmentRow]] = {}
    for row in rows:
        by_topic.setdefault(row.topic.id if row.topic else 0, []).append(row)
    groups: list[dict[str, object]] = []
    for one in overview.topics:
        found = by_topic.get(one.topic.id if one.topic else 0, [])
        name = one.topic.name.marked if one.topic else _("Under no topic")
        number = one.topic.number if one.topic else 0
        if found:
            groups.append({"name": name, "number": number, "rows": found, "counters": one.counters})
    return groups


def _troubled(row: CommitmentRow) -> dict[str, object]:
    reasons = list(row.late_reasons)
    if row.hold:
        reasons.append(row.hold.reason or _("On hold; no reason is given."))
    return {
        "number": row.number,
        "statement": shortened(row.statement, LONGEST_STATEMENT),
        "bodies": shortened(", ".join(body.name for body in row.bodies), 60),
        "promised": row.estimated_in_words,
        "late": bool(row.lateness),
        "held": row.hold is not None,
        "resume": row.hold.resume_in_words if row.hold else "",
        "why": shortened(" ".join(reasons), LONGEST_REASON),
    }


def _told(changes: Iterable[ChangeShown]) -> list[dict[str, object]]:
    found = []
    for change in changes:
        lines = [sentence_of(line) for line in change.lines if line.field in TOLD]
        if lines:
            found.append(
                {
                    "at": change.at,
                    "number": change.number,
                    "statement": shortened(change.statement, 70),
                    "said": shortened("; ".join(lines), 160),
                }
            )
    return found


def _quarter_ago() -> datetime:
    """From midnight, so that the paper stays the same all day."""
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0) - QUARTER


def _language() -> str:
    return (get_language() or "en").split("-")[0]
