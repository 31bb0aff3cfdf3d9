"""What shows that a promise was kept: a document with its version, a meeting, a programme that ran, a link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.domains.commitments.pages_staff.forms.base import SubmittedForm, in_spanish, text_area
from commonground.domains.commitments.words import EVIDENCE_KINDS
from commonground.foundation.files.accept import LARGEST_FILE
from commonground.foundation.files.kinds import ACCEPTED

FILE_HINT = _("%(kinds)s; up to %(limit)d MB. The public can download it.") % {
    "kinds": ", ".join(kind.label for kind in ACCEPTED),
    "limit": LARGEST_FILE // 1024 // 1024,
}
ATTACHABLE = ("document", "meeting", "programme", "link", "figure")


class EvidenceForm(SubmittedForm):
    kind = forms.ChoiceField(
        label=_("What it is"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=240,
        help_text=_("As a resident would look for it: “De-escalation policy 4.12”."),
        error_messages={"required": _("Give it a title.")},
    )
    title_es = forms.CharField(label=in_spanish(_("Title")), required=False, max_length=240)
    version_label = forms.CharField(
        label=_("Version"), required=False, max_length=80, help_text=_("Such as “rev. 3, May 2025”")
    )
    file = forms.FileField(label=_("File"), required=False, max_length=200, help_text=FILE_HINT)
    url = forms.URLField(
        label=_("Web address"),
        required=False,
        max_length=600,
        assume_scheme="https",
        help_text=_("Instead of a file, or beside it. It starts with https://"),
        error_messages={"invalid": _("Write a whole web address, starting with https://")},
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["kind"].choices = [(kind, EVIDENCE_KINDS[kind]) for kind in ATTACHABLE]

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if url and not url.lower().startswith(("https://", "http://")):
            raise forms.ValidationError(_("Write a whole web address, starting with https://"))
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        nothing = not cleaned.get("file") and not cleaned.get("url")
        if nothing and not (self.errors.get("file") or self.errors.get("url")):
            needed = "file" if cleaned.get("kind") == "document" else "url"
            self.add_error(needed, _("Attach a file or give a web address, so that anyone can look at it."))
        return cleaned


class WithdrawForm(SubmittedForm):
    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        max_length=2000,
        widget=text_area(3),
        help_text=_("The public reads this: the evidence stays on the record, struck out, with your reason."),
        error_messages={"required": _("Say why. The public reads it.")},
    )
    hide_file = forms.BooleanField(
        label=_("Take the file itself away from the public"),
        required=False,
        help_text=_("Only for a file that should never have been shown."),
    )

    def __init__(self, *given: Any, has_file: bool, **named: Any) -> None:
        super().__init__(*given, **named)
        if not has_file:
            del self.fields["hide_file"]
