"""Writes `docs/reference/roles.md` from the roles themselves."""

from django.utils.translation import override

from commonground.access.permissions import Permission
from commonground.access.roles import ROLES


def roles_page() -> str:
    with override("en"):
        parts = [_heading(), *(_role(key) for key in ROLES), _permissions()]
    return "\n".join(parts)


def _heading() -> str:
    return (
        "# Roles and permissions\n\n"
        "Written from `src/commonground/access/roles.py` by `commonground people roles --markdown`; a test compares "
        "them.\nNothing else gives anybody any power, but a break-glass session gives one role for an hour at most.\n"
    )


def _role(key: str) -> str:
    role = ROLES[key]
    lines = "\n".join(f"- `{permission}`" for permission in role.permissions_in_order)
    return f"## {role.name} (`{key}`)\n\nMay be given to: {role.may_be_given_to}\n\n{lines}\n"


def _permissions() -> str:
    rows = "\n".join(
        f"| `{permission}` | {', '.join(str(role.name) for role in ROLES.values() if permission in role.permissions)} |"
        for permission in Permission
    )
    return f"## Who holds each permission\n\n| permission | roles |\n|---|---|\n{rows}\n"
