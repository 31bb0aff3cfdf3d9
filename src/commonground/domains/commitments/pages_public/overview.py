"""The front of a program: its counters, its progress, its topics, what changed, and what its words mean."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonground.design.charts import Chart
from commonground.domains.commitments import queries, words
from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.filters import CommitmentFilter
from commonground.domains.commitments.pages_public.changes import told
from commonground.domains.commitments.pages_public.found import as_of, overview_of
from commonground.domains.commitments.pages_public.head import crumbs, head_of
from commonground.domains.commitments.pages_public.links import at, downloads_of, feed_of, list_address
from commonground.domains.commitments.pages_public.not_found import with_search_hint
from commonground.domains.commitments.pages_public.progress import progress_chart
from commonground.domains.commitments.queries.shapes import Overview, StatusCount, TopicProgress
from commonground.domains.commitments.rules import Counters, Stage, State
from commonground.foundation.opening import open_to_anyone

MOST_LATE, MOST_MILESTONES, MOST_CHANGES = 3, 4, 8


@open_to_anyone(reason="The city's promises are public")
def programmes(request: HttpRequest) -> HttpResponse:
    """One program is shown at once; of several, the list."""
    found = queries.public_programmes()
    if len(found) == 1:
        return _front(request, overview_of(found[0].slug))
    head = head_of(request, _("Commitments"), _("What the city promised, and what has become of it."))
    overviews = [overview_of(programme.slug) for programme in found]
    return render(
        request,
        "commitments/public/programmes.html",
        {"head": head, "overviews": overviews, "crumbs": crumbs()},
    )


@open_to_anyone(reason="The city's promises are public")
@with_search_hint
def programme(request: HttpRequest, programme: str) -> HttpResponse:
    return _front(request, overview_of(programme))


@open_to_anyone(reason="What a program is, and how it is counted")
@with_search_hint
def about(request: HttpRequest, programme: str) -> HttpResponse:
    overview = overview_of(programme)
    shown = overview.programme
    title = f"{_('About this program')}: {shown.name}"
    description = _("How commitments are counted, and what each status means.")
    context = {
        "programme": shown,
        "head": head_of(request, title, description, feeds=(feed_of(shown),)),
        "crumbs": crumbs((shown.name, at("programme", shown.slug)), (_("About this program"), "")),
        "rules": the_rules(),
        "statuses": statuses_shown(overview),
        "facts": _facts(overview),
        "as_of": as_of(shown),
    }
    return render(request, "commitments/public/about.html", context)


@open_to_anyone(reason="What happened to a program as a whole")
@with_search_hint
def milestones(request: HttpRequest, programme: str) -> HttpResponse:
    overview = overview_of(programme)
    shown = overview.programme
    years: dict[int, list[dict[str, object]]] = {}
    for milestone in reversed(overview.milestones):
        entry = {"date": milestone.happened_in_words, "title": milestone.event.marked, "url": milestone.url}
        years.setdefault(milestone.happened.first_day.year, []).append(entry)
    context = {
        "programme": shown,
        "head": head_of(
            request, f"{_('Milestones')}: {shown.name}", _("How the program came about, year by year.")
        ),
        "crumbs": crumbs((shown.name, at("programme", shown.slug)), (_("Milestones"), "")),
        "years": [{"year": year, "entries": entries} for year, entries in years.items()],
        "as_of": as_of(shown),
    }
    return render(request, "commitments/public/milestones.html", context)


def _front(request: HttpRequest, overview: Overview) -> HttpResponse:
    programme = overview.programme
    sentence = standing_sentence(overview.counters)
    context: dict[str, Any] = {
        "overview": overview,
        "programme": programme,
        "head": _front_head(request, overview, sentence),
        "crumbs": crumbs((programme.name, "")),
        "sentence": sentence,
        "counters": counters_shown(programme.slug, overview.counters),
        "chart": chart_of(programme.slug),
        "late": overview.late[:MOST_LATE],
        "late_left_out": len(overview.late) > MOST_LATE,
        "topics": [_topic_shown(programme.slug, one) for one in overview.topics],
        "statuses": statuses_shown(overview),
        "latest": told(overview.latest[:MOST_CHANGES]),
        "milestones": tuple(reversed(overview.milestones))[:MOST_MILESTONES],
        "downloads": downloads_of(programme),
        "as_of": as_of(programme),
    }
    return render(request, "commitments/public/overview.html", context)


def _front_head(request: HttpRequest, overview: Overview, sentence: str) -> object:
    shown = overview.programme
    return head_of(
        request, str(shown.name), sentence, path=at("programme", shown.slug), feeds=(feed_of(shown),)
    )


def chart_of(slug: str) -> Chart | None:
    return progress_chart(slug, queries.progress_over_time(slug))


def standing_sentence(counters: Counters) -> str:
    """Where the program stands, in words: for the page, the link preview and the council."""
    if not counters.total:
        return _("No commitment has been entered yet.")
    parts = [
        ngettext(
            "%(done)d of %(total)d commitment is implemented with evidence anyone can check",
            "%(done)d of %(total)d commitments are implemented with evidence anyone can check",
            counters.total,
        )
        % {"done": counters.implemented, "total": counters.total}
    ]
    if counters.reported:
        parts.append(
            ngettext(
                "%(count)d is reported implemented and its evidence has not been shown yet",
                "%(count)d are reported implemented and their evidence has not been shown yet",
                counters.reported,
            )
            % {"count": counters.reported}
        )
    if counters.late:
        parts.append(
            ngettext("%(count)d is late", "%(count)d are late", counters.late) % {"count": counters.late}
        )
    return "; ".join(parts) + "."


def counters_shown(slug: str, counters: Counters) -> list[dict[str, object]]:
    """The counters, each with the list of exactly what it counted."""
    every = CommitmentFilter()
    rows = (
        (_("Total"), counters.total, every, "neutral", ""),
        (_("Started"), counters.started, CommitmentFilter(begun=True), "progress", ""),
        (
            _("Implemented"),
            counters.implemented,
            CommitmentFilter(state=State.IMPLEMENTED),
            "done",
            _("evidence shown"),
        ),
        (
            _("Reported"),
            counters.reported,
            CommitmentFilter(state=State.REPORTED),
            "unproven",
            _("evidence not yet shown"),
        ),
        (_("On hold"), counters.on_hold, CommitmentFilter(held=True), "hold", ""),
        (_("Late"), counters.late, CommitmentFilter(late=True), "late", ""),
    )
    return [
        {"label": label, "value": value, "url": list_address(slug, asked), "tone": tone, "note": note}
        for label, value, asked, tone, note in rows
    ]


def statuses_shown(overview: Overview) -> list[dict[str, object]]:
    """Each status of the city with its definition and how many stand there; and those nobody has said."""
    return [
        _status_shown(overview.programme.slug, one) for one in overview.statuses if one.status or one.count
    ]


def _status_shown(slug: str, one: StatusCount) -> dict[str, object]:
    if one.status is None:
        asked = CommitmentFilter(state=State.UNKNOWN)
        return {
            "label": words.STATES[State.UNKNOWN],
            "definition": _("The city has not said where these stand."),
            "tone": "neutral",
            "count": one.count,
            "url": list_address(slug, asked),
        }
    tones = {Stage.NOT_STARTED: "neutral", Stage.STARTED: "progress", Stage.IMPLEMENTED: "done"}
    return {
        "label": one.status.label,
        "definition": one.status.definition,
        "tone": tones[one.status.stage],
        "count": one.count,
        "url": at("status", slug, one.status.key),
    }


def _topic_shown(slug: str, one: TopicProgress) -> dict[str, object]:
    if one.topic is None:
        return {"name": _("Under no topic"), "url": "", "counters": one.counters}
    return {"name": one.topic.name.marked, "url": at("topic", slug, one.topic.slug), "counters": one.counters}


def _facts(overview: Overview) -> list[dict[str, object]]:
    programme = overview.programme
    adopted = date_format(programme.adopted_on, "DATE_FORMAT") if programme.adopted_on else None
    return [
        {"label": _("Report"), "value": programme.report_title.marked},
        {"label": _("Received by the city"), "value": adopted},
        {"label": _("Commitments"), "value": overview.counters.total},
        {"label": _("Topics"), "value": sum(1 for one in overview.topics if one.topic)},
        {"label": _("Bodies that answer for them"), "value": len(overview.bodies)},
    ]
