"""Mail that goes out from the queue: what a saved search found, and that a referral waits. Never what a matter says."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from commonground.access.models import Person
from commonground.casework.letters import to_member
from commonground.casework.models import Case
from commonground.foundation.outbox.post import Letter
from commonground.reference.city import the_city
from commonground.vaults.units import Unit


def search_alert(person: Person, name: str, number: int, path: str) -> Letter:
    """How many matters a saved search found since the last letter, and where."""
    with override(person.language):
        found = ngettext("%(number)d new matter", "%(number)d new matters", number) % {"number": number}
        subject = _("%(found)s in your search “%(name)s”") % {"found": found, "name": name}
        return to_member(person, subject, _("What they say is sealed. Open the search here:"), path)


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
