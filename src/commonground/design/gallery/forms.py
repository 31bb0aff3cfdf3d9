"""A form with every kind of field, empty, filled and wrong."""

from django import forms
from django.utils.translation import gettext_lazy as _

STATES = [("", _("Any state")), ("started", _("Started")), ("late", _("Late"))]
CONTACT = [("mail", _("E-mail")), ("phone", _("Telephone")), ("none", _("Do not contact me"))]


class EveryFieldForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As you want to be addressed."))
    email = forms.EmailField(label=_("E-mail"), required=False)
    due_on = forms.DateField(label=_("Due on"))
    meets_at = forms.DateTimeField(label=_("Meets at"), required=False)
    percent = forms.IntegerField(label=_("Percent done"), min_value=0, max_value=100)
    state = forms.ChoiceField(label=_("State"), choices=STATES)
    owner = forms.ChoiceField(
        label=_("Owner"), choices=STATES, required=False, widget=forms.Select(attrs={"data-searchable": ""})
    )
    answer = forms.CharField(label=_("Your answer"), widget=forms.Textarea, max_length=200)
    contact = forms.ChoiceField(label=_("How may we answer you?"), choices=CONTACT, widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label=_("Topics"), choices=CONTACT, widget=forms.CheckboxSelectMultiple, required=False
    )
    born = forms.DateField(
        label=_("Date it happened"), widget=forms.SelectDateWidget(years=range(2024, 2027)), required=False
    )
    evidence = forms.FileField(label=_("Document"), required=False, help_text=_("PDF, up to 10 MB."))
    agree = forms.BooleanField(label=_("I have read how my answer is used"))
    version = forms.CharField(widget=forms.HiddenInput, initial="7")


class FilterForm(forms.Form):
    q = forms.CharField(label=_("Words"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    since = forms.DateField(label=_("Changed since"), required=False)


def wrong_form() -> EveryFieldForm:
    form = EveryFieldForm(
        {
            "name": "n" * 81,
            "percent": "140",
            "answer": "x" * 230,
            "due_on": "soon",
            "contact": "pigeon",
            "topics": ["owl"],
        }
    )
    form.add_error(None, _("The dates contradict each other."))
    return form
