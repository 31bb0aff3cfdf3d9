"""One page of a form that asks one thing at a time, and what all of them share."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from commonground.foundation import clock
from commonground.intake.pages_public.plain_text import PlainText


class Step(forms.Form):
    """One page. Fields are named as the answers are, with `_` for `-`; names are unique within a kind's form."""

    key = ""
    title: str | Promise = ""
    lead: str | Promise = ""
    kept_apart: tuple[
        str, ...
    ] = ()  # fields that are no answers: the queue reads them, or a letter's language

    def __init__(self, typed: QueryDict | None = None) -> None:
        super().__init__(typed)
        self.typed: QueryDict = typed if typed is not None else QueryDict()
        self.shape()

    def shape(self) -> None:
        """Fits words and fields to what was typed before."""

    @classmethod
    def asked(cls, typed: QueryDict) -> bool:
        """Whether this page belongs to the form, given what was typed so far."""
        del typed
        return True

    def shown(self, name: str) -> str:
        """The answer as a person reads it, in the language of the page; "" when there is none."""
        return self.said(self.fields[name], self.cleaned_data.get(name))

    @staticmethod
    def said(field: forms.Field, value: object) -> str:
        if isinstance(value, date):
            return date_format(value, "DATE_FORMAT")
        if isinstance(field, forms.BooleanField):
            return _("Yes") if value else ""
        if isinstance(field, forms.MultipleChoiceField):
            names = choices_of(field)
            return ", ".join(_name(names, one) for one in value or ())  # type: ignore[attr-defined]
        if isinstance(field, forms.ChoiceField):
            return _name(choices_of(field), value) if value else ""
        return str(value or "")

    def answers(self) -> dict[str, str]:
        """Every answer that was given, by its key."""
        told = {
            name.replace("_", "-"): self.shown(name) for name in self.fields if name not in self.kept_apart
        }
        return {key: text for key, text in told.items() if text}


def choices_of(field: forms.ChoiceField) -> dict[Any, Any]:
    """Keys and labels; none of ours is grouped."""
    return dict(field.choices)  # type: ignore[arg-type]


class OwnName(SafeString):
    """The name of a language in that language, marked so that it is read aloud well; `plain` is the name alone."""

    plain = ""


def _in_its_language(code: str, name: str) -> OwnName:
    label = OwnName(format_html('<span lang="{}">{}</span>', code, name))
    label.plain = name
    return label


def _name(names: Mapping[object, object], value: object) -> str:
    found = names.get(value, value)
    return str(getattr(found, "plain", found))


class WhenStep(Step):
    key = "when"
    title = gettext_lazy("When was it?")
    lead = gettext_lazy("As well as you remember. A season or “last week, in the evening” helps too.")
    on = forms.DateField(
        required=False,
        label=gettext_lazy("Date, if you know it"),
        input_formats=["%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y"],
        widget=forms.DateInput(),
        error_messages={
            "invalid": gettext_lazy(
                "Write the date like 03/25/2026, or leave it empty and say it in your own words."
            )
        },
    )
    when = PlainText(label=gettext_lazy("Or roughly, in your own words"), max_length=500)

    def shape(self) -> None:
        if (get_language() or "").startswith("es"):
            # 03/04 is March the fourth here in both languages; only where that cannot be is the day read first.
            self.fields["on"].error_messages["invalid"] = _(
                "Write the date like 03/25/2026, or leave it empty and say it in your own words."
            )

    def clean_on(self) -> date | None:
        given: date | None = self.cleaned_data["on"]
        if given and given > clock.today():
            raise forms.ValidationError(_("This date has not come yet. Check the year, or leave it empty."))
        if given and given.year < 1900:
            raise forms.ValidationError(_("Check the year, or leave the date empty."))
        return given


class WhereStep(Step):
    key = "where"
    title = gettext_lazy("Where was it?")
    lead = gettext_lazy("An address, a corner, a bus line, a shop. Whatever you remember.")
    where = PlainText(label=gettext_lazy("Place"), rows=3, max_length=1000)


class OfficerFields(Step):
    """Who of the police it was, as far as somebody knows."""

    officer_name = PlainText(label=gettext_lazy("Name"))
    officer_badge = PlainText(label=gettext_lazy("Badge number"), max_length=60)
    officer_car = PlainText(label=gettext_lazy("Number or plate of the car"), max_length=60)
    officer_description = PlainText(
        label=gettext_lazy("What did they look like, and how many were there?"), rows=3, max_length=2000
    )


class ReachStep(Step):
    """Nothing at all is fine."""

    key = "reach"
    title = gettext_lazy("How can we reach you?")
    lead = gettext_lazy(
        "You can leave all of this empty. You will get a receipt of seven words: with it you read our answer here and "
        "write back, without a name."
    )
    name = PlainText(label=gettext_lazy("Your name"))
    email = forms.EmailField(
        required=False,
        max_length=254,
        label=gettext_lazy("E-mail"),
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Write a whole e-mail address, or leave it empty.")},
    )
    telephone = PlainText(label=gettext_lazy("Telephone"), max_length=60)
    safe_contact = PlainText(
        label=gettext_lazy("How is it safe to reach you?"),
        help_text=gettext_lazy(
            "Who else sees your telephone or mail? When may we call? May we leave a message, and say who we are?"
        ),
        rows=3,
        max_length=1000,
    )
    letters_in = forms.ChoiceField(
        required=False,
        label=gettext_lazy("In which language should we write to you?"),
        choices=[("en", _in_its_language("en", "English")), ("es", _in_its_language("es", "Español"))],
        widget=forms.RadioSelect,
    )
    kept_apart = ("letters_in",)

    def shape(self) -> None:
        self.fields["letters_in"].initial = (get_language() or "en")[:2]
        if "letters_in" not in self.typed and self.is_bound:
            self.data = {**self.typed.dict(), "letters_in": self.fields["letters_in"].initial}
