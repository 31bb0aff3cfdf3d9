"""How a form at the staff door is answered: checked, sent once, shown again with all that was typed when refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise

from commonground.foundation.refusals import ChangedMeanwhile, Refused
from commonground.foundation.submissions.once import new_token, submit_once

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class FormPage:
    """A page around one form. `save` gets what was typed and returns the path to go to."""

    template: str
    save: Callable[[dict[str, Any]], str]
    saved: str | Promise  # what to say when it is done
    context: Mapping[str, Any] = field(default_factory=dict)


class SentForm(forms.Form):
    """Every form carries a token (sent twice, done once) and the version that the person saw (two editors)."""

    submission = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    @property
    def typed(self) -> dict[str, Any]:
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("submission", "version")
        }


def start(version: int = 0, **values: Any) -> dict[str, Any]:
    """The first values of a form."""
    return {"submission": new_token(), "version": version, **values}


def answer_form(request: HttpRequest, form: SentForm, page: FormPage) -> HttpResponse:
    conflicts: list[dict[str, Any]] = []
    changed = False
    if request.method == "POST" and form.is_valid():
        try:
            path = submit_once(form.cleaned_data["submission"], lambda: page.save(form.cleaned_data))
        except ChangedMeanwhile as meanwhile:
            changed = True
            conflicts = [
                {"field": d.label, "yours": d.yours, "theirs": d.theirs} for d in meanwhile.differences
            ]
            _take_version(form, meanwhile.current_version)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.reason))
        else:
            messages.success(request, str(page.saved))
            return HttpResponseRedirect(path)
    context = {"form": form, "changed_meanwhile": changed, "conflicts": conflicts, **page.context}
    status = 409 if changed else 422 if form.is_bound and form.errors else 200
    return render(request, page.template, context, status=status)


def _take_version(form: SentForm, version: int) -> None:
    """Saving again now means: in knowledge of the other change."""
    data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict: the form is bound
    data["version"] = str(version)
    form.data = data


def or_404(found: Thing | None) -> Thing:
    if found is None:
        raise Http404
    return found


def spanish(
    cleaned: Mapping[str, Any], *names: str, kept: Mapping[str, Any] | None = None
) -> dict[str, dict[str, str]]:
    """`translations` of a record from the `…_es` fields of its form; what the form does not ask for is kept."""
    words = {**(kept or {}).get("es", {}), **{name: cleaned[f"{name}_es"] for name in names}}
    words = {name: text for name, text in words.items() if text}
    return {**(kept or {}), "es": words} if words else {k: v for k, v in (kept or {}).items() if k != "es"}


def spanish_of(translations: Mapping[str, Any], *names: str) -> dict[str, str]:
    """First values of the `…_es` fields."""
    words = translations.get("es", {})
    return {f"{name}_es": words.get(name, "") for name in names}
