"""The texts of a matter that can be redacted and exported: answers, messages, and what a domain adds (findings).

Notes are the unit's own and are never among them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonground.casework.kinds import kind_of
from commonground.casework.models import Message, Side
from commonground.casework.queries.opened import OpenedCase
from commonground.foundation.vault import open_text, place


@dataclass(frozen=True)
class SourceText:
    """One text, by the key under which redactions of it are kept."""

    key: str  # "filing:what-happened", "message:<id>", "finding:<id>"
    label: str | Promise
    text: str
    at: datetime | None = None


Texts = Callable[[OpenedCase], Iterable[SourceText]]
_of_domains: list[Texts] = []


def register_texts(texts: Texts) -> None:
    """A domain's own texts of a matter, opened with the matter's keys. Called once at start-up."""
    _of_domains.append(texts)


def texts_of(opened: OpenedCase) -> tuple[SourceText, ...]:
    """In the order in which a reader meets them. Raises `CannotOpen`."""
    further = [text for texts in _of_domains for text in texts(opened)]
    return (*_answers(opened), *_messages(opened), *further)


def _answers(opened: OpenedCase) -> Iterable[SourceText]:
    labels = kind_of(opened.case.kind).labels()
    order = [
        *(key for key in labels if key in opened.answers),
        *(key for key in opened.answers if key not in labels),
    ]
    for key in order:
        if text := opened.answers[key]:
            yield SourceText(f"filing:{key}"[:80], labels.get(key, key), text, opened.case.received_at)


def _messages(opened: OpenedCase) -> Iterable[SourceText]:
    for message in Message.objects.filter(case=opened.case):
        text = open_text(
            opened.shared, bytes(message.body_sealed), place("casework_message", "body_sealed", message.pk)
        )
        label = _("Message from the person") if message.side == Side.REPORTER else _("Message from the unit")
        if text:
            yield SourceText(f"message:{message.pk}", label, text, message.sent_at)
