"""Walks a person through a form: on, back, to one page and back to the last, in another language, and at the end: sent."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import translate_url
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from commonground.foundation.uploads import HeldUpload
from commonground.foundation.vault import new_receipt
from commonground.intake.asking import sending
from commonground.intake.asking.files import FilesStep, files_of, take_in, take_out
from commonground.intake.asking.questionnaire import CHECKING, RECEIPT, Questionnaire, first_wrong, unchecked
from commonground.intake.asking.sending import Beside
from commonground.intake.asking.steps import Step
from commonground.intake.pages_public.guarded import show

CHECK = "check"
REFUSED = 422


@dataclass(frozen=True)
class Walk:
    """One request of somebody who is filling in a form."""

    request: HttpRequest
    questions: Questionnaire
    typed: QueryDict
    beside: Beside | None = None  # what the domain notes in the transaction of the filing
    about: str = ""  # what the form is about, where that is one thing among many

    @property
    def here(self) -> type[Step]:
        return self.questions.step(self.typed.get("step", ""), self.typed)


def ask(
    request: HttpRequest, questions: Questionnaire, *, beside: Beside | None = None, about: str = ""
) -> HttpResponse:
    """Answers one request for a form, at whatever address it stands. `about` stands above each of its questions."""
    if request.method != "POST":
        typed = QueryDict(mutable=True)
        return _page(Walk(request, questions, typed, about=about), unchecked(questions.steps[0], typed))
    walk = Walk(request, questions, request.POST.copy(), beside, about)
    go, _colon, where = walk.typed.get("go", "").partition(":")
    if go == "back":
        return _back(walk)
    if go == "change":
        walk.typed[CHECKING] = "yes"
        return _page(walk, unchecked(questions.step(where, walk.typed), walk.typed))
    if go == "here":
        return _here(walk)
    if go == "remove":
        take_out(walk.typed, where)
        return _page(walk, unchecked(walk.here, walk.typed))
    if go == "send":
        return _send(walk)
    return _on(walk, to_the_end=go == CHECK)


def _on(walk: Walk, *, to_the_end: bool) -> HttpResponse:
    """Onward from a page that holds; the same page again, with what is wrong, if it does not."""
    if walk.typed.get("step") == CHECK:
        return _check(walk)
    problems = take_in(walk.request, walk.typed) if walk.here is FilesStep else []
    form = walk.here(walk.typed)
    if not form.is_valid() or problems:
        return _page(walk, form, problems=problems)
    adding = walk.typed.get("go") == "add"
    if adding:
        return _page(walk, unchecked(walk.here, walk.typed))
    following = walk.questions.after(walk.here, walk.typed)
    if to_the_end or walk.typed.get(CHECKING) or following is None:
        wrong = walk.questions.first_wrong(walk.typed)
        return _check(walk) if wrong is None else _page(walk, wrong)
    return _page(walk, unchecked(following, walk.typed))


def _back(walk: Walk) -> HttpResponse:
    """Without a word about what is missing: going back must never be refused."""
    if walk.here is FilesStep:
        take_in(walk.request, walk.typed)
    if walk.typed.get("step") == CHECK:
        previous: type[Step] | None = walk.questions.asked(walk.typed)[-1]
    else:
        previous = walk.questions.before(walk.here, walk.typed)
    walk.typed.pop(CHECKING, None)
    return _page(walk, unchecked(previous or walk.here, walk.typed))


def _here(walk: Walk) -> HttpResponse:
    """The same page in the other language."""
    if walk.typed.get("step") == CHECK:
        walk.typed.pop(RECEIPT, None)  # its words are of the other language
        return _check(walk)
    return _page(walk, unchecked(walk.here, walk.typed))


def _send(walk: Walk) -> HttpResponse:
    said = walk.questions.answered(walk.typed)
    if (wrong := first_wrong(said)) is not None:
        return _page(walk, wrong)
    uploads, gone = files_of(walk.typed)
    if gone:
        return _check(walk, problem=gone)
    outcome = sending.send(walk.questions, said, walk.typed, uploads, walk.beside)
    if isinstance(outcome, sending.NotNow):
        return _check(walk, problem=outcome.reason, status=503)
    return sending.receipt_page(walk.request, walk.questions.kind, outcome)


def _page(walk: Walk, form: Step, *, problems: list[str] | None = None) -> HttpResponse:
    step, typed = type(form), walk.typed
    asked = walk.questions.asked(typed)
    wrong = bool(problems) or (form.is_bound and bool(form.errors))
    held, gone = files_of(typed) if step is FilesStep else ((), "")
    context = _context(walk, step) | {
        "form": form,
        "step": step,
        "number": asked.index(step) + 1,
        "of": len(asked),
        "first": asked[0] is step,
        "has_files": step is FilesStep,
        "held": held,
        "problems": [*(problems or []), *([gone] if gone else [])],
        "may_skip": asked.index(step) >= _needed_until(asked) and not typed.get(CHECKING),
    }
    return show(walk.request, "intake/asking/step.html", context, status=REFUSED if wrong else 200)


def _needed_until(asked: list[type[Step]]) -> int:
    """From the page after the last one that must be filled in, the rest may be skipped."""
    needed = [
        place
        for place, step in enumerate(asked)
        if any(field.required for field in step.base_fields.values())
    ]
    return max(needed, default=0)


def _check(walk: Walk, *, problem: str = "", status: int = 200) -> HttpResponse:
    """Everything once more, with the receipt already made: whoever presses “send” twice has filed once."""
    typed = walk.typed
    typed.pop(CHECKING, None)
    if not typed.get(RECEIPT):
        typed[RECEIPT] = new_receipt(get_language() or "en").text
    uploads, gone = files_of(typed)
    context = _context(walk, None) | {
        "rows": _rows(walk, uploads),
        "problem": problem or gone,
        "reader": sending.reader_of(walk.questions, typed),
    }
    return show(walk.request, "intake/asking/check.html", context, status=status)


def _rows(walk: Walk, uploads: tuple[HeldUpload, ...]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for form in walk.questions.checked(walk.typed):
        form.is_valid()
        shown = {name: form.shown(name) for name in form.fields if name != "keep_metadata"}
        texts = [
            {"label": form.fields[name].label if len(shown) > 1 else "", "text": text}
            for name, text in shown.items()
            if text
        ]
        if isinstance(form, FilesStep):
            texts = [{"label": "", "text": upload.name} for upload in uploads]
        rows.append({"key": form.key, "title": form.title, "texts": texts})
    return rows


def _context(walk: Walk, step: type[Step] | None) -> dict[str, object]:
    language = "en" if (get_language() or "").startswith("es") else "es"
    with override(language):
        other = {
            "code": language,
            "url": translate_url(walk.request.path, language),
            "words": _("Show this page in English"),
        }
    return {
        "kind": walk.questions.kind,
        "about": walk.about,
        "carried": list(walk.questions.carried(walk.typed, step)),
        "address": walk.request.path,
        "other_language": other,
    }
