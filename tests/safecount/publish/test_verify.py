"""Whoever holds a release can tell whether a single byte, name or signature of it was changed."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safecount.publish import (
    PublishError,
    ReleaseError,
    new_signing_key,
    publish_release,
    read_signing_key,
    verify_release,
)
from safecount.publish.signing import public_pem

from .making import about, small
from .test_release import contents


def test_a_release_is_whole(release: Path, tmp_path: Path, key: Ed25519PrivateKey) -> None:
    inside = verify_release(release)
    assert inside.signed
    assert not inside.publisher_known
    assert "ask the publisher" in str(inside)
    known = tmp_path / "publisher.pem"
    known.write_bytes(public_pem(key))
    assert verify_release(release, known).publisher_known
    assert "key you gave" in str(verify_release(release, known))


def test_every_single_file_is_bound(copied: Path) -> None:
    for path, content in contents(copied).items():
        (copied / path).write_bytes(content + b" ")
        with pytest.raises(ReleaseError):
            verify_release(copied)
        flipped = bytes([content[0] ^ 1]) + content[1:]
        (copied / path).write_bytes(flipped)
        with pytest.raises(ReleaseError):
            verify_release(copied)
        (copied / path).unlink()
        with pytest.raises(ReleaseError):
            verify_release(copied)
        (copied / path).write_bytes(content)
    verify_release(copied)


def test_files_added_to_a_release_are_noticed(copied: Path) -> None:
    (copied / "tables" / "more.csv").write_text("x")
    with pytest.raises(ReleaseError, match=r"tables/more\.csv"):
        verify_release(copied)


def test_links_and_devices_are_never_opened(copied: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes((copied / "README.txt").read_bytes())
    (copied / "README.txt").unlink()
    (copied / "README.txt").symlink_to(secret)
    with pytest.raises(ReleaseError, match="plain file"):
        verify_release(copied)
    (copied / "README.txt").unlink()
    os.mkfifo(copied / "README.txt")
    with pytest.raises(ReleaseError, match="plain file"):
        verify_release(copied)


def test_a_folder_that_is_a_link_is_not_followed(copied: Path, tmp_path: Path) -> None:
    (copied / "tables").rename(tmp_path / "elsewhere")
    (copied / "tables").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ReleaseError):
        verify_release(copied)


def resigned(folder: Path, manifest: dict[str, Any], key: Ed25519PrivateKey) -> None:
    content = json.dumps(manifest).encode()
    (folder / "release.json").write_bytes(content)
    (folder / "release.sig").write_bytes(key.sign(content))


@pytest.mark.parametrize(
    "path", ["../secret", "/etc/passwd", "tables/../../secret", "a\\b", "", ".", "tables//x"]
)
def test_a_signed_manifest_that_leads_out_of_the_folder_is_refused(
    copied: Path, key: Ed25519PrivateKey, path: str
) -> None:
    manifest = json.loads((copied / "release.json").read_text("utf-8"))
    manifest["files"].append({"path": path, "bytes": 3, "sha256": "00" * 32})
    resigned(copied, manifest, key)
    with pytest.raises(ReleaseError, match="leads out of the release"):
        verify_release(copied)


def test_another_key_is_noticed(copied: Path, tmp_path: Path) -> None:
    stranger = new_signing_key(tmp_path / "stranger.key")
    manifest = json.loads((copied / "release.json").read_text("utf-8"))
    given = tmp_path / "publisher.pem"
    given.write_bytes((copied / "release.pub").read_bytes())
    (copied / "release.pub").write_bytes(public_pem(stranger))
    resigned(copied, manifest, stranger)
    with pytest.raises(ReleaseError):
        verify_release(copied)
    with pytest.raises(ReleaseError, match="signature does not fit"):
        verify_release(copied, given)


def test_an_unsigned_release_cannot_be_vouched_for(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    publish_release(small(), about(), tmp_path / "out", signing_key=None)
    found = verify_release(tmp_path / "out")
    assert not found.signed
    assert "anybody may have made it" in str(found)
    (tmp_path / "publisher.pem").write_bytes(public_pem(key))
    with pytest.raises(ReleaseError, match="not signed"):
        verify_release(tmp_path / "out", tmp_path / "publisher.pem")


def test_a_signing_key_is_read_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "release.key"
    made = new_signing_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert public_pem(read_signing_key(path)) == public_pem(made)
    with pytest.raises(PublishError, match="exists already"):
        new_signing_key(path)
    path.chmod(0o640)
    with pytest.raises(PublishError, match="read by others"):
        read_signing_key(path)


def test_what_is_no_signing_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    with pytest.raises(PublishError, match="cannot be opened"):
        read_signing_key(path)
    path.touch(0o600)
    with pytest.raises(PublishError, match="does not hold"):
        read_signing_key(path)
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path.write_bytes(
        other.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    with pytest.raises(PublishError, match="another kind of key"):
        read_signing_key(path)
    with pytest.raises(PublishError, match="cannot be written"):
        new_signing_key(tmp_path / "no such folder" / "key")
