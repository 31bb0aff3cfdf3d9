"""What happens next, step by step: made from the same file that the work goes by, so that page and practice cannot differ."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonground.casework.city_rules import KindFile, Owner, Stage
from commonground.casework.kinds import CaseKind, every_kind
from commonground.foundation.opening import open_to_anyone
from commonground.intake.pages_public.guarded import show
from commonground.vaults.units import units


def kind_or_404(key: str) -> CaseKind:
    found = next((kind for kind in every_kind() if kind.key == key), None)
    if found is None:
        raise Http404
    return found


@open_to_anyone(reason="What becomes of a complaint, and how long each step takes")
def next_steps(request: HttpRequest, kind: str) -> HttpResponse:
    language, rules = get_language() or "en", kind_or_404(kind).rules
    context: dict[str, object] = {
        "kind": kind,
        "kind_name": rules.name.in_language(language),
        "usual_days": rules.usual_days,
        "keep_years": rules.keep_years,
        "reads": units()[rules.unit].reads.in_language(language),
        "hours": units()[rules.unit].hours.in_language(language),
        "never_shown": rules.never_shown.in_language(language),
        "elsewhere": [one.in_language(language) for one in rules.elsewhere],
        "stages": [_stage_shown(rules, stage, language) for stage in rules.stages if not stage.retired],
        "outcomes": [
            {"name": one.name.in_language(language), "meaning": one.meaning.in_language(language)}
            for one in rules.outcomes
        ],
        "form_url": form_url(kind),
        "blank_url": _blank_url(kind),
    }
    return show(request, "intake/next_steps.html", context)


def form_url(kind: str) -> str:
    """Where this kind is filed; "" where it has no form in this section."""
    try:
        return reverse(f"tell_us:{kind}")
    except NoReverseMatch:
        return ""


def _blank_url(kind: str) -> str:
    return reverse("tell_us:blank", args=[kind]) if form_url(kind) else ""


def _stage_shown(rules: KindFile, stage: Stage, language: str) -> dict[str, object]:
    letter = rules.letters.get(stage.letter)
    return {
        "name": stage.name.in_language(language),
        "meaning": stage.meaning.in_language(language),
        "days": stage.days,
        "who": owner_words(stage.owner),
        "waits": stage.waits,
        "letter": letter.name.in_language(language) if letter else "",
        "following": [rules.stage(key).name.in_language(language) for key in stage.next],
        "closed": stage.closed,
    }


def owner_words(owner: Owner) -> str:
    return {
        Owner.UNIT: _("Whoever is on duty in the unit"),
        Owner.ASSIGNEE: _("One person of the unit who has your matter"),
        Owner.SUPERVISOR: _("A supervisor"),
        Owner.PERSON: _("You, if you want to"),
        Owner.NOBODY: "",
    }[owner]
