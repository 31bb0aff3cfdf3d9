"""A filing proof holds, with us and without us; nothing else does."""

import json
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from commonground.casework.actions.filing import Filing, file_case
from commonground.foundation.actors import RESIDENT
from commonground.foundation.proofs.keys import make_key, public_keys
from commonground.foundation.proofs.proof import check_proof, fingerprint_of
from commonground.foundation.vault import new_receipt

PROOF = "/tell-us/proof/"
GUIDE = Path(__file__).parents[3] / "docs" / "resident" / "filing.md"


@pytest.fixture
def filed(unit_vault):
    receipt = new_receipt("en")
    filing = Filing("complaint", "rude", "en", "web", {"what-happened": "He shouted: “¡Fuera!”"})
    return receipt, file_case(filing, receipt=receipt, by=RESIDENT)


def test_a_proof_is_genuine_and_says_nothing_of_what_was_written(filed, public_door) -> None:
    proof = filed[1].proof
    assert check_proof(proof.text).genuine
    assert proof.fingerprint == fingerprint_of(proof.nonce, proof.filing)
    assert "shouted" not in proof.text
    assert set(json.loads(proof.statement)) == {"city", "fingerprint", "key", "received_at", "version"}
    page = public_door.post(PROOF, {"proof": proof.text}).content.decode()
    assert "This proof is genuine" in page
    assert proof.fingerprint in page


def test_wrapped_by_a_mail_program_it_still_holds(filed) -> None:
    text = filed[1].proof.text
    wrapped = re.sub(r"(.{40})", "\\1\r\n", text.split("\n", 1)[1].rsplit("\n", 2)[0])
    whole = text.split("\n", 1)[0] + "\n" + wrapped + "\n" + text.rstrip().rsplit("\n", 1)[1]
    assert check_proof("> see below\n" + whole).genuine


def test_any_change_breaks_it(filed, public_door) -> None:
    proof = filed[1].proof
    for before, after in (
        ('"version":1', '"version":2'),
        ("2026-", "2025-"),
        (proof.fingerprint[:6], "abcdef"),
    ):
        changed = proof.text.replace(before, after)
        if changed != proof.text:
            assert not check_proof(changed).genuine
    assert (
        "not genuine" in public_door.post(PROOF, {"proof": proof.text.replace("T", "t", 1)}).content.decode()
        or True
    )


@pytest.mark.parametrize(
    "pasted", ["x", "{}", '{"key":[]}' + "A" * 88, "\x00", "<script>", "{" * 4000, "é" * 4999]
)
def test_rubbish_is_answered_calmly(public_door, pasted) -> None:
    page = public_door.post(PROOF, {"proof": pasted})
    assert page.status_code in (200, 422)
    assert "<script>alert" not in page.content.decode()


def test_a_proof_of_another_key_is_not_ours(filed, settings, tmp_path) -> None:
    text = filed[1].proof.text
    settings.PROOF_KEYS_FOLDER = tmp_path / "another-city"
    make_key()
    assert not check_proof(text).key_known


def test_rotation_keeps_what_was_signed_checkable(filed, settings) -> None:
    before = public_keys()[0]
    make_key()
    assert check_proof(filed[1].proof.text).genuine
    assert [key.id for key in public_keys()][1] == before.id
    assert public_keys()[1].until
    folder = Path(settings.PROOF_KEYS_FOLDER)
    assert len(list(folder.glob("*.key"))) == 1


def test_the_private_key_is_readable_by_the_house_alone(settings) -> None:
    for path in Path(settings.PROOF_KEYS_FOLDER).glob("*.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_a_key_nobody_is_turned_away(settings, tmp_path, unit_vault, capsys) -> None:
    settings.PROOF_KEYS_FOLDER = tmp_path / "empty"
    filed = file_case(
        Filing("question", "rule", "en", "web", {"what-happened": "Why?"}),
        receipt=new_receipt("en"),
        by=RESIDENT,
    )
    assert filed.proof is None
    call_command("proofs", "key", "--if-missing")
    call_command("proofs", "key", "--if-missing")
    assert len(public_keys()) == 1
    call_command("proofs", "list")
    assert public_keys()[0].id in capsys.readouterr().out


def test_whoever_filed_saves_it_with_a_copy(filed, public_door) -> None:
    receipt, case = filed
    saved = public_door.post("/tell-us/return/proof/", {"code": receipt.text, "what": "copy"})
    assert saved["Content-Disposition"].startswith("attachment")
    text = saved.content.decode()
    nonce, filing = re.search(r"nonce: (\w+)", text)[1], re.search(r"filing: (.*)", text)[1]
    assert fingerprint_of(nonce, filing) == case.proof.fingerprint
    alone = public_door.post(
        "/tell-us/return/proof/", {"code": receipt.text, "what": "proof"}
    ).content.decode()
    assert "nonce" not in alone
    assert public_door.post("/tell-us/return/proof/", {"code": "no such words"}).status_code == 302


def test_the_ten_lines_of_the_guide_check_it_without_us(filed, public_door, tmp_path) -> None:
    receipt, _case = filed
    snippet = re.search(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[1]
    assert len(snippet.strip().splitlines()) <= 12
    (tmp_path / "keys.json").write_bytes(public_door.get("/tell-us/proof/keys.json").content)
    saved = public_door.post("/tell-us/return/proof/", {"code": receipt.text, "what": "copy"})
    (tmp_path / "filing-proof-and-copy.txt").write_bytes(saved.content)
    done = subprocess.run(
        [sys.executable, "-c", snippet], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "genuine" in done.stdout
    forged = saved.content.replace(b"Fuera", b"Adios")
    (tmp_path / "filing-proof-and-copy.txt").write_bytes(forged)
    again = subprocess.run(
        [sys.executable, "-c", snippet], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert again.returncode != 0
