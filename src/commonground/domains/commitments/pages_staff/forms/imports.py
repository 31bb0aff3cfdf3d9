"""Choosing a file to load, and confirming what it would do."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commonground.domains.commitments.importing.planning import LARGEST_FILE
from commonground.domains.commitments.pages_staff.forms.base import SubmittedForm, choices_of

NEW = "+new"
ENDINGS = (".csv", ".json", ".txt")
NOT_A_REGISTER = _("This is not a CSV or JSON file. From Excel: Save as, “CSV UTF-8 (comma delimited)”.")


class ImportForm(SubmittedForm):
    """A JSON or CSV file. Nothing is stored in the register before the plan is confirmed."""

    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_(
            "CSV or JSON, up to %(limit)d MB. The next page shows what would change; nothing changes yet."
        )
        % {"limit": LARGEST_FILE // 1024 // 1024},
        error_messages={
            "required": _("Choose a file."),
            "missing": _("Choose a file."),
            "empty": _("This file is empty."),
        },
    )
    programme = forms.ChoiceField(label=_("Into which program"))
    new_name = forms.CharField(
        label=_("Name of the new program"),
        required=False,
        max_length=160,
        help_text=_("Only for a new program. The public does not see it until you publish it."),
    )

    def __init__(self, *given: Any, programmes: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["programme"].choices = choices_of([*programmes, (NEW, _("A new program"))])

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(
                _("This file is larger than %(limit)d MB. Split it in two.")
                % {"limit": LARGEST_FILE // 1024 // 1024}
            )
        if PurePath(upload.name or "").suffix.lower() not in ENDINGS:
            raise forms.ValidationError(NOT_A_REGISTER)
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        needs_name = cleaned.get("programme") == NEW and "new_name" not in self.errors
        if needs_name and not slugify(cleaned.get("new_name", "")):
            self.add_error("new_name", _("Give the new program a name."))
        return cleaned


class ConfirmForm(SubmittedForm):
    """`plan` names the plan that was looked at: only that one is carried out."""

    plan = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    skip_refused = forms.BooleanField(
        label=_("Leave the refused rows out and import the others"),
        error_messages={
            "required": _("Put the refused rows right in the file, or tick that they are left out.")
        },
    )

    def __init__(self, *given: Any, refused: int, **named: Any) -> None:
        super().__init__(*given, **named)
        if not refused:
            del self.fields["skip_refused"]
