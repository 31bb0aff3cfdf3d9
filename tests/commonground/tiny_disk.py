"""A disk that is really small: a file system of its own where that is allowed, else a limit on the size of every file."""

import errno
import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

MB = 1024 * 1024


@dataclass
class TinyDisk:
    """`mounted`: a file system; otherwise what a quota does is done by the limit of this process (EFBIG)."""

    folder: Path
    mounted: bool

    @contextmanager
    def left(self, size: int) -> Iterator[None]:
        """Within it, no more than `size` bytes can be written, in whole pages."""
        if not self.mounted:
            with _files_no_larger_than(size):
                yield
            return
        ballast = self.folder / "ballast"
        ballast.write_bytes(bytes(max(shutil.disk_usage(self.folder).free - size, 0)))
        try:
            yield
        finally:
            ballast.unlink()

    @contextmanager
    def no_more_names(self) -> Iterator[None]:
        """Within it no further file can be made, not even an empty one. Needs a file system of its own."""
        names = self.folder / "names"
        names.mkdir()
        try:
            for number in count():
                (names / str(number)).touch()
        except OSError as full:
            assert full.errno == errno.ENOSPC
        try:
            yield
        finally:
            shutil.rmtree(names)


@contextmanager
def tiny_disk(folder: Path, size: int = 16 * MB) -> Iterator[TinyDisk]:
    folder.mkdir(parents=True, exist_ok=True)
    if not _mounted(folder, size):
        yield TinyDisk(folder, mounted=False)
        return
    try:
        yield TinyDisk(folder, mounted=True)
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _mounted(folder: Path, size: int) -> bool:
    """Only who administers the machine may mount, and not in every container."""
    if os.getuid() != 0 or shutil.which("mount") is None:
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={size},nr_inodes=200", "tmpfs", str(folder)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@contextmanager
def _files_no_larger_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
