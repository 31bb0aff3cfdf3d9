"""What must keep in step with a person's roles (Wagtail's groups) registers here; told in the same transaction."""

from collections.abc import Callable, Sequence

from django.db import transaction

from commonground.access.decisions import roles_held
from commonground.access.models import Person
from commonground.foundation import clock

Follower = Callable[[Person, Sequence[str]], None]
_followers: list[Follower] = []


def register_role_follower(follower: Follower) -> Follower:
    """`follower(person, role_keys)` is called with the roles held now; calling it twice must do no harm."""
    _followers.append(follower)
    return follower


def tell_followers(person: Person) -> None:
    """Called by every action that changes what a person holds, inside its transaction."""
    held = roles_held(person, on=clock.today()) if person.is_active else []
    for follower in _followers:
        follower(person, sorted(set(held)))


def follow_roles_of_everybody() -> None:
    """Nightly: a role that began or ran out by its date changes hands without anybody's action."""
    for person in Person.objects.all().iterator(chunk_size=500):
        with transaction.atomic():
            tell_followers(person)
