"""Puts the files of a release in place, all or none.

They are written to a hidden folder beside the target, synced, and renamed into place. A run that is killed leaves the target
as it was; what it left behind is cleared by the next run. A release that stands is never altered.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from safecount.publish.manifest import MANIFEST
from safecount.publish.refusals import PublishError


def place(files: Mapping[str, bytes], out: Path) -> bool:
    """Write `files` (paths within the release, and contents) as the folder `out`; return whether it was written now.

    False means that exactly this release stood there already. Raises PublishError if another one does, if another run is
    writing it, or if the disk refuses; then nothing has changed.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with _incoming(out) as incoming:
            if _stands(files, out):
                return False
            _write(files, incoming)
            os.rename(incoming, out)
            _sync(out.parent)
            return True
    except OSError as error:
        reason = error.strerror or str(error)
        raise PublishError(
            f"The release could not be written to {out} ({reason}). Nothing was published; mend that and run again."
        ) from error


@contextmanager
def _incoming(out: Path) -> Iterator[Path]:
    """An empty folder beside `out` that only this run may use, gone again unless it was renamed."""
    incoming = out.parent / f".{out.name}.incoming"
    incoming.mkdir(exist_ok=True)
    handle = os.open(incoming, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PublishError(f"Another run is writing {out}. Wait until it ends.") from error
        if not incoming.exists() or not os.path.samestat(os.fstat(handle), os.stat(incoming)):
            raise PublishError(
                f"Another run has just written {out}. Run again to see whether it is the same."
            )
        _clear(incoming)
        try:
            yield incoming
        finally:
            if incoming.exists() and os.path.samestat(os.fstat(handle), os.stat(incoming)):
                shutil.rmtree(incoming, ignore_errors=True)
    finally:
        os.close(handle)


def _clear(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _stands(files: Mapping[str, bytes], out: Path) -> bool:
    """Return whether `out` holds exactly these files. Raises PublishError if it holds anything else."""
    if not os.path.lexists(out) or (out.is_dir() and not out.is_symlink() and not any(out.iterdir())):
        return False
    present = {
        str(path.relative_to(out)) for path in out.rglob("*") if path.is_symlink() or not path.is_dir()
    }
    same = present == set(files) and all(
        not (out / path).is_symlink() and (out / path).is_file() and (out / path).read_bytes() == content
        for path, content in files.items()
    )
    if not same:
        raise PublishError(
            f"{out} exists and is another release, or was altered. A release is never overwritten: give this one "
            "another name, or move the folder away."
        )
    return True


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    """The manifest is written last, so that a folder with a manifest was whole when it was renamed."""
    for path in sorted(files, key=lambda path: (path == MANIFEST, path)):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(target, "xb") as file:
            file.write(files[path])
            file.flush()
            os.fsync(file.fileno())
    for inner in {(folder / path).parent for path in files} | {folder}:
        _sync(inner)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    with suppress(OSError):  # some network file systems cannot sync a folder
        os.fsync(handle)
    os.close(handle)
