"""Letters: the city's templates filled in for one matter, and the mail that says only that something waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import override

from commonground.access.models import Person
from commonground.casework import rules
from commonground.casework.kinds import kind_of
from commonground.casework.models import Case
from commonground.foundation.outbox.post import Letter
from commonground.reference.city import the_city
from commonground.vaults.units import units


@dataclass(frozen=True)
class Template:
    """A letter of the kind's file, in the language of the person it goes to."""

    key: str
    name: str  # in the reader's language
    subject: str
    text: str


def templates_for(case: Case, reader_language: str) -> list[Template]:
    """Every letter that the city has for this kind, filled in for this matter."""
    places = _places(case)
    return [
        Template(
            key,
            letter.name.in_language(reader_language),
            rules.fill(letter.subject.in_language(case.language), places),
            rules.fill(letter.text.in_language(case.language), places),
        )
        for key, letter in kind_of(case.kind).rules.letters.items()
    ]


def assigned(case: Case, to: Person) -> Letter:
    """Somebody was given a matter: which one, never what it says."""
    with override(to.language):
        return to_member(
            to,
            _("Matter %(reference)s was given to you") % {"reference": case.reference},
            _("Whoever supervises the unit gave you this matter. Open it here:"),
            reverse("matters:case", args=[case.pk]),
        )


def to_member(person: Person, subject: str, text: str, path: str) -> Letter:
    """Mail to a member of a unit, with the address at the staff door. Never what a matter says."""
    return Letter(to=person.email, subject=subject, text=f"{text}\n\n{settings.STAFF_URL}{path}\n")


def _places(case: Case) -> Mapping[str, str]:
    language = case.language
    stage = kind_of(case.kind).rules.stage(case.stage)
    return {
        "reference": case.reference,
        "stage": stage.name.in_language(language),
        "due_on": _day(case.due_on, language),
        "unit": units()[case.unit].name.in_language(language),
        "city": the_city().name.in_language(language),
    }


def _day(day: date | None, language: str) -> str:
    """A day in words; a dash where no step is promised."""
    with override(language):
        return formats.date_format(day, "DATE_FORMAT") if day else "–"
