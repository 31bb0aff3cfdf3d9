"""What every action asks before it writes: does whoever acts hold the permission? Pages ask first; actions make sure."""

from django.utils.translation import gettext_lazy as _

from commonground.access.decisions import decide
from commonground.access.models import Person
from commonground.access.permissions import Permission
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
