"""A folder of its own for sealed bytes, and a real scanner where one is installed."""

import hashlib
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commonground.foundation.uploads.samples import EICAR


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path: Path) -> Path:
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.CLAMD = ""
    return settings.EVIDENCE_ROOT


def bytes_on_disk(root: Path) -> bytes:
    return b"".join(path.read_bytes() for path in root.rglob("*") if path.is_file())


@pytest.fixture(scope="session")
def _clamd() -> Iterator[Path]:
    """ClamAV's own daemon on a unix socket, with one signature: the harmless test file of the trade."""
    program = shutil.which("clamd") or "/usr/sbin/clamd"
    if not Path(program).is_file():
        pytest.skip("clamd is not installed")
    folder = Path(tempfile.mkdtemp(prefix="cg-clamd-"))
    (folder / "db").mkdir()
    fingerprint = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
    (folder / "db" / "own.hdb").write_text(f"{fingerprint}:{len(EICAR)}:Own.Test.Signature\n")
    sock = folder / "clamd.sock"
    (folder / "clamd.conf").write_text(
        f"LocalSocket {sock}\nDatabaseDirectory {folder}/db\nForeground yes\nLogFile {folder}/log\n"
        "StreamMaxLength 3M\nOfficialDatabaseOnly no\nMaxThreads 2\n"
    )
    daemon = subprocess.Popen(
        [program, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _try in range(200):
            if sock.exists() and _answers(sock):
                break
            time.sleep(0.1)
        else:
            pytest.fail((folder / "log").read_text())
        yield sock
    finally:
        daemon.terminate()
        daemon.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _answers(sock: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(sock))
            connection.sendall(b"zPING\0")
            return connection.recv(10) == b"PONG\0"
        except OSError:
            return False


@pytest.fixture
def clamd(_clamd: Path, settings) -> Path:
    settings.CLAMD = str(_clamd)
    return _clamd
