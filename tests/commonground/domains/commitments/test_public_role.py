"""On PostgreSQL: everything that the public door does with commitments, done by its own database role."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from commonground.domains.commitments import actions, letters, queries
from commonground.domains.commitments.actions import DisputeText
from commonground.domains.commitments.models import Commitment, Dispute, Follow
from commonground.foundation.actors import RESIDENT
from commonground.foundation.links import sign
from commonground.foundation.outbox.models import OutgoingMail

pytestmark = pytest.mark.django_db
PUBLIC, STAFF = "commonground_public", "commonground_staff"
SLUG = "safer-together"


@pytest.fixture(autouse=True)
def _granted(db) -> None:
    """Before there is any row: PostgreSQL changes no table that has checks pending."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles; bin/test runs this on PostgreSQL")
    with connection.cursor() as cursor:
        for role in (PUBLIC, STAFF):
            cursor.execute(
                f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
                f"THEN CREATE ROLE {role} LOGIN; END IF; END $$"
            )
    call_command("grants", verbosity=0)


@pytest.fixture
def as_public(_granted) -> Iterator[None]:
    """Everything after this is done by the role of the public door."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {PUBLIC}")
        yield
        cursor.execute("RESET ROLE")


@pytest.fixture
def commitment(implemented, manager, programme) -> Commitment:
    made = implemented()
    actions.post_update(commitment_id=made.pk, text="Two steps are done.", by=manager)
    hidden = actions.create_programme(
        slug="hidden", details=actions.ProgrammeDetails(name="Hidden"), by=manager
    )
    actions.add_commitment(programme_id=hidden.pk, number="1", statement="Not for the public", by=manager)
    return made


def test_every_public_read_is_allowed_and_sees_published_rows_alone(commitment, as_public):
    assert [programme.slug for programme in queries.public_programmes()] == [SLUG]
    assert queries.public_overview(SLUG).counters.implemented == 1
    assert len(queries.public_commitments(SLUG)) == 1
    page = queries.public_commitment(SLUG, "6")
    assert (len(page.evidence), len(page.updates), bool(page.history)) == (1, 1, True)
    assert queries.public_changes(SLUG)
    assert len(queries.public_download_rows(SLUG)) == 1
    assert queries.progress_over_time(SLUG)
    for read in (queries.public_programme, queries.public_overview):
        assert read("hidden") is None
    assert list(Commitment.objects.values_list("number", flat=True)) == ["6"]


def test_a_resident_disputes(commitment, as_public):
    dispute_id = actions.submit_dispute(
        commitment_id=commitment.pk,
        dispute=DisputeText("It is not so.", "neighbor@riverbend.example"),
        by=RESIDENT,
    )
    (shown,) = queries.public_commitment(SLUG, "6").disputes
    assert (shown.id, shown.text) == (dispute_id, "")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert Dispute.objects.get().text == "It is not so."


def test_a_resident_follows_confirms_and_stops(commitment, programme, as_public):
    for ask, followed in (
        (actions.follow_commitment, {"commitment_id": commitment.pk}),
        (actions.follow_programme, {"programme_id": programme.pk}),
    ):
        follow_id = ask(**followed, email="neighbor@riverbend.example", by=RESIDENT)
        assert actions.confirm_follow(token=sign(letters.CONFIRM, str(follow_id)), by=RESIDENT) == follow_id
        assert actions.end_follow(token=sign(letters.END, str(follow_id)), by=RESIDENT) == 1
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert Follow.objects.filter(confirmed_at__isnull=False, ended_at__isnull=False).count() == 2
    assert OutgoingMail.objects.count() == 2
