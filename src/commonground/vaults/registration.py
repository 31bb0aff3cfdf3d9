"""Tells `foundation.vault` at start-up what it cannot know, and locks the vault with the door."""

from typing import Any

from django.contrib.auth.signals import user_logged_out

from commonground.access.models import Person
from commonground.foundation.vault.registry import register_units
from commonground.foundation.vault.sessions import lock
from commonground.vaults import needs
from commonground.vaults.units import CityUnits, key_template


def register() -> None:
    key_template()  # read for its refusal: a wrong file stops the start with a sentence
    register_units(CityUnits())
    needs.register()
    user_logged_out.connect(lock_with_the_door, dispatch_uid="vault locks with the door")


def lock_with_the_door(user: Any = None, **_given: Any) -> None:
    """Whoever signs out, or is signed out after idle minutes, leaves no unlocked vault behind, in any browser."""
    if isinstance(user, Person):
        lock(by=user)
