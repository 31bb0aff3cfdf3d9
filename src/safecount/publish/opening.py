"""Opens a release folder that a stranger may have made: nothing in it is believed before it was looked at.

Only regular files inside the folder are opened, none through a link, none beyond its limit; JSON is refused if it repeats a
key, is nested deeper than a release ever is, or holds a number that is not one.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safecount.publish.manifest import FORMAT, MANIFEST, RECORDS_FORMAT
from safecount.publish.names import is_safe_path
from safecount.publish.refusals import ReleaseError

LARGEST_MANIFEST = 64 * 1024 * 1024
LARGEST_FILE = 4 * 1024 * 1024 * 1024
MOST_FILES = 20_000
_CHUNK = 1 << 20


@dataclass(frozen=True)
class ListedFile:
    """One file as the manifest lists it."""

    path: str
    size: int
    sha256: str


def read_bytes(folder: Path, path: str, largest: int) -> bytes:
    """Return the content of one file. Raises ReleaseError if it is not a plain file of the folder, or too large."""
    handle = _opened(folder, path)
    with open(handle, "rb") as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise ReleaseError(f"{path} is larger than {largest:,} bytes, which no release needs.")
    return content


def digest_of_file(folder: Path, listed: ListedFile) -> None:
    """Raise ReleaseError unless the file is there with the size and SHA-256 that the manifest lists."""
    total = hashlib.sha256()
    size = 0
    with open(_opened(folder, listed.path), "rb") as file:
        while (chunk := file.read(_CHUNK)) and size <= listed.size:
            size += len(chunk)
            total.update(chunk)
    if size != listed.size or total.hexdigest() != listed.sha256:
        raise ReleaseError(f"{listed.path} is not the file that was published: its content was altered.")


def checked_bytes(folder: Path, listed: ListedFile) -> bytes:
    """Return the content of a listed file. Raises ReleaseError if it differs from what the manifest lists."""
    content = read_bytes(folder, listed.path, listed.size)
    if len(content) != listed.size or hashlib.sha256(content).hexdigest() != listed.sha256:
        raise ReleaseError(f"{listed.path} is not the file that was published: its content was altered.")
    return content


def _opened(folder: Path, path: str) -> int:
    if not is_safe_path(path):
        raise ReleaseError(
            f"The path {path[:120]!r} leads out of the release, or is not one that a release uses."
        )
    try:
        inner = folder
        for part in path.split("/")[:-1]:
            inner = inner / part
            if inner.is_symlink():
                raise ReleaseError(f"{inner} is a link; a release holds plain files only.")
        handle = os.open(folder / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise ReleaseError(f"{folder / path} cannot be opened ({error.strerror}).") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise ReleaseError(f"{folder / path} is not a plain file.")
    return handle


def read_json(content: bytes, where: str) -> dict[str, Any]:
    """Return the JSON object in `content`. Raises ReleaseError if it is anything else."""
    try:
        value = json.loads(content.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ReleaseError(f"{where} is not JSON that can be read ({str(error)[:200]}).") from error
    if not isinstance(value, dict):
        raise ReleaseError(f"{where} must hold a JSON object.")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def manifest_in(
    folder: Path, formats: tuple[str, ...] = (FORMAT, RECORDS_FORMAT)
) -> tuple[dict[str, Any], bytes]:
    """Return the manifest and its exact bytes. Raises ReleaseError if the folder holds no release of these formats."""
    if not folder.is_dir():
        raise ReleaseError(f"{folder} is not a folder. Name the folder of a release.")
    content = read_bytes(folder, MANIFEST, LARGEST_MANIFEST)
    manifest = read_json(content, MANIFEST)
    if manifest.get("format") not in formats:
        raise ReleaseError(
            f"{folder} holds no release of the format {' or '.join(formats)}, which is the one that can be read."
        )
    return manifest, content


def listed_files(manifest: dict[str, Any]) -> dict[str, ListedFile]:
    """Return the files that the manifest lists, by path. Raises ReleaseError if the list is not one."""
    entries = manifest.get("files")
    if not isinstance(entries, list) or len(entries) > MOST_FILES:
        raise ReleaseError("release.json does not list the files of the release.")
    found: dict[str, ListedFile] = {}
    for entry in entries:
        file = _listed(entry)
        if file.path in found:
            raise ReleaseError(f"release.json lists {file.path} twice.")
        found[file.path] = file
    return found


def _listed(entry: Any) -> ListedFile:
    values = entry if isinstance(entry, dict) else {}
    path, size, digest = values.get("path"), values.get("bytes"), values.get("sha256")
    if not isinstance(path, str) or not isinstance(digest, str) or type(size) is not int:
        raise ReleaseError(f"release.json lists a file wrongly: {str(entry)[:120]}.")
    if not is_safe_path(path):
        raise ReleaseError(f"release.json lists {path[:120]!r}, which leads out of the release.")
    if not 0 <= size <= LARGEST_FILE:
        raise ReleaseError(f"release.json lists {path} with {size} bytes, which no file of a release has.")
    return ListedFile(path, size, digest)
