"""What people type, as text and nothing else: characters that hide or turn other text around are taken out."""

import re
import unicodedata
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

# Controls but line break and tab; marks that reverse text, or that are there and not seen. Joiners stay: scripts need them.
_TAKEN_OUT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_EMPTY_LINES = re.compile(r"\n{4,}")


def plain_text(typed: str) -> str:
    """One form for each letter, one line break, nothing invisible."""
    text = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _TAKEN_OUT.sub("", unicodedata.normalize("NFC", text))
    return _EMPTY_LINES.sub("\n\n\n", text).strip()


class PlainText(forms.CharField):
    """A line of text, or with `rows` a box of it. Too long is said so; nothing is cut."""

    default_error_messages: ClassVar = {
        "max_length": _(
            "This is longer than %(limit_value)d characters. Nothing is lost: shorten it, or send the rest later as a message."
        ),
    }

    def __init__(self, *, rows: int = 0, **given: Any) -> None:
        given.setdefault("max_length", 4000 if rows else 200)
        given.setdefault("required", False)
        given.setdefault("widget", forms.Textarea({"rows": rows}) if rows else forms.TextInput())
        super().__init__(strip=True, **given)
        # Django's own refusal of NUL says nothing that a person can act on; it is taken out instead.
        self.validators = [
            one for one in self.validators if type(one).__name__ != "ProhibitNullCharactersValidator"
        ]

    def to_python(self, value: Any) -> str:
        text = plain_text(str(value)) if value not in self.empty_values else ""
        return (
            text
            if self.widget.is_hidden or isinstance(self.widget, forms.Textarea)
            else " ".join(text.split())
        )
