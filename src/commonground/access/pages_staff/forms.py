"""Forms of the account, people, break-glass and audit pages."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonground.access.permissions import Permission
from commonground.access.roles import ROLES
from commonground.access.rules import LONGEST_BREAK_GLASS, SHORTEST_REASON
from commonground.foundation import clock
from commonground.foundation.submissions.once import new_token


class OnceForm(forms.Form):
    """Carries the token that makes sending it twice do the thing once."""

    submission = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)

    def __init__(self, *args: Any, **named: Any) -> None:
        named["initial"] = {"submission": new_token(), **(named.get("initial") or {})}
        super().__init__(*args, **named)

    @property
    def token(self) -> str:
        return str(self.cleaned_data["submission"])


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language of your pages and letters"), choices=lambda: settings.LANGUAGES
    )


class InviteForm(OnceForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address at work"), max_length=254)
    title = forms.CharField(
        label=_("Title"), max_length=120, required=False, help_text=_("As on a business card.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)
    expected_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class PeopleFilter(forms.Form):
    text = forms.CharField(label=_("Name, title or e-mail"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    state = forms.ChoiceField(label=_("Account"), required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        roles = [(role.key, role.name) for role in ROLES.values()]
        self.fields["role"].choices = [("", _("Any role")), *roles]  # type: ignore[attr-defined]
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ("", _("Any")),
            ("open", _("Open")),
            ("closed", _("Closed")),
            ("locked", _("Locked")),
        ]


class GrantForm(OnceForm):
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput,
        help_text=_("Leave it empty when no end is known. A board member's role ends with the term."),
    )

    def __init__(self, *args: Any, held: list[str], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.key, f"{role.name}. {role.may_be_given_to}")
            for role in ROLES.values()
            if role.key not in held
        ]


class BreakGlassForm(OnceForm):
    role = forms.ChoiceField(label=_("Which role you need"))
    reason = forms.CharField(
        label=_("Why you need it now"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        min_length=SHORTEST_REASON,
        help_text=_("Others will read this. Name the matter and who asked, but nothing told in confidence."),
    )
    minutes = forms.IntegerField(
        label=_("For how many minutes"),
        min_value=1,
        max_value=LONGEST_BREAK_GLASS,
        initial=30,
        help_text=_("60 at most. It ends by itself."),
    )

    def __init__(self, *args: Any, held: list[str], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.key, role.name)
            for role in ROLES.values()
            if role.key not in held and Permission.REVIEW_BREAK_GLASS not in role.permissions
        ]


class ReviewForm(forms.Form):
    note = forms.CharField(
        label=_("What you found"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        help_text=_("Was the reason good, and did the person do only what it called for?"),
    )


class AuditFilter(forms.Form):
    action = forms.CharField(
        label=_("Action begins with"), max_length=80, required=False, help_text=_("Such as role.granted")
    )
    actor = forms.CharField(label=_("Who"), max_length=80, required=False, help_text=_("Such as person:12"))
    object = forms.CharField(
        label=_("Of what"),
        max_length=80,
        required=False,
        help_text=_("Such as access.person:12 or commitment"),
    )
    since = forms.DateField(label=_("From day"), required=False, widget=forms.DateInput)
    until = forms.DateField(label=_("To day"), required=False, widget=forms.DateInput)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day lies before the first."))
        if since and since > clock.today():
            self.add_error("since", _("This day has not come yet."))
        return found
