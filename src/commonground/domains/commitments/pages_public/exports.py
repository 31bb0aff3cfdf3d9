"""The register as open data: CSV, JSON and the JSON Schema that says what each field means.

Both hold the same rows under the same names (`columns.py`); in JSON, what is not known is null and figures are figures.
"""

import json
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonground.domains.commitments import queries
from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.columns import COLUMNS, NAMES
from commonground.domains.commitments.exports import to_csv
from commonground.domains.commitments.pages_public.found import as_of, overview_of, programme_of
from commonground.domains.commitments.pages_public.head import absolute, crumbs, head_of
from commonground.domains.commitments.pages_public.links import at, downloads_of, feed_of
from commonground.domains.commitments.pages_public.not_found import with_search_hint
from commonground.domains.commitments.queries.shapes import Overview
from commonground.domains.commitments.rules import State
from commonground.foundation.opening import open_to_anyone

WHOLE_NUMBERS = {"topic_number", "percent", "evidence"}
YES_OR_NO = {"reported_implemented", "on_hold", "late"}
LISTS = {"bodies"}
ALWAYS = {"number", "statement", "state", "address"}


@open_to_anyone(reason="How to take the data away")
@with_search_hint
def data(request: HttpRequest, programme: str) -> HttpResponse:
    shown = programme_of(programme)
    title = _("Data, feeds, and a panel for your own site")
    embed_url = absolute(reverse("embed:programme", kwargs={"programme": programme}))
    context = {
        "programme": shown,
        "head": head_of(
            request, f"{title}: {shown.name}", _("CSV, JSON, Atom and PDF."), feeds=(feed_of(shown),)
        ),
        "crumbs": crumbs((shown.name, at("programme", programme)), (title, "")),
        "downloads": downloads_of(shown),
        "embed_url": embed_url,
        "snippet": (
            f'<iframe src="{embed_url}" title="{_quoted(shown.name)}" width="100%" height="480" '
            'loading="lazy"></iframe>'
        ),
        "as_of": as_of(shown),
    }
    return render(request, "commitments/public/data.html", context)


@open_to_anyone(reason="Open data")
def commitments_csv(request: HttpRequest, programme: str) -> HttpResponse:
    del request
    programme_of(programme)
    text = to_csv(queries.public_download_rows(programme))
    return _file(text, "text/csv; charset=utf-8", f"{programme}-commitments.csv")


@open_to_anyone(reason="Open data")
def commitments_json(request: HttpRequest, programme: str) -> HttpResponse:
    del request
    overview = overview_of(programme)
    content = {
        "$schema": absolute(at("schema")),
        "programme": _programme(overview),
        "as_of": as_of(overview.programme).isoformat(),
        "counters": asdict(overview.counters),
        "statuses": [
            {
                "key": status.key,
                "name": {"en": status.name.en, "es": status.name.es},
                "meaning": {"en": status.meaning.en, "es": status.meaning.es},
                "counts_as": status.counts_as.value,
            }
            for status in the_rules().in_order
        ],
        "commitments": [_typed(row) for row in queries.public_download_rows(programme)],
    }
    return _json(content, f"{programme}-commitments.json")


@open_to_anyone(reason="What the fields of the open data mean")
def schema(request: HttpRequest) -> HttpResponse:
    del request
    return _json(json_schema(), "commitments.schema.json")


def json_schema() -> dict[str, Any]:
    """Written from the same columns as the file: the two cannot drift apart."""
    words = {"type": "object", "properties": {"en": {"type": "string"}, "es": {"type": "string"}}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": absolute(at("schema")),
        "title": "Commitments of a program",
        "type": "object",
        "required": ["programme", "as_of", "counters", "statuses", "commitments"],
        "properties": {
            "$schema": {"type": "string"},
            "programme": {"type": "object", "required": ["slug", "name", "address"]},
            "as_of": {
                "type": "string",
                "description": "The day for which the register speaks.",
                "format": "date",
            },
            "counters": {
                "type": "object",
                "description": "started counts everything begun, reported and implemented included.",
                "additionalProperties": {"type": "integer", "minimum": 0},
            },
            "statuses": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["key", "name", "meaning", "counts_as"],
                    "properties": {"key": {"type": "string"}, "name": words, "meaning": words},
                },
            },
            "commitments": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": list(NAMES),
                    "additionalProperties": False,
                    "properties": {
                        column.name: {**_type_of(column.name), "description": column.meaning}
                        for column in COLUMNS
                    },
                },
            },
        },
    }


def _programme(overview: Overview) -> dict[str, object]:
    shown = overview.programme
    return {
        "slug": shown.slug,
        "name": shown.name.source,
        "report_title": shown.report_title.source or None,
        "adopted_on": shown.adopted_on.isoformat() if shown.adopted_on else None,
        "update_every_days": shown.update_every_days,
        "address": absolute(at("programme", shown.slug)),
    }


def _typed(row: dict[str, str]) -> dict[str, object]:
    return {name: _value(name, row[name]) for name in NAMES}


def _value(name: str, text: str) -> object:
    if name in YES_OR_NO:
        return text == "yes"
    if name in LISTS:
        return text.split("; ") if text else []
    if not text:
        return None
    return int(text) if name in WHOLE_NUMBERS else text


def _type_of(name: str) -> dict[str, Any]:
    if name in YES_OR_NO:
        return {"type": "boolean"}
    if name in LISTS:
        return {"type": "array", "items": {"type": "string"}}
    if name == "state":
        return {"enum": [state.value for state in State]}
    kind = "integer" if name in WHOLE_NUMBERS else "string"
    return {"type": kind} if name in ALWAYS else {"type": [kind, "null"]}


def _json(content: dict[str, Any], name: str) -> HttpResponse:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    response = _file(text + "\n", "application/json", name)
    response["Access-Control-Allow-Origin"] = "*"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _file(text: str, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _quoted(text: str) -> str:
    """For an attribute in a line that people copy; the page escapes the line once more to show it."""
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
