"""The first question: what is it about? The choices are the city's own (`config/cities/*/casework/<kind>.toml`)."""

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from commonground.casework.city_rules import Category, kind_file
from commonground.intake.asking.steps import Step


class OptionLabel(SafeString):
    """A choice with a line of help under it; `plain` is its name alone."""

    plain = ""


def option_of(category: Category) -> OptionLabel:
    language = get_language() or "en"
    name, help_text = category.name.in_language(language), category.help.in_language(language)
    label = OptionLabel(
        format_html('{}<span class="tell-option-help">{}</span>', name, help_text)
        if help_text
        else format_html("{}", name)
    )
    label.plain = name
    return label


class CategoryStep(Step):
    key = "category"
    title = gettext_lazy("What is it about?")
    kind = ""
    kept_apart = ("category",)
    category = forms.ChoiceField(
        label=gettext_lazy("Choose what fits best"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one. “Something else” is fine, too.")},
    )

    def shape(self) -> None:
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (one.key, option_of(one)) for one in kind_file(self.kind).categories
        ]
        self.fields["category"].error_messages["invalid_choice"] = _("Choose one of these.")
