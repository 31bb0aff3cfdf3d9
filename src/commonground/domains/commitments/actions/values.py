"""The fields of a commitment one by one: what each accepts, and how it stands in the history as text."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.domains.commitments.actions.history import text_of
from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.dates import NotADate, PartialDate
from commonground.domains.commitments.models import Commitment, Topic
from commonground.foundation.refusals import Refused
from commonground.reference.models import PublicBody

PARTIAL_DATES = ("start", "estimated", "implemented", "held_since", "resume")
DAYS = ("next_update_by", "as_of")


def checked(commitment: Commitment, name: str, value: Any) -> Any:
    """The value as it will be stored. Raises `Refused` with a sentence for that field."""
    if name == "percent":
        return _percent(value)
    if name == "status":
        return _status(value)
    if name == "topic_id":
        return _topic(commitment, value)
    if name == "body_ids":
        return _bodies(value)
    if name == "owner_id":
        return _owner(value)
    return _text(name, value) if isinstance(value, str) else value


def standing(commitment: Commitment, name: str) -> str:
    """The value that stands now, as text."""
    if name == "body_ids":
        return as_text(name, list(commitment.bodies.values_list("pk", flat=True))) if commitment.pk else ""
    return as_text(name, getattr(commitment, name))


def as_text(name: str, value: Any) -> str:
    """As the history keeps it: a topic and bodies by name, translations by what they hold."""
    if name == "topic_id":
        topic = Topic.objects.filter(pk=value).first() if value else None
        return str(topic) if topic else ""
    if name == "body_ids":
        return (
            "; ".join(PublicBody.objects.filter(pk__in=value).values_list("name", flat=True)) if value else ""
        )
    if name == "translations":
        return "\n".join(f"{code} {key}: {text}" for code, key, text in _flat(value))
    return "" if value == "" else text_of(value)


def from_text(name: str, text: str) -> Any:
    """Reads back what `as_text` wrote, for the fields that may wait for a second person."""
    if name in PARTIAL_DATES:
        return PartialDate.parse(text) if text else None
    if name in DAYS:
        return date.fromisoformat(text) if text else None
    if name == "percent":
        return int(text) if text else None
    return text == "yes" if name in ("reported_implemented", "on_hold") else text


def partial_date(text: str, *, field: str) -> PartialDate | None:
    """What a person typed into a date field; None when it is empty. Raises `Refused`."""
    if not text.strip():
        return None
    try:
        return PartialDate.parse(text)
    except NotADate as wrong:
        raise Refused(
            _(
                "Write a date such as May 6, 2025, May 2025, Q2 2025 or 2025; leave it empty when it is not known."
            ),
            field=field,
        ) from wrong


def _percent(value: int | None) -> int | None:
    if value is not None and not 0 <= value <= 100:
        raise Refused(
            _("Percent is a whole number from 0 to 100; leave it empty when it is not known."),
            field="percent",
        )
    return value


def _status(value: str) -> str:
    if value and the_rules().status(value) is None:
        raise Refused(_("The city has no status of this name."), field="status")
    return value


def _topic(commitment: Commitment, value: int | None) -> int | None:
    if value is not None and not Topic.objects.filter(pk=value, programme=commitment.programme_id).exists():
        raise Refused(_("This topic belongs to another programme."), field="topic_id")
    return value


def _bodies(value: tuple[int, ...]) -> list[int]:
    known = set(PublicBody.objects.filter(pk__in=value).values_list("pk", flat=True))
    if set(value) - known:
        raise Refused(_("One of these public bodies is not known."), field="body_ids")
    return sorted(known)


def _owner(value: int | None) -> int | None:
    if value is not None and not Person.objects.filter(pk=value, is_active=True).exists():
        raise Refused(_("This person has no account here."), field="owner_id")
    return value


def _text(name: str, value: str) -> str:
    text = value.replace("\x00", "").replace("\r\n", "\n").strip()
    limit = getattr(Commitment._meta.get_field(name), "max_length", None)
    if limit is not None and len(text) > limit:
        raise Refused(_("This text is longer than %(limit)d characters.") % {"limit": limit}, field=name)
    if name == "statement" and not text:
        raise Refused(_("Say what was promised."), field=name)
    return text


def _flat(translations: dict[str, dict[str, str]]) -> list[tuple[str, str, str]]:
    return sorted(
        (code, key, text) for code, held in translations.items() for key, text in held.items() if text
    )
