"""The public pages as the public door's own database role runs them: it may read public columns and nothing else."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from commonground.domains.commitments.models import Dispute, Follow
from commonground.foundation import clock
from commonground.foundation.links import sign
from commonground.foundation.outbox.models import OutgoingMail
from tests.commonground.domains.commitments.public_register import Register, make_register
from tests.commonground.domains.commitments.test_public_forms import DISPUTE, FOLLOW, REASON, address_in, sent
from tests.commonground.domains.commitments.test_public_pages import PAGES, PLAN

ROLES = ("commonground_public", "commonground_staff")


@pytest.fixture
def register(db, noon) -> Register:
    """The register, and from here on the public role. The transaction of the test ends the role with it."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles; bin/test runs this on PostgreSQL")
    with connection.cursor() as cursor:
        for role in ROLES:
            cursor.execute(
                f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
                f"THEN CREATE ROLE {role} LOGIN; END IF; END $$"
            )
    call_command("grants", verbosity=0)
    made = make_register()
    as_public()
    return made


def as_public() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE commonground_public")


def as_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize("page", [PLAN + page for page in PAGES] + ["/commitments/", "/embed/safety-plan/"])
def test_every_page_needs_public_columns_only(public_door, register, page) -> None:
    assert public_door.get(page).status_code == 200


def test_a_resident_follows_and_stops(public_door, register) -> None:
    assert sent(public_door, FOLLOW, email="resident@riverbend.example").status_code == 302
    as_owner()
    confirm, follow = address_in(OutgoingMail.objects.get()), Follow.objects.get()
    as_public()
    assert public_door.post(confirm).status_code == 200
    stop = f"/commitments/letters/stop/{sign('commitments.follow.end', str(follow.pk))}/"
    assert public_door.post(stop).status_code == 200
    as_owner()
    assert Follow.objects.get().ended_at is not None


def test_a_resident_disputes(public_door, register) -> None:
    with clock.stopped_at(clock.now() + timedelta(minutes=1)):
        assert sent(public_door, DISPUTE, reason=REASON).status_code == 302
    as_owner()
    assert Dispute.objects.filter(text=REASON).count() == 1
