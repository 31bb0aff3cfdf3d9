"""Reasons against publishing, as the person who drafts reads them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonground.domains.newsroom.rules import WhyNot

WHY_NOT: dict[WhyNot, str | Promise] = {
    WhyNot.NEVER_SHOWN: _("People under 18, victims and witnesses are never shown in an appeal."),
    WhyNot.FACE: _(
        "For this class of offence the city does not show a suspect's face. Blur it, or show the vehicle or the place."
    ),
    WhyNot.NAME: _("For this class of offence the city does not name a suspect. Take the name out."),
    WhyNot.HELD: _("This is a major event: command has to release it first."),
    WhyNot.NO_LEGAL_BASIS: _("Say on which ground the city may show this."),
    WhyNot.NO_FACTS: _("Write down the facts: what happened, and what you ask of people."),
    WhyNot.NO_DESCRIPTION: _("Each picture needs its description in words, for those who cannot see it."),
    WhyNot.EXPIRED: _("Its last day has passed. Choose a later one."),
    WhyNot.TOO_LONG: _("Its last day is further away than the city allows."),
    WhyNot.OWN_WORK: _("You drafted it: another person approves it."),
}
