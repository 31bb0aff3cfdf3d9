"""Who may act on what. Pages ask first; actions make sure."""

from django.utils.translation import gettext_lazy as _

from commonground.access.decisions import decide
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.access.rights import NotAllowed, require
from commonground.domains.commitments.models import Commitment
from commonground.foundation.actors import COMMAND_LINE, Actor

__all__ = ["NotAllowed", "require", "require_update", "signature"]


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
