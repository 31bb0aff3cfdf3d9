"""Finding commitments: by word, topic, status and state, with an address that can be shared."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonground.domains.commitments import queries, words
from commonground.domains.commitments.filters import LONGEST_TEXT, CommitmentFilter, Sort
from commonground.domains.commitments.pages_public.found import as_of, overview_of
from commonground.domains.commitments.pages_public.head import crumbs, head_of
from commonground.domains.commitments.pages_public.links import at, feed_of, list_address
from commonground.domains.commitments.pages_public.not_found import with_search_hint
from commonground.domains.commitments.pages_public.overview import statuses_shown
from commonground.domains.commitments.queries.shapes import CommitmentRow, Overview
from commonground.domains.commitments.rules import Counters, State
from commonground.foundation.opening import open_to_anyone

PER_PAGE = 25
SORTS = {
    Sort.NUMBER: gettext_lazy("Number"),
    Sort.UPDATED: gettext_lazy("Latest update"),
    Sort.DUE: gettext_lazy("Promised date"),
    Sort.PERCENT: gettext_lazy("Percent done"),
}


class FilterForm(forms.Form):
    """Shown with what was understood of the address; `CommitmentFilter.parse` is what reads it."""

    text = forms.CharField(required=False, max_length=LONGEST_TEXT, label=gettext_lazy("Words or number"))
    topic = forms.ChoiceField(required=False, label=gettext_lazy("Topic"))
    state = forms.ChoiceField(required=False, label=gettext_lazy("Where it stands"))
    status = forms.ChoiceField(required=False, label=gettext_lazy("Status"))
    body = forms.ChoiceField(required=False, label=gettext_lazy("Responsible body"))
    sort = forms.ChoiceField(required=False, label=gettext_lazy("Order by"))
    late = forms.BooleanField(
        required=False, label=gettext_lazy("Late"), widget=forms.CheckboxInput({"value": "yes"})
    )
    held = forms.BooleanField(
        required=False, label=gettext_lazy("On hold"), widget=forms.CheckboxInput({"value": "yes"})
    )
    disputed = forms.BooleanField(
        required=False, label=gettext_lazy("Disputed"), widget=forms.CheckboxInput({"value": "yes"})
    )

    def __init__(self, asked: CommitmentFilter, overview: Overview) -> None:
        super().__init__(initial={**vars(asked), "state": _state_choice(asked)})
        self.fields["text"].widget.input_type = "search"
        every = [("", _("All"))]
        choices = choices_of(overview)
        for name in ("topic", "status", "body", "state"):
            self.fields[name].choices = every + list(choices[name].items())
        self.fields["sort"].choices = [(key.value, label) for key, label in SORTS.items()]


def choices_of(overview: Overview) -> dict[str, dict[str, str]]:
    """What can be chosen, by its key in an address."""
    return {
        "topic": {
            one.topic.slug: f"{one.topic.number}. {one.topic.name}" for one in overview.topics if one.topic
        },
        "status": {one.status.key: one.status.label for one in overview.statuses if one.status},
        "body": {body.slug: str(body.name) for body in overview.bodies},
        "state": {
            "begun": _("Started, implemented included"),
            **{s.value: str(words.STATES[s]) for s in State},
        },
    }


@open_to_anyone(reason="Anyone may search the city's promises")
@with_search_hint
def commitment_list(request: HttpRequest, programme: str) -> HttpResponse:
    overview, asked = overview_of(programme), asked_of(request.GET)
    rows = queries.public_commitments(programme, asked)
    page, shown = page_of(rows, request.GET), overview.programme
    context: dict[str, Any] = {
        "programme": shown,
        "head": head_of(
            request,
            f"{_('Find a commitment')}: {shown.name}",
            _count_text(len(rows), overview.counters.total),
            query=_query_of(asked, page),
            feeds=(feed_of(shown),),
        ),
        "crumbs": crumbs((shown.name, at("programme", programme)), (_("Find a commitment"), "")),
        "form": FilterForm(asked, overview),
        "asked": asked,
        "more_is_open": any(
            (asked.status, asked.body, asked.late, asked.held, asked.disputed, asked.sort != Sort.NUMBER)
        ),
        "chips": _chips(programme, asked, choices_of(overview)),
        "result_text": _count_text(len(rows), overview.counters.total),
        "page": page,
        "kept": QueryDict(asked.query_string()),
        "as_of": as_of(shown),
    }
    return render(request, "commitments/public/list.html", context)


@open_to_anyone(reason="The commitments of one topic")
@with_search_hint
def topic(request: HttpRequest, programme: str, topic: str) -> HttpResponse:
    overview = overview_of(programme)
    found = next((one for one in overview.topics if one.topic and one.topic.slug == topic), None)
    if found is None or found.topic is None:
        raise Http404
    others = [
        {
            "label": one.topic.name.marked,
            "url": at("topic", programme, one.topic.slug),
            "count": one.counters.total,
            "current": one is found,
        }
        for one in overview.topics
        if one.topic
    ]
    context = {
        "heading": found.topic.name.marked,
        "title": str(found.topic.name),
        "kicker": _("Topic %(number)s") % {"number": found.topic.number},
        "lead": found.topic.summary.marked,
        "counters": found.counters,
        "counters_text": _topic_text(found.counters),
        "hide_topic": True,
        "others": others,
        "others_heading": _("Other topics"),
    }
    return _group(request, overview, CommitmentFilter(topic=topic), context)


@open_to_anyone(reason="The commitments of one status, with its definition")
@with_search_hint
def status(request: HttpRequest, programme: str, status: str) -> HttpResponse:
    overview = overview_of(programme)
    found = next((one.status for one in overview.statuses if one.status and one.status.key == status), None)
    if found is None:
        raise Http404
    here = at("status", programme, status)
    others = [{**one, "current": one["url"] == here} for one in statuses_shown(overview)]
    context = {
        "heading": found.label,
        "title": found.label,
        "kicker": _("Status"),
        "lead": found.definition,
        "others": others,
        "others_heading": _("Other statuses"),
    }
    return _group(request, overview, CommitmentFilter(status=status), context)


def _group(
    request: HttpRequest, overview: Overview, asked: CommitmentFilter, context: dict[str, Any]
) -> HttpResponse:
    shown = overview.programme
    page = page_of(queries.public_commitments(shown.slug, asked), request.GET)
    title = f"{context['title']}: {shown.name}"
    query = f"page={page.number}" if page.number > 1 else ""
    context |= {
        "programme": shown,
        "head": head_of(request, title, context["lead"] or title, query=query, feeds=(feed_of(shown),)),
        "crumbs": crumbs((shown.name, at("programme", shown.slug)), (context["title"], "")),
        "page": page,
        "kept": QueryDict(""),
        "as_of": as_of(shown),
    }
    return render(request, "commitments/public/group.html", context)


def asked_of(query: Mapping[str, str]) -> CommitmentFilter:
    """`state=begun` is how the form writes `begun=yes`: one list of choices, two kinds of answer."""
    asked = CommitmentFilter.parse(query)
    return replace(asked, begun=True) if query.get("state") == "begun" else asked


def page_of(rows: Sequence[CommitmentRow], query: Mapping[str, str]) -> Page:
    """A page that does not exist shows the nearest one that does."""
    return Paginator(rows, PER_PAGE).get_page(query.get("page", "1")[:6])


def _state_choice(asked: CommitmentFilter) -> str:
    return "begun" if asked.begun else (asked.state or "")


def _query_of(asked: CommitmentFilter, page: Page) -> str:
    parts = [asked.query_string(), f"page={page.number}" if page.number > 1 else ""]
    return "&".join(part for part in parts if part)


def _count_text(found: int, total: int) -> str:
    if found == total:
        return ngettext("%(total)d commitment", "%(total)d commitments", total) % {"total": total}
    return ngettext("%(found)d of %(total)d commitment", "%(found)d of %(total)d commitments", total) % {
        "found": found,
        "total": total,
    }


def _topic_text(counters: Counters) -> str:
    done = ngettext("%(done)d of %(total)d implemented", "%(done)d of %(total)d implemented", counters.total)
    parts = [done % {"done": counters.implemented, "total": counters.total}]
    if counters.reported:
        reported = ngettext(
            "%(count)d reported, evidence not yet shown",
            "%(count)d reported, evidence not yet shown",
            counters.reported,
        )
        parts.append(reported % {"count": counters.reported})
    if counters.on_hold:
        parts.append(
            ngettext("%(count)d on hold", "%(count)d on hold", counters.on_hold) % {"count": counters.on_hold}
        )
    if counters.late:
        parts.append(
            ngettext("%(count)d is late", "%(count)d are late", counters.late) % {"count": counters.late}
        )
    return "; ".join(parts) + "."


def _chips(slug: str, asked: CommitmentFilter, choices: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    """Each filter that is on, with the address of the same list without it."""
    chips = [
        (f"“{asked.text}”" if asked.text else "", {"text": ""}),
        (choices["topic"].get(asked.topic, asked.topic), {"topic": ""}),
        (choices["status"].get(asked.status, asked.status), {"status": ""}),
        (choices["body"].get(asked.body, asked.body), {"body": ""}),
        (str(words.STATES[asked.state]) if asked.state else "", {"state": None}),
        (choices["state"]["begun"] if asked.begun else "", {"begun": False}),
        (_("Late") if asked.late else "", {"late": False}),
        (_("On hold") if asked.held else "", {"held": False}),
        (_("Disputed") if asked.disputed else "", {"disputed": False}),
    ]
    return [
        {"label": label, "url": list_address(slug, replace(asked, **without))}  # type: ignore[arg-type]
        for label, without in chips
        if label
    ]
