"""The two kinds of matter that the newsroom takes: tips, and objections by somebody shown."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonground.access.decisions import decide
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.casework.kinds import CaseKind, Further
from commonground.intake.asking.labels import about_the_person


def _tip_labels() -> dict[str, Any]:
    return {
        "claims-match": _("Says who or what it is"),
        "what": _("What they know"),
        "who": _("Who or what it is about"),
        "how-known": _("How they know it"),
        "on": _("Date"),
        "when": _("When, in words"),
        "where": _("Where"),
        "reward": _("Asks to be told of a reward"),
        **about_the_person(),
    }


def _objection_labels() -> dict[str, Any]:
    return {
        "what": _("What is wrong, or why it should come down"),
        "relation": _("Who they are to the person shown"),
        **about_the_person(),
    }


def _may_decide(person: Person, case: Any) -> str:
    """An objection is decided by somebody who did not approve the appeal and did not draft it."""
    appeal = case.objection.appeal if hasattr(case, "objection") else None
    if appeal is not None and person.pk in (appeal.approved_by_id, appeal.drafted_by_id):
        return str(_("You drafted or approved this appeal: somebody else decides whether it stands."))
    return ""


def _appeal_of(facts: Any) -> tuple[Further, ...]:
    """What somebody answers or objects to: nobody can work on it without reading it."""
    if facts is None or facts.appeal is None:
        return ()
    label = _("The appeal: %(title)s") % {"title": facts.appeal.title}
    return (Further(label, reverse("newsroom_staff:appeal", args=[facts.appeal.number])),)


def _of_tip(person: Person, case: Any) -> tuple[Further, ...]:
    return (*_appeal_of(getattr(case, "tip", None)), *_reward(person, case))


def _of_objection(person: Person, case: Any) -> tuple[Further, ...]:
    del person
    return _appeal_of(getattr(case, "objection", None))


def _reward(person: Person, case: Any) -> tuple[Further, ...]:
    """Whoever may offer a reward finds it from the tip, and afterwards what became of it."""
    if not decide(person, Permission.SUPERVISE_TIPS):
        return ()
    label = _("Reward offered") if hasattr(case, "reward") else _("Offer a reward")
    return (Further(str(label), reverse("newsroom_staff:offer", args=[case.pk])),)


TIP = CaseKind("tip", labels=_tip_labels, further=_of_tip)
OBJECTION = CaseKind(
    "objection", labels=_objection_labels, may_investigate=_may_decide, further=_of_objection
)
