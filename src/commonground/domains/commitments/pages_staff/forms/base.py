"""What every form of this package does: sent once, aware of its version, keeping what was typed."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commonground.domains.commitments.dates import NotADate, PartialDate, Precision
from commonground.foundation.refusals import ChangedMeanwhile, Refused
from commonground.foundation.submissions.once import new_token

DATE_HINT = _('As well as it is known: "May 6, 2025", "May 2025", "Q2 2025" or "2025".')


class PartialDateField(forms.CharField):
    """A day, month, quarter or year, as people write it."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("max_length", 40)
        given.setdefault("help_text", DATE_HINT)
        super().__init__(**given)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, PartialDate):
            return value
        # A quarter in words is not what people type; everything else reads back as it is shown.
        if value.precision is Precision.QUARTER:
            return f"Q{(value.first_day.month + 2) // 3} {value.first_day.year}"
        return value.in_words(get_language() or "en")

    def to_python(self, value: Any) -> PartialDate | None:  # type: ignore[override]
        text = super().to_python(value)
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except NotADate as wrong:
            raise forms.ValidationError(
                _("“%(text)s” is not a date. Write a day, a month, a quarter or a year, such as May 2025."),
                params={"text": text[:40]},
            ) from wrong

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def run_validators(self, value: Any) -> None:
        """The text's own validators have nothing to say of a date."""


class SubmittedForm(forms.Form):
    """Carries the token that makes a double submit do the thing once."""

    submission = forms.CharField(widget=forms.HiddenInput, required=False, initial=new_token)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.conflicts: list[dict[str, Any]] = []

    # Headings and the names of fields under each; without one, all fields in their order.
    layout: tuple[tuple[Any, tuple[str, ...]], ...] = ()

    def groups(self) -> Iterator[dict[str, Any]]:
        """Fields under their headings; a text and its Spanish stand in one row."""
        all_names = tuple(name for name in self.fields if not name.endswith("_es"))
        for heading, names in self.layout or (("", all_names),):
            rows = [self._row(name) for name in names if name in self.fields and not self[name].is_hidden]
            if rows:
                yield {"heading": heading, "rows": rows}

    def _row(self, name: str) -> list[BoundField]:
        return [self[known] for known in (name, f"{name}_es") if known in self.fields]

    def refuse(self, refused: Refused) -> None:
        """Puts the sentence of a refusal where the person can act on it."""
        self.add_error(refused.field if refused.field in self.fields else None, str(refused.reason))
        for one in refused.differences if isinstance(refused, ChangedMeanwhile) else ():
            self.add_error(
                None,
                _("%(field)s: it stood at “%(before)s”, now it stands at “%(now)s”.")
                % {"field": one.label, "before": one.yours or "–", "now": one.theirs or "–"},
            )


class VersionedForm(SubmittedForm):
    """Made from one version of a record, and remembers what it showed.

    What a person did not touch is not sent on, so that two people who change different things both keep theirs. When
    both changed the same, the second sees what stands now beside what they typed, and saves again.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if not self.is_bound:
            self.initial["seen"] = json.dumps(self._texts(self.initial))

    @property
    def told(self) -> dict[str, str]:
        """What the page showed when the person began to write."""
        try:
            told = json.loads(self.cleaned_data.get("seen") or "{}")
        except ValueError:
            return {}
        return {str(name): str(text) for name, text in told.items()} if isinstance(told, dict) else {}

    def touched(self) -> set[str]:
        """Names of the fields that differ from what the page showed; all of them when that is not known."""
        return {name for name, text in self._typed().items() if self.told.get(name) != text}

    def overtaken(self, standing: dict[str, Any]) -> bool:
        """Whether something that was touched stands differently now from what the page showed."""
        now = self._texts(standing)
        return any(self.told.get(name) != now.get(name, "") for name in self.touched())

    def meet(self, changed: ChangedMeanwhile, standing: dict[str, Any]) -> None:
        """Shows what stands beside what was typed; the next try is made from what stands."""
        data, now, touched = self.data.copy(), self._texts(standing), self.touched()
        data["version"], data["seen"] = str(changed.current_version), json.dumps(now)
        for name in now.keys() - touched:
            if isinstance(self.fields[name], forms.MultipleChoiceField):
                data.setlist(name, now[name].split())
            else:
                data[name] = now[name]
        self.data = data
        self.conflicts = [
            {"field": difference.label, "yours": difference.yours, "theirs": difference.theirs}
            for difference in changed.differences
        ]

    def _texts(self, values: dict[str, Any]) -> dict[str, str]:
        names = self.fields.keys() - _OF_THE_FORM
        return {name: _as_text(self.fields[name], values.get(name)) for name in sorted(names)}

    def _typed(self) -> dict[str, str]:
        return {
            name: _as_text(
                field, field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            )
            for name, field in self.fields.items()
            if name not in _OF_THE_FORM
        }


_OF_THE_FORM = {"submission", "version", "seen"}


def _as_text(field: forms.Field, value: Any) -> str:
    """As the browser sends it back, so that what was shown and what was sent can be compared."""
    if isinstance(value, list | tuple):
        return " ".join(sorted(str(part) for part in value))
    if value is None or value is False:
        return ""
    shown = field.prepare_value(value)
    text = shown.isoformat() if isinstance(shown, date) else str(shown)
    return "\n".join(text.splitlines()).strip()


def text_area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def in_spanish(label: Any) -> Any:
    """The label of the field in which the same is written in Spanish."""
    return _("%(label)s, in Spanish") % {"label": label}


def choices_of(pairs: Iterable[tuple[Any, Any]], empty: Any = None) -> list[tuple[Any, Any]]:
    return ([("", empty)] if empty is not None else []) + list(pairs)


def spanish_of(typed: dict[str, Any], *names: str) -> dict[str, dict[str, str]]:
    """The Spanish that was typed beside the named fields, as a record's `translations`."""
    texts = {name: typed[f"{name}_es"] for name in names if typed.get(f"{name}_es")}
    return {"es": texts} if texts else {}


def with_spanish(
    translations: dict[str, dict[str, str]], typed: dict[str, Any], *names: str
) -> dict[str, dict[str, str]]:
    """What stands, with the Spanish that was typed for these fields; an emptied field is no longer translated."""
    spanish = dict(translations.get("es", {}))
    for name in names:
        spanish.pop(name, None)
        if text := typed.get(f"{name}_es"):
            spanish[name] = text
    others = {code: held for code, held in translations.items() if code != "es"}
    return {**others, "es": spanish} if spanish else others
