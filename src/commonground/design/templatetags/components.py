"""Every building block of a page, as a template tag: `{% load components %}`.

Blocks that wrap content are block tags, all others take values. `docs/design-system.md` lists them.
"""

from collections.abc import Iterable
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commonground.design.charts import Chart, chart_block
from commonground.design.forms import fields
from commonground.design.shapes import cells, dates, links, tones

register = template.Library()


def _drawn_by(name: str):
    return register.inclusion_tag(f"design/components/{name}.html")


@register.filter
def or_empty(value: Any) -> str:
    """What a value was, for people: nothing is called empty, and zero is zero."""
    return _("empty") if value is None or value == "" else cells.text(value)


# Text and state


@_drawn_by("page_heading")
def page_heading(title: str, lead: str = "", kicker: str = "", status: Any = None) -> dict:
    return {"title": title, "lead": lead, "kicker": kicker, "status": status}


@_drawn_by("icon")
def icon(name: str) -> dict:
    return {"name": name}


@_drawn_by("status_tag")
def status_tag(label: str, tone: str = "neutral") -> dict:
    known = tones.known(tone)
    return {"label": label, "tone": known, "icon_name": tones.ICONS[known]}


@_drawn_by("progress")
def progress(percent: float | None, label: str = "", note: str = "") -> dict:
    shown = None if percent is None else max(0, min(100, round(percent)))
    return {"percent": shown, "label": label or _("Progress"), "note": note}


@_drawn_by("stat")
def stat(value: Any, label: str, url: str = "", note: str = "", tone: str = "neutral") -> dict:
    return {"value": cells.text(value), "label": label, "url": url, "note": note, "tone": tones.known(tone)}


@register.simple_block_tag
def alert(content: str, tone: str = "info", heading: str = "") -> SafeString:
    known = tone if tone in ("info", "success", "warning", "error") else "info"
    return render_to_string(
        "design/components/alert.html", {"content": content, "tone": known, "heading": heading}
    )


@_drawn_by("empty_state")
def empty_state(heading: str, text: str = "", action_label: str = "", action_url: str = "") -> dict:
    return {"heading": heading, "text": text, "action_label": action_label, "action_url": action_url}


@_drawn_by("as_of_line")
def as_of_line(date: Any) -> dict:
    return {"date": dates.shown(date)}


# Lists and tables


@_drawn_by("breadcrumbs")
def breadcrumbs(items: Iterable[Any]) -> dict:
    return {"items": list(items)}


@_drawn_by("card_list")
def card_list(cards: Iterable[Any], heading_level: int = 2) -> dict:
    return {"cards": list(cards), "heading": f"h{max(2, min(6, int(heading_level)))}"}


@_drawn_by("summary_list")
def summary_list(rows: Iterable[Any]) -> dict:
    return {"rows": list(rows)}


@_drawn_by("timeline")
def timeline(entries: Iterable[Any]) -> dict:
    return {"entries": [dates.entry(item) for item in entries]}


@register.inclusion_tag("design/components/data_table.html")
def data_table(
    caption: str,
    columns: Iterable[Any],
    rows: Iterable[Iterable[Any]],
    note: str = "",
    row_headers: bool = True,
    empty: str = "",
) -> dict:
    heads = cells.columns(columns)
    return {
        "caption": caption,
        "columns": heads,
        "rows": cells.rows(rows, heads, row_headers),
        "note": note,
        "empty": empty or _("Nothing to show."),
    }


@_drawn_by("pagination")
def pagination(page: Page, query: QueryDict | None = None, param: str = "page") -> dict:
    return {"page": page, "slots": links.page_slots(page, query, param)}


@_drawn_by("download_list")
def download_list(files: Iterable[Any]) -> dict:
    return {"files": list(files)}


@_drawn_by("share_link")
def share_link(url: str, title: str) -> dict:
    return {"url": url, "title": title, "mail_url": links.mail_address(url, title)}


@_drawn_by("chart")
def chart(chart: Chart) -> dict:
    return {"block": chart_block(chart)}


# Forms


@register.inclusion_tag("design/forms/field.html")
def field(bound: BoundField, hint: str = "", width: str = "") -> dict:
    return fields.described(bound, hint, width)


@_drawn_by("error_summary")
def error_summary(form: forms.BaseForm) -> dict:
    return {"errors": fields.error_links(form)}


@_drawn_by("filter_form")
def filter_form(form: forms.BaseForm, clear_url: str = "", result_text: str = "") -> dict:
    return {"form": form, "clear_url": clear_url, "result_text": result_text}


@_drawn_by("form_actions")
def form_actions(submit_label: str, cancel_url: str = "", cancel_label: str = "") -> dict:
    return {
        "submit_label": submit_label,
        "cancel_url": cancel_url,
        "cancel_label": cancel_label or _("Cancel"),
    }


@register.simple_block_tag(takes_context=True)
def confirm_panel(
    context: template.Context,
    content: str,
    heading: str,
    action_label: str,
    cancel_url: str,
    tone: str = "warning",
) -> SafeString:
    values = {
        "content": content,
        "heading": heading,
        "action_label": action_label,
        "cancel_url": cancel_url,
        "tone": "error" if tone == "error" else "warning",
    }
    return render_to_string("design/components/confirm_panel.html", values, context.get("request"))


@_drawn_by("edit_conflict")
def edit_conflict(conflicts: Iterable[Any], changed_by: str = "", changed_at: Any = None) -> dict:
    return {
        "conflicts": list(conflicts),
        "changed_by": changed_by,
        "changed_at": dates.shown(changed_at) if changed_at else None,
    }
