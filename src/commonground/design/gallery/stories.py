"""The content of the two sample pages: a city's front page and one commitment."""

import datetime

from django.utils.translation import gettext as _


def stats() -> list[dict]:
    return [
        {"value": 58, "label": _("Commitments"), "tone": "neutral", "note": _("from two reports")},
        {"value": 31, "label": _("Implemented"), "tone": "done", "note": _("28 with evidence shown")},
        {"value": 18, "label": _("In progress"), "tone": "progress", "note": ""},
        {"value": 3, "label": _("On hold"), "tone": "hold", "note": ""},
        {"value": 6, "label": _("Late"), "tone": "late", "note": _("two more than last month")},
    ]


def home_cards() -> list[dict]:
    return [
        {
            "title": _("Send a clinician with the officer to every crisis call"),
            "url": "#",
            "kicker": _("Changed on 3 March"),
            "status": {"label": _("In progress"), "tone": "progress"},
            "percent": 65,
            "text": _("Two teams work from noon to midnight; the third starts in June."),
        },
        {
            "title": _("Publish every complaint finding within 90 days"),
            "url": "#",
            "kicker": _("Changed on 27 February"),
            "status": {"label": _("Late"), "tone": "late"},
            "percent": 40,
            "text": _("The median is 112 days. A new investigator starts in April."),
        },
        {
            "title": _("Review every use of force by a board with residents"),
            "url": "#",
            "kicker": _("Changed on 20 February"),
            "status": {"label": _("Implemented"), "tone": "done"},
            "percent": 100,
            "text": _("The board met eleven times. Its minutes are here."),
        },
    ]


def history() -> list[dict]:
    return [
        {
            "date": datetime.date(2026, 3, 3),
            "title": _("Reported as implemented"),
            "status": {"label": _("Evidence not yet shown"), "tone": "unproven"},
            "by": _("Implementation manager"),
            "changes": [{"field": _("Percent done"), "before": "80 %", "after": "100 %"}],
        },
        {
            "date": datetime.date(2025, 11, 14),
            "title": _("Estimate moved"),
            "status": {"label": _("In progress"), "tone": "progress"},
            "text": _("The training contract was signed two months later than planned."),
            "changes": [{"field": _("Due on"), "before": _("December 2025"), "after": _("March 2026")}],
        },
        {
            "date": datetime.date(2025, 6, 2),
            "title": _("Put on hold"),
            "status": {"label": _("On hold"), "tone": "hold"},
            "text": _("Waiting for the council’s budget. Resumes on 1 August 2025."),
        },
        {"date": _("March 2025"), "title": _("Commitment made"), "text": _("Adopted by the city council.")},
    ]


def sub_actions() -> list[list]:
    done, started = _("Done"), _("In progress")
    return [
        [
            _("Write the directive with the crisis committee"),
            {"text": done, "tone": "done"},
            datetime.date(2025, 9, 30),
        ],
        [_("Train all sworn members"), {"text": done, "tone": "done"}, datetime.date(2026, 2, 27)],
        [
            _("Show the training records to the board"),
            {"text": started, "tone": "progress"},
            datetime.date(2026, 4, 15),
        ],
    ]
