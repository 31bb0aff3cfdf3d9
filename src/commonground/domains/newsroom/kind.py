"""The two kinds of matter that the newsroom takes: tips, and objections by somebody shown."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework.kinds import CaseKind


def _tip_labels() -> dict[str, Any]:
    return {
        "appeal": _("Appeal"),
        "claims_match": _("Says who or what it is"),
        "what": _("What you know"),
        "who": _("Who or what it is about"),
        "where": _("Where"),
        "when": _("When"),
        "how_known": _("How you know it"),
        "contact": _("How to reach you"),
        "reward": _("Asks about a reward"),
    }


def _objection_labels() -> dict[str, Any]:
    return {
        "appeal": _("Appeal"),
        "what": _("What is wrong, or why it should come down"),
        "relation": _("Who you are to the person shown"),
        "contact": _("How to reach you"),
    }


def _may_decide(person: Person, case: Any) -> str:
    """An objection is decided by somebody who did not approve the appeal and did not draft it."""
    appeal = case.objection.appeal if hasattr(case, "objection") else None
    if appeal is not None and person.pk in (appeal.approved_by_id, appeal.drafted_by_id):
        return str(_("You drafted or approved this appeal: somebody else decides whether it stands."))
    return ""


TIP = CaseKind("tip", labels=_tip_labels)
OBJECTION = CaseKind("objection", labels=_objection_labels, may_investigate=_may_decide)
