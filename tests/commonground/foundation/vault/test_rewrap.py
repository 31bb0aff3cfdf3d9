"""Replacing a unit's key: every case is wrapped anew, also when the process is killed in between."""

import pytest

from commonground.casework.models import Case
from commonground.foundation import clock
from commonground.foundation.vault import (
    grants,
    new_data_key,
    place,
    registry,
    rewrap,
    sessions,
    verify,
    wrap_to_unit,
)
from commonground.foundation.vault.models import UnitKeyGrant

from .conftest import ADA, PASSPHRASES

COLUMNS = ("shared_key_wrapped", "inner_key_wrapped")


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    kind = registry.WrappedKeys("casework.Case", COLUMNS)
    monkeypatch.setattr(registry, "_wrapped", {"casework.Case": kind})
    monkeypatch.setattr(registry, "_files", {})


def file_case(number: int) -> tuple[Case, bytes]:
    now = clock.now()
    case = Case(
        reference=f"R-{number}",
        kind="complaint",
        unit="standards",
        received_at=now,
        stage="new",
        stage_since=now,
    )
    keys = [new_data_key() for _column in COLUMNS]
    for column, key in zip(COLUMNS, keys, strict=True):
        found = wrap_to_unit(key, "standards", place("casework_case", column, case.pk))
        setattr(case, column, found.wrapped)
        case.unit_key_id = found.unit_key_id
    case.save()
    return case, keys[0].serialized()


def vault():
    return sessions.unlock(PASSPHRASES[ADA], by=ADA).vault


def reads(case: Case) -> bytes:
    case.refresh_from_db()
    where = place("casework_case", COLUMNS[0], case.pk)
    return vault().open_key(case.unit_key_id, case.shared_key_wrapped, where).serialized()


def test_every_case_is_wrapped_anew_and_reads_as_before(standards):
    cases = [file_case(number) for number in range(7)]
    made, wider = grants.rotate(vault(), "standards", by=ADA)
    assert rewrap.left_to_rewrap("standards") == 7
    assert any("7 records under an old key" in fault for fault in verify.faults())
    assert rewrap.rewrap(wider, "standards", seconds=60, by=ADA) == rewrap.Progress(done=7, left=0, stuck=0)
    for case, key in cases:
        assert reads(case) == key
        assert case.unit_key_id == made.pk


def test_it_goes_on_where_it_was_killed(standards, monkeypatch):
    cases = [file_case(number) for number in range(7)]
    _made, wider = grants.rotate(vault(), "standards", by=ADA)
    monkeypatch.setattr(rewrap, "ROWS_AT_ONCE", 2)
    really, calls = rewrap._rewrap_row, []

    def killed(*given):
        calls.append(given)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return really(*given)

    monkeypatch.setattr(rewrap, "_rewrap_row", killed)
    with pytest.raises(KeyboardInterrupt):
        rewrap.rewrap(wider, "standards", seconds=60, by=ADA)
    monkeypatch.setattr(rewrap, "_rewrap_row", really)
    assert rewrap.left_to_rewrap("standards") == 5
    for case, key in cases:
        assert reads(case) == key
    assert rewrap.rewrap(wider, "standards", seconds=0, by=ADA).left == 3
    assert rewrap.rewrap(vault(), "standards", seconds=60, by=ADA).left == 0
    for case, key in cases:
        assert reads(case) == key


def test_a_damaged_case_is_counted_and_holds_up_nothing(standards):
    damaged, _key = file_case(1)
    Case.objects.filter(pk=damaged.pk).update(inner_key_wrapped=bytes(damaged.inner_key_wrapped)[:-1] + b"\0")
    good, key = file_case(2)
    _made, wider = grants.rotate(vault(), "standards", by=ADA)
    assert rewrap.rewrap(wider, "standards", seconds=60, by=ADA) == rewrap.Progress(done=1, left=1, stuck=1)
    assert reads(good) == key


def test_a_row_that_changes_meanwhile_is_left_as_it_is(standards, monkeypatch):
    case, _key = file_case(1)
    _made, wider = grants.rotate(vault(), "standards", by=ADA)
    other, really = new_data_key(), rewrap.wrap_to

    def meanwhile(*given):
        fresh = wrap_to_unit(other, "standards", place("casework_case", COLUMNS[0], case.pk))
        Case.objects.filter(pk=case.pk).update(shared_key_wrapped=fresh.wrapped, unit_key=fresh.unit_key_id)
        return really(*given)

    monkeypatch.setattr(rewrap, "wrap_to", meanwhile)
    rewrap.rewrap(wider, "standards", seconds=60, by=ADA)
    assert reads(case) == other.serialized()


def test_an_old_key_is_forgotten_when_nothing_can_need_it(standards):
    case, key = file_case(1)
    with clock.stopped_at(clock.now() - rewrap.KEEP_OLD_KEYS * 2):
        _made, wider = grants.rotate(vault(), "standards", by=ADA)
    living = UnitKeyGrant.objects.filter(unit_key=standards, revoked_at__isnull=True)
    rewrap.forget_old_keys()
    assert living.exists(), "a case is still under it"
    rewrap.rewrap(wider, "standards", seconds=60, by=ADA)
    rewrap.forget_old_keys()
    assert not living.exists()
    assert reads(case) == key
    assert not list(verify.faults()) or all("standards" not in fault for fault in verify.faults())


def test_verify_finds_what_does_not_belong_together(standards, tmp_path, monkeypatch, units):
    case, _key = file_case(1)
    assert [fault for fault in verify.faults() if "oversight" not in fault] == []
    Case.objects.filter(pk=case.pk).update(shared_key_wrapped=b"\x01\x00\x00\x00\x01rubbish")
    (tmp_path / "orphan").write_bytes(b"CGSEAL1\n")
    (tmp_path / "clear").write_bytes(b"plain text")
    files = registry.SealedFiles("evidence", lambda: tmp_path, lambda: ["missing", "clear"])
    monkeypatch.setattr(registry, "_files", {"evidence": files})
    UnitKeyGrant.objects.filter(holder="person:2").update(private_keys_sealed=b"\x01\x00\x00\x00\x02other")
    units.refused.add(("person:1", "standards"))
    found = "\n".join(verify.faults())
    for said in (
        "wrapped to another key than the record names",
        "orphan belongs to no record",
        "missing is missing",
        "clear is not a sealed file",
        "to person:2 was made to another key",
        "no role that allows it",
        "Unit oversight has no key yet",
    ):
        assert said in found
