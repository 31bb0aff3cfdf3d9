"""Who may act on what. Pages ask first; actions make sure."""

from django.utils.translation import gettext_lazy as _

from commonground.access.decisions import decide
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.domains.commitments.models import Commitment
from commonground.foundation.actors import COMMAND_LINE, WORKER, Actor
from commonground.foundation.refusals import Refused


class NotAllowed(Refused):
    """The person holds no role that allows this."""


def require(by: Actor, permission: Permission) -> None:
    """The system itself may; a person needs the permission; a resident may not."""
    if by in (COMMAND_LINE, WORKER):
        return
    if not isinstance(by, Person):
        raise NotAllowed(_("Sign in first."))
    if not (decision := decide(by, permission)):
        raise NotAllowed(decision.reason)


def require_update(by: Actor, commitment: Commitment) -> None:
    """Who manages the register may update any commitment; its named owner may update this one."""
    if (
        isinstance(by, Person)
        and commitment.owner_id == by.pk
        and decide(by, Permission.UPDATE_OWN_COMMITMENTS)
    ):
        return
    require(by, Permission.MANAGE_COMMITMENTS)


def signature(by: Actor) -> str:
    """Who did it, as the public history says it: a title, never a name."""
    if isinstance(by, Person):
        return by.title or str(_("City staff"))
    return str(_("Import")) if by == COMMAND_LINE else ""
