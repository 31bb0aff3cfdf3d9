"""Letters: the city's templates filled in for one matter, and the mail that says only that something waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from commonground.access.models import Person
from commonground.casework import rules
from commonground.casework.city_rules import Unit, units
from commonground.casework.kinds import kind_of
from commonground.casework.models import Case
from commonground.foundation.outbox.post import Letter
from commonground.reference.city import the_city


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
        return _to_member(
            to,
            _("Matter %(reference)s was given to you") % {"reference": case.reference},
            _("Whoever supervises the unit gave you this matter. Open it here:"),
            reverse("matters:case", args=[case.pk]),
        )


def search_alert(person: Person, name: str, number: int, path: str) -> Letter:
    """How many matters a saved search found since the last letter, and where."""
    with override(person.language):
        found = ngettext("%(number)d new matter", "%(number)d new matters", number) % {"number": number}
        subject = _("%(found)s in your search “%(name)s”") % {"found": found, "name": name}
        return _to_member(person, subject, _("What they say is sealed. Open the search here:"), path)


def referral_waits(case: Case, unit: Unit, *, to: str) -> Letter:
    """To another agency: that a referral waits and how to get it. What it says never goes by mail."""
    city = the_city()
    places = {
        "unit": unit.name.in_language("en"),
        "city": city.name.in_language("en"),
        "reference": case.reference,
        "telephone": city.contact.telephone,
        "email": unit.email,
        "hours": unit.hours.in_language("en"),
    }
    with override("en"):
        lines = (
            _("%(unit)s of the %(city)s has a referral for you, number %(reference)s."),
            _("It is confidential, so it is not sent by e-mail. We hand it over, or mail it on paper."),
            _("Call %(telephone)s or write to %(email)s and give that number. We are there: %(hours)s."),
        )
        text = "\n\n".join(line % places for line in lines)
        subject = _("A referral waits for you: %(reference)s") % places
    return Letter(to=to, subject=subject, text=text + "\n")


def _to_member(person: Person, subject: str, text: str, path: str) -> Letter:
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
