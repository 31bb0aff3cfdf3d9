"""Coming back with the words of a receipt: where it stands, what was said, and room to say more.

The words are sent by POST alone and never stand in an address. There is no session: each form on the page carries
them. A wrong word is named; words whose matter was disposed of are told so.
"""

import uuid
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from commonground.casework.actions.reporter import note_as_read, write_to_unit
from commonground.casework.kinds import kind_of
from commonground.casework.queries.by_receipt import ReporterCase, case_by_receipt
from commonground.foundation.actors import RESIDENT
from commonground.foundation.opening import open_to_anyone
from commonground.foundation.refusals import Refused
from commonground.foundation.uploads import received_files, sealing_uploads
from commonground.foundation.vault import ReceiptKeys, ReceiptUnreadable, TooBusy, open_receipt, read_receipt
from commonground.intake.pages_public.guarded import in_confidence, show
from commonground.intake.pages_public.plain_text import PlainText
from commonground.records.kept import no_longer_kept
from commonground.vaults.units import units

LONGEST_MESSAGE = 20_000  # characters
LONGEST_CODE = 500
REFUSED, BUSY = 422, 503


class CodeForm(forms.Form):
    code = PlainText(
        required=True,
        max_length=LONGEST_CODE,
        label=gettext_lazy("The seven words of your receipt"),
        help_text=gettext_lazy("In their order. Capital letters, accents and commas do not matter."),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "class": "tell-code"}
        ),
        error_messages={"required": gettext_lazy("Type the seven words of your receipt.")},
    )


class MessageForm(forms.Form):
    text = PlainText(rows=6, max_length=LONGEST_MESSAGE, label=gettext_lazy("Your message"))
    keep_metadata = forms.BooleanField(
        required=False,
        label=gettext_lazy("Leave in the file what the camera noted: place, time, device"),
        help_text=gettext_lazy("Without this tick we take it out where we can."),
    )


@dataclass(frozen=True)
class Opened:
    """A matter that these words open."""

    code: str
    keys: ReceiptKeys
    case: ReporterCase  # the one that is looked at: the whole, or a part of it
    whole: ReporterCase


@open_to_anyone(reason="Whoever filed comes back with the words of their receipt", methods=("GET", "POST"))
@sealing_uploads
@in_confidence
def come_back(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _ask_for_code(request, CodeForm())
    form = CodeForm(request.POST)
    opened = open_by_code(form)
    if opened is None:
        status = BUSY if getattr(form, "busy", False) else REFUSED
        return _ask_for_code(request, form, status=status)
    if request.POST.get("do") == "write":
        return _write(request, opened)
    note_as_read(opened=opened.case, keys=opened.keys)
    return _show_case(request, opened, MessageForm())


def open_by_code(form: CodeForm) -> Opened | None:
    """None when it opens nothing; the form then says why."""
    if not form.is_valid():
        return None
    try:
        receipt = read_receipt(form.cleaned_data["code"])
        keys = open_receipt(receipt)
    except (ReceiptUnreadable, TooBusy) as refused:
        form.busy = isinstance(refused, TooBusy)  # type: ignore[attr-defined]
        form.add_error("code", str(refused.reason))
        return None
    found = case_by_receipt(keys)
    if found is None:
        gone_on = no_longer_kept(keys)
        form.add_error("code", _no_longer_kept(gone_on) if gone_on else _nothing_found())
        return None
    return Opened(receipt.text, keys, _looked_at(found, form.data.get("part", "")), found)


def _looked_at(whole: ReporterCase, part: str) -> ReporterCase:
    return next((one for one in whole.parts if str(one.case_id) == part), whole)


def _nothing_found() -> str:
    return _("Nothing opens with these words. Either one of them, or their order, is not as on your receipt.")


def _no_longer_kept(day: date) -> str:
    return _(
        "What you sent is no longer kept: its time was over, and on %(day)s it was destroyed. Nobody can open it any more."
    ) % {"day": date_format(day, "DATE_FORMAT")}


def _write(request: HttpRequest, opened: Opened) -> HttpResponse:
    form = MessageForm(request.POST)
    taken, refused = received_files(request, keep_metadata=bool(request.POST.get("keep_metadata")))
    for one in refused:
        form.add_error(None, f"{one.name}: {one.reason}" if one.name else str(one.reason))
    if form.is_valid():
        try:
            write_to_unit(
                opened=opened.case,
                keys=opened.keys,
                message_id=_message_id(request.POST.get("message", "")),
                text=form.cleaned_data["text"],
                uploads=taken,
                by=RESIDENT,
            )
        except Refused as why:
            form.add_error("text" if why.field else None, str(why.reason))
        else:
            whole = case_by_receipt(opened.keys) or opened.whole
            again = Opened(opened.code, opened.keys, _looked_at(whole, str(opened.case.case_id)), whole)
            return _show_case(request, again, MessageForm(), said=True)
    return _show_case(request, opened, form, status=REFUSED)


def _message_id(typed: str) -> uuid.UUID:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return uuid.uuid4()


def _ask_for_code(request: HttpRequest, form: CodeForm, *, status: int = 200) -> HttpResponse:
    return show(request, "intake/return.html", {"form": form}, status=status)


def _show_case(
    request: HttpRequest, opened: Opened, form: MessageForm, *, said: bool = False, status: int = 200
) -> HttpResponse:
    language, case = get_language() or "en", opened.case
    unit = units()[case.unit]
    waiting = case.waiting_until is not None
    context: dict[str, object] = {
        "case": case,
        "code": opened.code,
        "form": form,
        "said": said,
        "message_id": uuid.uuid4(),
        "kind_name": case.rules.name.in_language(language),
        "stage_name": case.stage.name.in_language(language),
        "stage_meaning": case.stage.meaning.in_language(language),
        "waiting": waiting,
        "answered": case.stage.waits and not waiting,
        "outcome_name": case.outcome.name.in_language(language) if case.outcome and case.stage.closed else "",
        "outcome_meaning": case.outcome.meaning.in_language(language)
        if case.outcome and case.stage.closed
        else "",
        "steps": [{"date": step.at, "title": step.stage.name.in_language(language)} for step in case.steps],
        "answers": _answers(case),
        "part": case.case_id if case is not opened.whole else "",
        "parts": _parts(opened, language),
        "unit_name": unit.name.in_language(language),
        "unit_hours": unit.hours.in_language(language),
    }
    return show(request, "intake/case.html", context, status=status)


def _parts(opened: Opened, language: str) -> list[dict[str, object]]:
    """What was sent became several matters: each with where it stands, the one that is looked at marked. Else none."""
    whole = opened.whole
    return [
        {
            "id": one.case_id if one is not whole else "",
            "reference": one.reference,
            "kind": one.rules.name.in_language(language),
            "stage": one.stage.name.in_language(language),
            "due_on": one.due_on if not one.stage.closed else None,
            "late": one.late,
            "asks": one.waiting_until is not None,
            "here": one is opened.case,
        }
        for one in ((whole, *whole.parts) if whole.parts else ())
    ]


def _answers(case: ReporterCase) -> list[tuple[str, str]]:
    """What was sent, in the order of the form, under the words that the unit reads too."""
    labels = kind_of(case.kind).labels()
    known = [(str(label), case.answers[key]) for key, label in labels.items() if case.answers.get(key)]
    return known + [(key, text) for key, text in case.answers.items() if key not in labels]
