"""From a form that holds to a matter that is filed, and the page that gives the receipt."""

import uuid
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonground.casework.actions.filing import Filed, Filing, file_case, unit_of
from commonground.foundation.actors import RESIDENT
from commonground.foundation.uploads import HeldUpload, UploadRefused
from commonground.foundation.vault import (
    Receipt,
    ReceiptUnreadable,
    TooBusy,
    UnitHasNoKey,
    new_receipt,
    read_receipt,
)
from commonground.intake.asking.questionnaire import RECEIPT, Questionnaire
from commonground.intake.asking.steps import Step
from commonground.intake.pages_public.receipt import show_receipt
from commonground.vaults.units import units

_APART = ("category", "letters_in", "about_standards")


@dataclass(frozen=True)
class NotNow:
    """It could not be taken in at this moment; the page still holds everything."""

    reason: str


@dataclass(frozen=True)
class Sent:
    filed: Filed
    receipt: Receipt


class Beside(Protocol):
    """Writes the domain's own row beside a matter that is being filed."""

    def __call__(self, case_id: uuid.UUID, typed: QueryDict) -> None: ...


def send(
    questions: Questionnaire,
    said: list[Step],
    typed: QueryDict,
    uploads: tuple[HeldUpload, ...],
    beside: Beside | None = None,
) -> Sent | NotNow:
    """Files once what was `said`, on pages that hold. `beside` stands or falls with it; filed before, it is left out."""
    receipt = _receipt_of(typed)
    try:
        filing = _filing(questions, said, uploads)
        noted = partial(beside, typed=typed) if beside is not None else None
        filed = file_case(filing, receipt=receipt, beside=noted, by=RESIDENT)
    except (TooBusy, UploadRefused) as refused:
        return NotNow(str(refused.reason))
    except UnitHasNoKey:
        return NotNow(
            _(
                "The unit that reads this cannot take anything in here at this moment. Nothing is lost: it is still in this "
                "page. Please tell us by telephone, on paper or in person instead, or try again tomorrow."
            )
        )
    return Sent(filed, receipt)


def reader_of(questions: Questionnaire, typed: QueryDict) -> str:
    """Who will read it, in the reader's language."""
    said = questions.answered(typed)
    return units()[unit_of(_filing(questions, said, ()))].reads.in_language(get_language() or "en")


def receipt_page(request: HttpRequest, kind: str, sent: Sent) -> HttpResponse:
    return show_receipt(request, kind=kind, filed=sent.filed, receipt=sent.receipt)


def _receipt_of(typed: QueryDict) -> Receipt:
    """The one that the last page made. What is no receipt is replaced: nobody is turned away for it."""
    try:
        return read_receipt(typed.get(RECEIPT, ""))
    except ReceiptUnreadable:
        return new_receipt(get_language() or "en")


def _filing(questions: Questionnaire, said: list[Step], uploads: tuple[HeldUpload, ...]) -> Filing:
    answers: dict[str, str] = {}
    apart: dict[str, object] = {}
    for form in said:
        form.is_valid()
        answers |= form.answers()
        apart |= {name: value for name, value in form.cleaned_data.items() if value and name in _APART}
    return Filing(
        kind=questions.kind,
        category=str(apart.get("category", "")) or questions.category,
        language=str(apart.get("letters_in", "") or get_language() or "en"),
        channel="web",
        answers=answers,
        about_unit_itself=bool(apart.get("about_standards")),
        uploads=uploads,
    )
