"""Checks that a release folder is exactly what was published: signature, every digest, nothing missing, nothing added.

A signature by the key inside the folder shows only that the files belong together. Who published them is known only if the
public key came by another way, such as the publisher's own page; give it as `public_key`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safecount.publish.manifest import MANIFEST, PUBLIC_KEY, SIGNATURE
from safecount.publish.opening import MOST_FILES, digest_of_file, listed_files, manifest_in, read_bytes
from safecount.publish.refusals import ReleaseError
from safecount.publish.signing import check_signature, fingerprint, public_key_from

_LARGEST_KEY = 16_384
_DEEPEST = 4


@dataclass(frozen=True)
class Verified:
    """A release whose files are all as published. `publisher_known` is True only if a key given from outside signed it."""

    folder: Path
    dataset: str
    name: str
    files: int
    signed: bool
    publisher_known: bool
    key_sha256: str

    def __str__(self) -> str:
        opening = f"{self.name} of {self.dataset}: all {self.files} files are as they were published."
        if self.publisher_known:
            return f"{opening} It was signed with the key you gave."
        if self.signed:
            return (
                f"{opening} It was signed with the key in the folder; ask the publisher whether it is theirs."
            )
        return f"{opening} It is not signed, so anybody may have made it."


def verify_release(folder: str | Path, public_key: str | Path | None = None) -> Verified:
    """Check the release in `folder`; `public_key` is a PEM file that came from the publisher by another way.

    Raises ReleaseError with the first fault found: an altered, missing or added file, a link, a path that leads out of the
    folder, a signature that does not fit, or no signature where a key was given.
    """
    folder = Path(folder)
    manifest, content = manifest_in(folder)
    listed = listed_files(manifest)
    signed = _is_signed(manifest)
    _check_presence(folder, set(listed) | {MANIFEST} | ({SIGNATURE} if signed else set()))
    if public_key is not None and not signed:
        raise ReleaseError("The release is not signed, so the key you gave cannot vouch for it.")
    key = ""
    if signed:
        key = _check_signature(folder, content, manifest, public_key)
    for file in listed.values():
        digest_of_file(folder, file)
    return Verified(
        folder,
        str(manifest.get("dataset")),
        str(manifest.get("release")),
        len(listed),
        signed,
        public_key is not None,
        key,
    )


def _is_signed(manifest: dict[str, Any]) -> bool:
    signature = manifest.get("signature")
    if not isinstance(signature, dict) or not isinstance(signature.get("signed"), bool):
        raise ReleaseError("release.json does not say whether the release is signed.")
    return bool(signature["signed"])


def _check_signature(folder: Path, content: bytes, manifest: dict[str, Any], given: str | Path | None) -> str:
    inside = read_bytes(folder, PUBLIC_KEY, _LARGEST_KEY)
    try:
        pem = inside if given is None else Path(given).read_bytes()[:_LARGEST_KEY]
    except OSError as error:
        raise ReleaseError(f"The public key {given} cannot be opened ({error.strerror}).") from error
    check_signature(public_key_from(pem), read_bytes(folder, SIGNATURE, 64), content)
    if manifest["signature"].get("key_sha256") != fingerprint(pem) or fingerprint(inside) != fingerprint(pem):
        raise ReleaseError("The key in the folder is not the one that release.json names.")
    return fingerprint(pem)


def _check_presence(folder: Path, expected: set[str]) -> None:
    present = set(_paths(folder))
    if missing := sorted(expected - present):
        raise ReleaseError(f"{missing[0]} is missing, and {len(missing) - 1} more. Fetch the release again.")
    if added := sorted(present - expected):
        raise ReleaseError(
            f"{added[0][:120]!r} was added to the release, and {len(added) - 1} more. Remove them."
        )


def _paths(folder: Path) -> list[str]:
    """Return the paths of all plain files. Raises ReleaseError for anything that is neither one nor a folder."""
    found: list[str] = []
    pending = [folder]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                path = str(Path(entry.path).relative_to(folder))
                if entry.is_dir(follow_symlinks=False) and path.count("/") < _DEEPEST:
                    pending.append(Path(entry.path))
                elif entry.is_file(follow_symlinks=False) and len(found) < MOST_FILES:
                    found.append(path)
                else:
                    raise ReleaseError(f"{path[:120]!r} is not a plain file where a release has one.")
    return found
