"""The lists of roles and permissions hold together, and the page of them in the docs is what they say."""

from pathlib import Path

from commonground.access.permissions import Permission
from commonground.access.roles import ROLES
from commonground.access.roles_page import roles_page

DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_at_most_forty_permissions_of_one_shape():
    assert len(Permission) <= 40
    for permission in Permission:
        assert len(permission.value.split(":")) == 3


def test_every_permission_is_held_by_a_role():
    held = {permission for role in ROLES.values() for permission in role.permissions}
    assert held == set(Permission)


def test_every_role_says_who_may_be_given_it():
    for key, role in ROLES.items():
        assert key == role.key
        assert str(role.name)
        assert len(str(role.may_be_given_to)) > 20


def test_power_over_people_is_apart_from_their_work():
    administrator = ROLES["administrator"].permissions
    assert Permission.REVIEW_BREAK_GLASS not in administrator
    assert not any(
        permission.startswith(("commitments:", "boards:", "content:")) for permission in administrator
    )


def test_the_page_of_roles_is_what_the_code_says():
    written = (DOCS / "reference" / "roles.md").read_text(encoding="utf-8")
    assert written == roles_page(), "Run `commonground people roles --markdown > docs/reference/roles.md`."
