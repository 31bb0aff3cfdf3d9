"""The kinds of matter that people bring about the police department: a complaint, thanks, a question.

The keys of the answers are named here once: the public form asks them, the unit reads them under these words.
"""

from typing import Any

from django.utils.translation import gettext as _

from commonground.casework.kinds import CaseKind, register_kind
from commonground.intake.asking.labels import about_the_person

COMPLAINT, THANKS, QUESTION = "complaint", "thanks", "question"


def complaint_labels() -> dict[str, Any]:
    return {
        "what-happened": _("What happened"),
        "more": _("More about this kind of problem"),
        "on": _("Date"),
        "when": _("When, in words"),
        "where": _("Where"),
        "officer-name": _("Officer's name"),
        "officer-badge": _("Badge number"),
        "officer-car": _("Number or plate of the car"),
        "officer-description": _("What the officer looked like"),
        "witnesses": _("Who saw or heard it"),
        "perceived": _("Treated differently because of"),
        "perceived-words": _("Treated differently, in words"),
        "for-whom": _("Files for"),
        "for-whom-words": _("The person it happened to"),
        "wish": _("What they would like to happen"),
        "mediation": _("Wants mediation"),
        "about-standards": _("About Professional Standards or the chief"),
        **about_the_person(),
    }


def thanks_labels() -> dict[str, Any]:
    return {
        "officer-name": _("Who is thanked"),
        "officer-badge": _("Badge number"),
        "officer-car": _("Number or plate of the car"),
        "officer-description": _("What the person looked like"),
        "what-happened": _("What they did"),
        "on": _("Date"),
        "when": _("When, in words"),
        "where": _("Where"),
        "tell-officer": _("May the officer know who wrote"),
        "publish": _("May it be published"),
        **about_the_person(),
    }


def question_labels() -> dict[str, Any]:
    return {"what-happened": _("Question"), **about_the_person()}


def register_kinds() -> None:
    """Called once at start-up. The domain's rules of who may investigate and what a step needs are in its `rules`."""
    # These know tables, which are not there yet while this file is read.
    from commonground.conflict.queries import may_investigate
    from commonground.domains.accountability.queries.findings import refuse_early_closing
    from commonground.domains.accountability.texts import texts_of_standards

    register_kind(
        CaseKind(
            COMPLAINT,
            labels=complaint_labels,
            may_investigate=may_investigate,
            before_move=refuse_early_closing,
            staff_url="standards:matter",
            texts=texts_of_standards,
        )
    )
    for key, labels in ((THANKS, thanks_labels), (QUESTION, question_labels)):
        register_kind(CaseKind(key, labels=labels, staff_url="standards:matter", texts=texts_of_standards))
