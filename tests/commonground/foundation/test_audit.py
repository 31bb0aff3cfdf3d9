"""The audit log: linked, append-only on this database, and honest when somebody meddles with it."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from commonground.foundation.actors import COMMAND_LINE
from commonground.foundation.audit.chain import GENESIS, hash_of, verify
from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.audit.record import OutsideTransaction, head, record
from commonground.reference.models import PublicBody


@dataclass
class Plain:
    """An entry with no database behind it."""

    sequence: int
    at: datetime
    action: str
    details: dict[str, Any] = field(default_factory=dict)
    door: str = "staff"
    actor: str = "person:1"
    object_type: str = "commitments.commitment"
    object_id: str = "7"
    previous_hash: str = ""
    hash: str = ""


def chain_of(actions: list[str]) -> list[Plain]:
    entries, previous = [], GENESIS
    for number, action in enumerate(actions, start=1):
        entry = Plain(number, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number), action)
        entry.previous_hash = previous
        entry.hash = previous = hash_of(entry)
        entries.append(entry)
    return entries


actions = st.lists(st.text(max_size=30), min_size=1, max_size=12)


@given(actions)
def test_an_untouched_chain_holds(names: list[str]) -> None:
    entries = chain_of(names)
    verdict = verify(entries)
    assert verdict.broken is None
    assert (verdict.entries, verdict.head) == (len(names), entries[-1].hash)


@given(actions, st.data())
def test_any_change_is_found(names: list[str], data: st.DataObject) -> None:
    entries = chain_of(names)
    place = data.draw(st.integers(0, len(entries) - 1))
    entries[place] = replace(entries[place], action=entries[place].action + "x")
    broken = verify(entries).broken
    assert broken is not None
    assert broken.sequence == place + 1


@given(actions.filter(lambda names: len(names) > 1), st.data())
def test_any_removal_is_found_with_an_anchor_also_at_the_end(names: list[str], data: st.DataObject) -> None:
    entries = chain_of(names)
    anchors = {entries[-1].sequence: entries[-1].hash}
    del entries[data.draw(st.integers(0, len(entries) - 1))]
    assert verify(entries, anchors).broken is not None


@given(actions, st.data())
def test_a_chain_written_anew_from_any_place_is_found_with_an_anchor(
    names: list[str], data: st.DataObject
) -> None:
    entries = chain_of(names)
    place = data.draw(st.integers(0, len(names) - 1))
    forged = chain_of([*names[:place], names[place] + "!", *names[place + 1 :]])
    assert verify(forged).broken is None
    assert verify(forged, {entries[-1].sequence: entries[-1].hash}).broken is not None


@pytest.fixture
def body(db) -> PublicBody:
    return PublicBody.objects.create(slug="city", name="City")


def write(body: PublicBody, action: str = "body.added") -> AuditEntry:
    with transaction.atomic():
        return record(action, body, by=COMMAND_LINE, details={"name": "Ciudad · €"})


def test_entries_are_linked_and_the_command_says_that_they_hold(body: PublicBody) -> None:
    first, second = write(body), write(body, "body.renamed")
    assert second.previous_hash == first.hash
    assert head() == f"{second.sequence}:{second.hash}"
    said = StringIO()
    call_command("audit", "verify", "--anchor", f"{first.sequence}:{first.hash}", stdout=said)
    assert f"{second.sequence} entries" in said.getvalue()


@pytest.mark.parametrize("wrong", ["1", "1:abc", "x:" + "0" * 64])
def test_an_anchor_that_is_none_is_refused_with_a_sentence(body: PublicBody, wrong: str) -> None:
    with pytest.raises(CommandError, match="is not an anchor"):
        call_command("audit", "verify", "--anchor", wrong)


def test_an_anchor_that_does_not_hold_fails_the_command(body: PublicBody) -> None:
    entry = write(body)
    other = hashlib.sha256(b"another").hexdigest()
    with pytest.raises(CommandError, match="differs from the hash that was anchored"):
        call_command("audit", "verify", "--anchor", f"{entry.sequence}:{other}")


@pytest.mark.parametrize(
    "statement", ["UPDATE foundation_auditentry SET action='x'", "DELETE FROM foundation_auditentry"]
)
def test_the_database_refuses_to_change_or_delete(body: PublicBody, statement: str) -> None:
    write(body)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEntry.objects.count() >= 1


@pytest.mark.django_db(transaction=True)
def test_an_entry_apart_from_its_change_is_refused() -> None:
    with pytest.raises(OutsideTransaction):
        record("body.added", PublicBody(slug="city", name="City"), by=COMMAND_LINE)


def test_a_change_that_fails_leaves_no_entry(body: PublicBody) -> None:
    before = head()
    with pytest.raises(RuntimeError), transaction.atomic():
        record("body.renamed", body, by=COMMAND_LINE)
        raise RuntimeError
    assert head() == before
