"""What must keep in step with the roster (who may know of a matter) registers here; told in the same transaction."""

from collections.abc import Callable

from commonground.foundation.actors import Actor

Follower = Callable[[frozenset[int], Actor], None]
_followers: list[Follower] = []


def register_roster_follower(follower: Follower) -> Follower:
    """`follower(officer_ids, by)` is called with those whose rank, supervisor, account or name changed."""
    _followers.append(follower)
    return follower


def tell_followers(officers: frozenset[int], by: Actor) -> None:
    for follower in _followers:
        follower(officers, by)
