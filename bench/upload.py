"""`bin/bench upload`: one file of 2 GB through the public door in pieces, as its script sends it. What does memory do?

The door is granian with one worker, as it really runs. Resident memory is read every tenth of a second from the kernel's
own figures for every process of the door; the figure that counts is the highest less what the idle door had.
"""

import argparse
import hashlib
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

PROJECT = Path(__file__).resolve().parents[1]
PORT = 8195
PIECE = 4 * 1024 * 1024
MEGABYTE = 1024 * 1024


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench upload", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=2048)
    parser.add_argument("--without-script", action="store_true", help="one plain form instead of pieces")
    parser.add_argument(
        "--folder", help="where sealed bytes are to lie; by default the system's temporary folder"
    )
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="common-ground-bench-", dir=given.folder) as folder,
        public_door(folder) as door,
    ):
        wait_for_health()
        ask("GET", "/tell-us/return/")  # what is loaded with the first page is loaded
        idle, watch = resident(door.pid), Watch(door.pid)
        watch.start()
        began = time.monotonic()
        sent = in_one_form(given.megabytes) if given.without_script else in_pieces(given.megabytes)
        seconds = time.monotonic() - began
        watch.stop()
    print(f"{given.megabytes} MB {'in one form' if given.without_script else 'in pieces'}: {sent}")
    print(f"sent and examined in {seconds:.0f} s ({given.megabytes / seconds:.0f} MB/s)")
    more = (watch.most - idle) / MEGABYTE
    print(
        f"memory: idle {idle / MEGABYTE:.0f} MB, at most {watch.most / MEGABYTE:.0f} MB, {more:.0f} MB more"
    )
    return 0 if more < 200 else 1


def environment(folder: str) -> dict[str, str]:
    """An empty house in a folder of its own."""
    settings = {
        "ENVIRONMENT_FILE": "",
        "SECRET_KEY": "a key of this measurement alone, long enough to be accepted as one",
        "LINK_KEY": "another key of this measurement, long enough to be accepted as one too",
        "PUBLIC_URL": f"http://localhost:{PORT}",
        "STAFF_URL": f"http://localhost:{PORT + 2}",
        "DATABASE_URL": f"sqlite:///{folder}/house.sqlite3",
        "DATA_FOLDER": folder,
        "LOG_LEVEL": "WARNING",
    }
    named = {f"COMMONGROUND_{name}": value for name, value in settings.items()}
    return {**os.environ, **named, "DJANGO_SETTINGS_MODULE": "commonground.doors.public.settings"}


@contextmanager
def public_door(folder: str) -> Iterator[subprocess.Popen[bytes]]:
    for what in ("migrate", "collectstatic"):
        # Tables belong to both doors, and are made by the command line of the staff door.
        door = {"DJANGO_SETTINGS_MODULE": "commonground.doors.staff.settings"} if what == "migrate" else {}
        arguments = [sys.executable, "-m", "django", what, "--no-input", "--verbosity", "0"]
        subprocess.run(arguments, env={**environment(folder), **door}, cwd=PROJECT, check=True)
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT),
        "--workers", "1", "--blocking-threads", "2", "--no-access-log", "--log-level", "warning",
        "commonground.doors.public.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=environment(folder), cwd=PROJECT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for_health() -> None:
    for _try in range(300):
        try:
            if ask("GET", "/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("The public door did not answer.")


def ask(
    method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("localhost", PORT, timeout=600)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def form(path: str, **fields: object) -> dict[str, str]:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    status, body = ask("POST", path, urlencode(fields).encode(), headers)
    if status != 200:
        sys.exit(f"{path} answered {status}: {body[:300]!r}")
    return dict(json.loads(body))


def piece_of(index: int, size: int) -> bytes:
    """A film that no cache and no compression makes smaller: different in every piece."""
    head = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" if index == 0 else b""
    block = hashlib.sha256(str(index).encode()).digest() * (MEGABYTE // 32)
    return (head + block * (size // MEGABYTE + 1))[:size]


def in_pieces(megabytes: int) -> str:
    total, digests = megabytes * MEGABYTE, hashlib.sha256()
    begun = form("/tell-us/files/begin/", name="film.mp4", size=total)
    for offset in range(0, total, PIECE):
        piece = piece_of(offset // PIECE, min(PIECE, total - offset))
        digest = hashlib.sha256(piece)
        digests.update(digest.digest())
        headers = {
            "Content-Type": "application/octet-stream",
            "X-Upload-Token": begun["token"],
            "X-Upload-Offset": str(offset),
            "X-Piece-SHA256": digest.hexdigest(),
        }
        status, body = ask("POST", "/tell-us/files/piece/", piece, headers)
        if status != 200:
            sys.exit(f"A piece was answered {status}: {body[:300]!r}")
    done = form("/tell-us/files/finish/", token=begun["token"], sha256=digests.hexdigest())
    form("/tell-us/files/remove/", token=done["held"])
    return f"arrived as {done['name']}, {done['size']} bytes"


def in_one_form(megabytes: int) -> str:
    """A page without script: the file is one part of the form. The words open nothing, but the file was taken in."""
    edge, total = "bench-upload-edge", megabytes * MEGABYTE
    before = (
        f'--{edge}\r\nContent-Disposition: form-data; name="code"\r\n\r\nno receipt\r\n--{edge}\r\n'
        'Content-Disposition: form-data; name="file"; filename="film.mp4"\r\nContent-Type: video/mp4\r\n\r\n'
    ).encode()
    after = f"\r\n--{edge}--\r\n".encode()
    connection = http.client.HTTPConnection("localhost", PORT, timeout=600)
    connection.putrequest("POST", "/tell-us/return/")
    connection.putheader("Content-Type", f"multipart/form-data; boundary={edge}")
    connection.putheader("Content-Length", str(len(before) + total + len(after)))
    connection.endheaders()
    connection.send(before)
    for offset in range(0, total, PIECE):
        connection.send(piece_of(offset // PIECE, min(PIECE, total - offset)))
    connection.send(after)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return f"answered {answer.status}"


def resident(root: int) -> int:
    """Bytes of every process of the door."""
    pages = 0
    for pid in [root, *children(root)]:
        try:
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
    return pages * os.sysconf("SC_PAGE_SIZE")


def children(root: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{root}/task").glob("*/children"):
        try:
            direct = [int(pid) for pid in task.read_text().split()]
        except OSError:
            continue
        for pid in direct:
            found += [pid, *children(pid)]
    return found


class Watch(threading.Thread):
    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.most, self._pid, self._done = 0, pid, threading.Event()

    def run(self) -> None:
        while not self._done.wait(0.1):
            self.most = max(self.most, resident(self._pid))

    def stop(self) -> None:
        self._done.set()
        self.join()


if __name__ == "__main__":
    sys.exit(main())
