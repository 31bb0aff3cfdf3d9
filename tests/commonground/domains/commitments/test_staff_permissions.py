"""Every staff address of commitments, by every method, for every role: who gets in, and nothing else."""

import uuid

import pytest
from django.urls import get_resolver

from commonground.access.permissions import Permission as P
from commonground.access.roles import ROLES
from commonground.domains.commitments.models import Commitment
from commonground.domains.commitments.urls_staff import urlpatterns
from tests.commonground.domains.commitments.public_register import make_register

pytestmark = pytest.mark.django_db

# What each page asks for: to read it, to send its form. None: not by this method.
TABLE = {
    "register": (P.VIEW_COMMITMENTS, None),
    "export": (P.VIEW_COMMITMENTS, None),
    "bulk": (None, P.MANAGE_COMMITMENTS),
    "add": (P.MANAGE_COMMITMENTS, P.MANAGE_COMMITMENTS),
    "commitment": (P.VIEW_COMMITMENTS, None),
    "update": (P.UPDATE_OWN_COMMITMENTS, P.UPDATE_OWN_COMMITMENTS),
    "facts": (P.UPDATE_OWN_COMMITMENTS, P.UPDATE_OWN_COMMITMENTS),
    "hold": (P.UPDATE_OWN_COMMITMENTS, P.UPDATE_OWN_COMMITMENTS),
    "resume": (P.UPDATE_OWN_COMMITMENTS, P.UPDATE_OWN_COMMITMENTS),
    "evidence": (P.UPDATE_OWN_COMMITMENTS, P.UPDATE_OWN_COMMITMENTS),
    "withdraw": (P.UPDATE_OWN_COMMITMENTS, P.UPDATE_OWN_COMMITMENTS),
    "add_step": (P.UPDATE_OWN_COMMITMENTS, P.UPDATE_OWN_COMMITMENTS),
    "step_done": (None, P.UPDATE_OWN_COMMITMENTS),
    "step_reopen": (P.UPDATE_OWN_COMMITMENTS, P.UPDATE_OWN_COMMITMENTS),
    "proposals": (P.VIEW_COMMITMENTS, None),
    "proposal": (P.VIEW_COMMITMENTS, None),
    "decide": (None, P.REVIEW_CHANGES),
    "disputes": (P.ANSWER_DISPUTES, None),
    "dispute": (P.ANSWER_DISPUTES, P.ANSWER_DISPUTES),
    "programme": (P.MANAGE_PROGRAMMES, P.MANAGE_PROGRAMMES),
    "publish": (P.MANAGE_PROGRAMMES, P.MANAGE_PROGRAMMES),
    "add_topic": (P.MANAGE_PROGRAMMES, P.MANAGE_PROGRAMMES),
    "topic": (P.MANAGE_PROGRAMMES, P.MANAGE_PROGRAMMES),
    "add_milestone": (P.MANAGE_PROGRAMMES, P.MANAGE_PROGRAMMES),
    "remove_milestone": (P.MANAGE_PROGRAMMES, P.MANAGE_PROGRAMMES),
    "import": (P.IMPORT_COMMITMENTS, P.IMPORT_COMMITMENTS),
    "import_plan": (P.IMPORT_COMMITMENTS, P.IMPORT_COMMITMENTS),
    "import_result": (P.IMPORT_COMMITMENTS, None),
    "import_settle": (None, P.IMPORT_COMMITMENTS),
}
READ_ONLY = {P.VIEW_COMMITMENTS}
EVERY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def name_of(pattern) -> str:
    return "import_result" if str(pattern.pattern) == "import/<int:import_id>/" else pattern.name


def addresses(register) -> dict[str, str]:
    """One address of each page, about a commitment that is there and things that may not be."""
    given = {
        "commitment_id": register.late.pk, "evidence_id": 1, "step_id": 1, "proposal_id": 1,
        "dispute_id": uuid.UUID(int=4), "slug": "safety-plan", "topic_id": 1, "milestone_id": 1,
        "token": "made-up", "import_id": 1, "kind": "csv",
    }  # fmt: skip
    found = {}
    for pattern in urlpatterns:
        path = str(pattern.pattern)
        for name in pattern.pattern.converters:
            path = path.replace(f"<{path.split(f':{name}>')[0].rsplit('<')[-1]}:{name}>", str(given[name]))
        found[name_of(pattern)] = f"/commitments/{path}"
    return found


def test_the_table_names_every_page():
    assert {name_of(pattern) for pattern in urlpatterns} == set(TABLE)
    assert get_resolver()


def test_no_page_writes_with_a_permission_to_read():
    for pattern in urlpatterns:
        opening = pattern.callback.opening
        reads, writes = TABLE[name_of(pattern)]
        assert ("GET" in opening.methods) == (reads is not None), pattern
        assert ("POST" in opening.methods) == (writes is not None), pattern
        assert opening.permission == (writes or reads), pattern
        assert "POST" not in opening.methods or opening.permission not in READ_ONLY, pattern


@pytest.mark.parametrize("role", [*ROLES, ""])
def test_each_role_gets_into_its_pages_and_no_others(noon, make_person, staff_door, role):
    register = make_register()
    person = make_person(*([role] if role else []))
    Commitment.objects.filter(pk=register.late.pk).update(owner=person)
    held = ROLES[role].permissions if role else frozenset()
    door = staff_door(person)
    for name, path in addresses(register).items():
        reads, writes = TABLE[name]
        for method in EVERY_METHOD:
            wanted = {"GET": reads, "HEAD": reads, "POST": writes}.get(method)
            status = door.generic(method, path).status_code
            if wanted is None:
                assert status == 405, (role, method, path, status)
            elif wanted in held:
                assert status not in (401, 403, 405, 500), (role, method, path, status)
            else:
                assert status == 403, (role, method, path, status)


def test_who_has_not_signed_in_is_asked_to(noon, staff_door):
    register = make_register()
    for name, path in addresses(register).items():
        if TABLE[name][0] is not None:
            answer = staff_door().get(path)
            assert answer.status_code == 302, path
            assert path.split("?")[0] in answer.headers["Location"].replace("%2F", "/"), path
