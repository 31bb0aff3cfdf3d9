"""`commonground vault`: what it says, what it ends with, and that secrets come by standard input."""

import io

import pytest
from django.core.management import CommandError, call_command

from commonground.foundation.vault import grants, members, recovery, registry, sessions
from commonground.foundation.vault.models import RecoveryKey, UnitKey, UnitKeyGrant
from commonground.foundation.vault.tink_door import KeyTemplate

from .conftest import ADA, BEN, CLEO, PASSPHRASES


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch, units):
    monkeypatch.setattr(registry, "_wrapped", {})
    monkeypatch.setattr(registry, "_files", {})
    monkeypatch.setattr(units, "keys", lambda: frozenset({"standards"}))


def run(monkeypatch, *arguments: str, typed: str = "") -> str:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    call_command("vault", *arguments, stdout=out)
    return out.getvalue()


def test_verify_says_that_all_is_well(standards, monkeypatch):
    assert "The vault holds" in run(monkeypatch, "verify")


def test_verify_says_each_fault_and_ends_with_one(standards, monkeypatch, capsys):
    UnitKeyGrant.objects.filter(holder=BEN.audit_key).delete()
    RecoveryKey.objects.update(last_drill_at="2020-01-01T00:00Z")
    with pytest.raises(CommandError) as refused:
        run(monkeypatch, "verify")
    assert refused.value.returncode == 1
    assert "2 faults" in str(refused.value)


def test_verify_with_the_sheet_opens_every_key(standards, sheet, monkeypatch):
    assert "opens 1 versions" in run(monkeypatch, "verify", "--with-sheet", typed=sheet + "\n")
    UnitKeyGrant.objects.filter(holder__startswith=grants.RECOVERY).update(private_keys_sealed=b"\x01spoiled")
    with pytest.raises(CommandError):
        run(monkeypatch, "verify", "--with-sheet", typed=sheet)


def test_recover_gives_a_member_the_unit_back(standards, sheet, monkeypatch):
    members.make_member_key(PASSPHRASES[CLEO], KeyTemplate.P256, by=CLEO)
    said = run(monkeypatch, "recover", "standards", CLEO.audit_key, typed=sheet)
    assert "can open standards again" in said
    assert sessions.unlock(PASSPHRASES[CLEO], by=CLEO).vault.units == {"standards"}
    with pytest.raises(CommandError, match="opens no key"):
        run(monkeypatch, "recover", "invented", CLEO.audit_key, typed=sheet)
    with pytest.raises(CommandError, match="24 words"):
        run(monkeypatch, "recover", "standards", CLEO.audit_key, typed="wrong")


def test_rotate_replaces_the_key(standards, monkeypatch):
    said = run(monkeypatch, "rotate", "standards", ADA.audit_key, typed=PASSPHRASES[ADA] + "\n")
    assert "version 2" in said
    assert UnitKey.objects.get(retired_at__isnull=True).version == 2
    with pytest.raises(CommandError, match="not your vault passphrase"):
        run(monkeypatch, "rotate", "standards", ADA.audit_key, typed="wrong")
    assert "0 left" in run(
        monkeypatch, "rotate", "standards", ADA.audit_key, "--finish", typed=PASSPHRASES[ADA]
    )
    assert recovery.recovery_key_in_force()
