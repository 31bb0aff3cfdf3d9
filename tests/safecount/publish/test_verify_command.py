"""`safecount verify`: plain words for what holds, exit code 1 with the reason for what does not."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner, Result

from safecount.command import app
from safecount.publish import new_signing_key, publish_release
from safecount.publish.signing import public_pem

from .making import about, riverbend
from .test_rates import SHARE
from .test_verify import resigned


def verify(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["verify", *map(str, arguments)])


@pytest.fixture
def with_rates(tmp_path: Path, key: Ed25519PrivateKey) -> Path:
    publish_release(riverbend(), about(rates=(SHARE,)), tmp_path / "out", signing_key=key)
    return tmp_path / "out"


def test_what_holds_is_said_in_plain_words(with_rates: Path, tmp_path: Path, key: Ed25519PrivateKey) -> None:
    (tmp_path / "publisher.pem").write_bytes(public_pem(key))
    done = verify(with_rates, "--key", tmp_path / "publisher.pem")
    assert done.exit_code == 0, done.output
    assert "signed with the key you gave" in done.stdout
    assert "The certificate covers exactly" in done.stdout
    assert "A count from 1 to 10 is hidden." in done.stdout
    assert "follow from the cells" in done.stdout
    assert "safecount attack" in done.stdout
    assert "who published it" in verify(with_rates).stdout
    (told,) = json.loads(verify(with_rates, "--json").stdout)
    assert told["holds"] is True


def test_another_key_and_an_altered_file_fail_with_the_reason(with_rates: Path, tmp_path: Path) -> None:
    (tmp_path / "other.pem").write_bytes(public_pem(new_signing_key(tmp_path / "other.key")))
    done = verify(with_rates, "--key", tmp_path / "other.pem")
    assert (done.exit_code, "does not fit" in done.stderr) == (1, True)
    good = Path(shutil.copytree(with_rates, tmp_path / "good"))
    path = with_rates / "tables" / "stops.csv"
    path.write_bytes(path.read_bytes() + b" ")
    done = verify(good, with_rates)
    assert done.exit_code == 1
    assert "stops.csv is not the file that was published" in done.stderr
    assert "as they were published" in done.stdout
    failed = json.loads(verify(with_rates, "--json").stdout)[0]
    assert failed["holds"] is False
    assert failed["reason"].endswith(".")


def _rewritten(folder: Path, path: str, content: bytes, key: Ed25519PrivateKey) -> None:
    """Put `content` in place and sign anew, as a careless or hostile publisher would."""
    (folder / path).write_bytes(content)
    manifest = json.loads((folder / "release.json").read_text("utf-8"))
    for entry in manifest["files"]:
        if entry["path"] == path:
            entry |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    resigned(folder, manifest, key)


def test_a_publisher_who_signs_other_rates_or_totals_is_found_out(
    with_rates: Path, key: Ed25519PrivateKey
) -> None:
    path = "rates/searched_share.csv"
    content = (with_rates / path).read_bytes()
    _rewritten(with_rates, path, content.replace(b"shown", b"zero", 1), key)
    done = verify(with_rates)
    assert done.exit_code == 1
    assert "do not follow from the cells" in done.stderr
    _rewritten(with_rates, path, content, key)
    certificate = json.loads((with_rates / "certificate.json").read_text("utf-8"))
    certificate["hidden"] += 1
    _rewritten(with_rates, "certificate.json", json.dumps(certificate).encode(), key)
    assert "names another certificate" in verify(with_rates).stderr
    manifest = json.loads((with_rates / "release.json").read_text("utf-8"))
    manifest["certificate"]["sha256"] = hashlib.sha256(json.dumps(certificate).encode()).hexdigest()
    resigned(with_rates, manifest, key)
    assert "does not say how many cells" in verify(with_rates).stderr


@pytest.mark.parametrize("change", [{"rates": 3}, {"rates": [{}]}, {"rates": [{"name": "x"}]}], ids=str)
def test_a_manifest_made_to_do_harm_is_a_sentence(
    with_rates: Path, key: Ed25519PrivateKey, change: dict[str, object]
) -> None:
    manifest = json.loads((with_rates / "release.json").read_text("utf-8"))
    resigned(with_rates, manifest | change, key)
    done = verify(with_rates)
    assert done.exit_code == 1
    assert "does not say how its rates are made" in done.stderr


def test_what_is_no_release_fails(tmp_path: Path) -> None:
    done = verify(tmp_path / "nowhere")
    assert done.exit_code == 1
    assert "is not a folder" in done.stderr
