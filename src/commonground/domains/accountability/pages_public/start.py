"""Before the first question: who reads it, what is never shown, how long it takes, and where else to go."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonground.casework.city_rules import kind_file
from commonground.domains.accountability.kind import COMPLAINT, QUESTION, THANKS
from commonground.foundation.opening import open_to_anyone
from commonground.intake.pages_public.guarded import show
from commonground.vaults.units import Unit, units


@open_to_anyone(reason="The way in for complaints, thanks and questions")
def start(request: HttpRequest) -> HttpResponse:
    language = get_language() or "en"
    complaint = kind_file(COMPLAINT)
    unit, independent = units()[complaint.unit], _independent_unit()
    context: dict[str, object] = {
        "kinds": [_kind_shown(kind, words) for kind, words in _offers().items()],
        "reads": unit.reads.in_language(language),
        "hours": unit.hours.in_language(language),
        "independent_reads": independent.reads.in_language(language) if independent else "",
        "never_shown": complaint.never_shown.in_language(language),
        "usual_days": complaint.usual_days,
        "first_days": complaint.first_stage.days,
        "elsewhere": [one.in_language(language) for one in complaint.elsewhere],
        "public_page": True,
    }
    return show(request, "accountability/public/start.html", context)


def _offers() -> dict[str, dict[str, str]]:
    return {
        COMPLAINT: {
            "title": _("Something went wrong"),
            "text": _(
                "Tell us what the police did, or did not do. It takes about ten minutes; you need no name."
            ),
            "button": _("Make a complaint"),
        },
        THANKS: {
            "title": _("Something went well"),
            "text": _("Thank somebody of the police. We pass it on, and it goes into their file."),
            "button": _("Say thanks"),
        },
        QUESTION: {
            "title": _("You want to know something"),
            "text": _("About a rule, a report, or how to complain. Somebody answers."),
            "button": _("Ask a question"),
        },
    }


def _kind_shown(kind: str, words: dict[str, str]) -> dict[str, object]:
    return {
        **words,
        "url": reverse(f"tell_us:{kind}"),
        "next_url": reverse("tell_us:next", args=[kind]),
        "blank_url": reverse("tell_us:blank", args=[kind]),
        "days": kind_file(kind).usual_days,
        "name": kind_file(kind).name.in_language(get_language() or "en"),
    }


def _independent_unit() -> Unit | None:
    rules = kind_file(COMPLAINT)
    return next((units()[one.unit] for one in rules.categories if one.unit not in ("", rules.unit)), None)
