"""The texts of a matter that can be redacted and exported: answers, messages, and what the kind declares (findings, interviews).

Notes are the unit's own and are never among them.
"""

from collections.abc import Iterable
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
    """One text, by the key under which redactions of it are kept.

    `persons` are private people named in the matter, offered for redaction wherever their names stand.
    `withheld_from` are audiences that read nothing of it for now, whatever is marked.
    """

    key: str  # "filing:what-happened", "message:<id>", "finding:<id>"
    label: str | Promise
    text: str
    at: datetime | None = None
    persons: tuple[str, ...] = ()
    withheld_from: frozenset[str] = frozenset()


def texts_of(opened: OpenedCase) -> tuple[SourceText, ...]:
    """In the order in which a reader meets them, what the kind declares last. Raises `CannotOpen`."""
    return (*_answers(opened), *_messages(opened), *kind_of(opened.case.kind).texts(opened))


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
