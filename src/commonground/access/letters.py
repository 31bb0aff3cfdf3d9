"""The letters of this package, each in the language of the person it goes to."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from commonground.access.models import BreakGlassSession, Person
from commonground.access.passwords import password_path
from commonground.access.roles import ROLES
from commonground.foundation.outbox.post import Letter
from commonground.reference.city import the_city


def write(person: Person, template: str, context: dict[str, Any]) -> Letter:
    """`template` is the part before `_subject.txt` and `_message.txt`."""
    with override(person.language):
        known = {
            **context,
            "person": person,
            "city_name": the_city().name.in_language(person.language),
            "staff_url": settings.STAFF_URL,
        }
        subject = render_to_string(f"{template}_subject.txt", known)
        text = render_to_string(f"{template}_message.txt", known)
    return Letter(to=person.email, subject=subject, text=text.strip() + "\n")


def password_letter(person: Person, *, first: bool) -> Letter:
    """The link that lets a person choose a password: an invitation the first time, a reset later."""
    template = "access/mail/invitation" if first else "access/mail/password"
    return write(person, template, {"link": settings.STAFF_URL + password_path(person)})


def locked_letter(person: Person) -> Letter:
    return write(person, "access/mail/locked", {})


def break_glass_letter(session: BreakGlassSession, reviewer: Person) -> Letter:
    return write(
        reviewer,
        "access/mail/break_glass",
        {
            "session": session,
            "role": ROLES[session.role].name,
            "link": settings.STAFF_URL + reverse("access:break_glass_review", args=[session.pk]),
        },
    )
