"""The one-time link by which a person chooses a password. It dies with its use, and after three days."""

from django.urls import reverse
from django.utils.http import int_to_base36

from commonground.access.models import Person


def password_path(person: Person) -> str:
    """The path of the link, at the staff door."""
    # Made by allauth's own generator, since allauth's page reads it; the public door has no allauth to load.
    from allauth.account.forms import default_token_generator

    key = default_token_generator.make_token(person)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": int_to_base36(person.pk), "key": key})
