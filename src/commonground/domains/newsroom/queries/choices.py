"""Choices for the forms of appeals, from the city's file."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext

from commonground.domains.newsroom.city_rules import appeals_file
from commonground.domains.newsroom.models.appeals import SHOWN_IS, Speech

Choices = list[tuple[str, str | Promise]]


def offences(language: str) -> Choices:
    return [(one.key, one.name.in_language(language)) for one in appeals_file().offences]


def legal_bases(language: str) -> Choices:
    return [(one.key, one.name.in_language(language)) for one in appeals_file().legal_bases]


def outcomes(language: str) -> Choices:
    """How a person may end an appeal; `expired` is the clock's own."""
    return [
        (one.key, one.name.in_language(language)) for one in appeals_file().outcomes if one.key != "expired"
    ]


def shown_choices() -> Choices:
    return [(str(key), label) for key, label in SHOWN_IS.items()]


def speech_choices() -> Choices:
    return list(Speech.choices)


def language_choices() -> Choices:
    """The city's languages, in the reader's words."""
    return [(key, gettext(name)) for key, name in settings.LANGUAGES]
