"""Words of appeals in templates: where one stands, on which ground it is shown, how it ended."""

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commonground.domains.newsroom.city_rules import appeals_file
from commonground.domains.newsroom.models import Appeal
from commonground.domains.newsroom.queries.choices import language_choices
from commonground.domains.newsroom.queries.public import Measure, Results, name_in
from commonground.reference.words import plain_words, words

register = template.Library()
HOUR, DAY = 60, 24 * 60


register.filter(words)
register.filter(plain_words)


@register.filter
def legal_basis(appeal: Appeal) -> str:
    return name_in(appeals_file().legal_bases, appeal.legal_basis)


@register.filter
def outcome_name(appeal: Appeal) -> str:
    return name_in(appeals_file().outcomes, appeal.outcome)


@register.filter
def duration(minutes: int | None) -> str:
    """“35 minutes”, “4 hours”, “12 days”: one unit, rounded."""
    if minutes is None:
        return ""
    if minutes < 2 * HOUR:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    if minutes < 2 * DAY:
        hours = round(minutes / HOUR)
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = round(minutes / DAY)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


@register.filter
def language_name(key: str) -> str:
    return {code: str(name) for code, name in language_choices()}.get(key, key)


@register.filter
def measured(measure: Measure) -> bool:
    return measure.median is not None


@register.simple_tag
def appeal_status(appeal: Appeal) -> dict[str, str | Promise]:
    if appeal.ended_at:
        return {"label": _("Ended"), "tone": "neutral"}
    if appeal.published_at:
        return {"label": _("Public"), "tone": "done"}
    if appeal.proposed_at:
        return {"label": _("Waits for approval"), "tone": "unproven"}
    return {"label": _("Draft"), "tone": "progress"}


@register.simple_tag
def appeal_trail(label: str, url: str, last: str) -> list[dict[str, str]]:
    return [{"label": label, "url": url}, {"label": last, "url": ""}]


@register.filter
def measures(found: Results) -> list[tuple[str | Promise, Measure]]:
    return [
        (_("To the first tip"), found.to_first_tip),
        (_("To an identification"), found.to_identification),
        (_("To the end"), found.to_end),
    ]


@register.simple_tag
def appeal_trail_public(last: str, below: bool = False) -> list[dict[str, str]]:
    """Items for the breadcrumbs of public pages; `below` when the page stands under the list."""
    items = [{"label": str(_("Appeals")), "url": reverse("appeals:appeals")}] if below else []
    return [*items, {"label": last, "url": ""}]
