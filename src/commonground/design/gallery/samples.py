"""Values for every component: usual, empty, long and hostile."""

import datetime

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from commonground.design.charts import Chart, ChartLink, Series

HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>\'"&amp;'
LONG = (
    "Revise the directive on responding to persons in crisis so that a clinician is called before force is "
    "considered in every encounter that the call-taker or the officer recognises as a mental health matter, "
    "including transports"
)
UNBROKEN = "Rechtsschutzversicherungsgesellschaften" * 3


def navigation() -> list[dict]:
    return [
        {"label": _("Commitments"), "url": "#", "current": True, "children": sections()},
        {"label": _("Figures"), "url": "#"},
        {"label": _("Meetings"), "url": "#"},
        {"label": _("Find help"), "url": "#"},
        {"label": _("Tell us"), "url": "#"},
    ]


def sections() -> list[dict]:
    return [
        {"label": _("Overview"), "url": "#", "current": True},
        {"label": _("By topic"), "url": "#"},
        {"label": _("Milestones"), "url": "#"},
    ]


def official_details() -> list[dict]:
    return [
        {"heading": _("The address is the city’s own."), "text": _("It ends in .gov or in the city’s name.")},
        {"heading": _("The connection is private."), "text": _("The lock beside the address says so.")},
    ]


def footer() -> dict:
    return {
        "help": [
            {"label": _("Emergency"), "value": "911", "url": "tel:911"},
            {"label": _("Mental health crisis, call or text"), "value": "988", "url": "tel:988"},
        ],
        "columns": [
            {"heading": _("Follow the work"), "links": [{"label": _("Commitments"), "url": "#"}]},
            {
                "heading": _("About"),
                "links": [{"label": _("Method"), "url": "#"}, {"label": _("Privacy"), "url": "#"}],
            },
            {"heading": _("Contact"), "links": [{"label": _("Tell us"), "url": "#"}]},
        ],
        "note": _("Run by the City of Riverbend and the Riverbend Police Department."),
    }


def cards() -> list[dict]:
    return [
        {
            "title": _("Train every patrol officer in crisis intervention"),
            "url": "#",
            "kicker": "12 · " + _("Crisis response"),
            "status": {"label": _("In progress"), "tone": "progress"},
            "percent": 65,
            "text": _("Forty hours of training, refreshed every two years."),
            "facts": [
                {"label": _("Due"), "value": datetime.date(2026, 6, 30)},
                {"label": _("Owner"), "value": "Cmdr. Alicia Reyes"},
            ],
        },
        {
            "title": LONG,
            "url": "#",
            "status": {"label": _("Late"), "tone": "late"},
            "percent": None,
            "kicker": "7",
        },
        {
            "title": HOSTILE,
            "status": {"label": HOSTILE, "tone": HOSTILE},
            "percent": 100,
            "text": HOSTILE,
            "facts": [{"label": HOSTILE, "value": UNBROKEN}],
        },
    ]


def entries() -> list[dict]:
    return [
        {
            "date": datetime.date(2026, 3, 3),
            "title": _("Status changed"),
            "status": {"label": _("In progress"), "tone": "progress"},
            "by": "Cmdr. Alicia Reyes",
            "changes": [
                {"field": _("Percent done"), "before": 40, "after": 65},
                {"field": _("Due on"), "before": "", "after": HOSTILE},
            ],
        },
        {"date": _("March 2025"), "title": LONG, "url": "#", "text": HOSTILE},
        {"date": None, "title": UNBROKEN, "status": {"label": _("On hold"), "tone": "hold"}},
    ]


def table() -> dict:
    return {
        "columns": [
            _("District"),
            {"label": _("Calls"), "numeric": True},
            {"label": _("Rate"), "numeric": True},
            _("State"),
        ],
        "rows": [
            ["Hillside", 12034, 4.25, {"text": _("Done"), "tone": "done"}],
            [{"text": "Old Town", "url": "#"}, None, 3, {"text": _("Late"), "tone": "late"}],
            [HOSTILE, 0, -1, UNBROKEN],
        ],
    }


def page_of_many() -> Page:
    return Paginator(range(240), 10).page(6)


def progress_over_time() -> Chart:
    periods = tuple(f"{2024 + m // 12}-{m % 12 + 1:02d}" for m in range(4, 28))
    months = range(len(periods))
    done = tuple(min(31, int(m * 1.35)) for m in months)
    started = tuple(min(24, 6 + m) if m < 14 else 31 - m // 2 - m // 6 for m in months)
    held = tuple(0 if m < 8 else 3 for m in months)
    late = tuple(0 if m < 11 else min(6, m - 10) for m in months)
    rest = tuple(max(0, 58 - sum(four)) for four in zip(done, started, held, late, strict=True))
    return Chart(
        kind="stacked_steps",
        title=_("Commitments by state, month by month"),
        summary=_("Implemented rose from 0 to 31 of 58 in two years. Six are late today."),
        x_label=_("Month"),
        y_label=_("Commitments"),
        periods=periods,
        series=(
            Series(_("Implemented"), done, "done"),
            Series(_("In progress"), started, "progress"),
            Series(_("On hold"), held, "hold"),
            Series(_("Late"), late, "late"),
            Series(_("Not started"), rest, "neutral"),
        ),
        method=_("Counted on the last day of each month from the history of each commitment."),
        source_links=(ChartLink("CSV", "#"), ChartLink("JSON", "#")),
    )


def charts() -> list[Chart]:
    months = tuple(f"2025-{m:02d}" for m in range(1, 13))
    whole = tuple(range(40, 52))
    gap = (12, 14, 13, None, None, 15, 18, 17, 19, 22, 21, 24)
    return [
        progress_over_time(),
        Chart(
            "lines",
            _("Figures with a gap"),
            months,
            (Series("A", whole), Series(HOSTILE, gap)),
            y_label=HOSTILE,
        ),
        Chart(
            "bars", _("By topic"), ("Crisis response", LONG, HOSTILE), (Series(_("Commitments"), (12, 7, 3)),)
        ),
        Chart("stacked_steps", _("Nothing counted yet"), (), (Series(_("Implemented"), ()),)),
    ]


def summary_rows() -> list[dict]:
    return [
        {"label": _("Responsible body"), "value": _("Riverbend Police Department")},
        {"label": _("Owner"), "value": "Cmdr. Alicia Reyes", "action": {"label": _("Change"), "url": "#"}},
        {"label": _("Due on"), "value": datetime.date(2026, 6, 30)},
        {"label": _("Next update by"), "value": None},
        {"label": _("Comes from"), "value": LONG},
    ]


def files() -> list[dict]:
    return [
        {
            "label": _("Directive 4.12, second edition"),
            "url": "#",
            "format": "PDF",
            "size": 482_133,
            "note": _("Signed on 3 March 2026."),
        },
        {"label": _("Training roster, names removed"), "url": "#", "format": "CSV", "size": 9_130},
        {"label": HOSTILE, "url": "#", "format": HOSTILE},
    ]


def conflicts() -> list[dict]:
    return [
        {"field": _("Percent done"), "yours": "65", "theirs": "70"},
        {"field": _("Narrative"), "yours": HOSTILE, "theirs": LONG, "theirs_url": "#"},
        {"field": _("Due on"), "yours": "", "theirs": UNBROKEN},
    ]
