"""ClamAV, through its daemon: the content goes to it as it is opened, piece by piece; nothing lies anywhere in the clear.

Not configured, not answering, or not willing to take so large a file means “not scanned”: recorded, shown, never clean.
"""

import logging
import socket
import struct
from contextlib import suppress

from django.conf import settings

from commonground.foundation.uploads.examined import ScanResult

log = logging.getLogger(__name__)
CONNECT_SECONDS, ANSWER_SECONDS = 5, 180
_NAME = 120  # characters of what was found


class Scan:
    """One file on its way through the scanner. Feed it everything, then ask for the result."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = _connected()
        self._began = False
        self.found = ""

    def feed(self, chunk: bytes) -> None:
        if self._socket is None:
            return
        try:
            if not self._began:
                self._socket.sendall(b"zINSTREAM\0")
                self._began = True
            self._socket.sendall(struct.pack(">I", len(chunk)) + chunk)
        except OSError:
            self._give_up("size limit" if "size limit" in self._answer() else "broke off")

    def result(self) -> ScanResult:
        """CLEAN only when the scanner said so of the whole file; `found` names what it found instead."""
        if self._socket is None:
            return ScanResult.NOT_SCANNED
        try:
            if not self._began:
                self._socket.sendall(b"zINSTREAM\0")
            self._socket.sendall(struct.pack(">I", 0))
        except OSError:
            log.warning("scan.broke-off")
        answer = self._answer()
        self._socket.close()
        if answer.endswith(" FOUND"):
            named = answer.removeprefix("stream: ").removesuffix(" FOUND")
            self.found = "".join(c for c in named if c.isprintable())[:_NAME] or "?"
            return ScanResult.NOT_SCANNED
        if answer == "stream: OK":
            return ScanResult.CLEAN
        log.warning("scan.not-done")
        return ScanResult.NOT_SCANNED

    def _answer(self) -> str:
        received = b""
        if self._socket is not None:
            with suppress(OSError):
                while not received.endswith(b"\0") and (more := self._socket.recv(1024)):
                    received += more
        return received.rstrip(b"\0").decode("utf-8", "replace").strip()

    def _give_up(self, why: str) -> None:
        log.warning("scan.not-done why=%s", why)
        if self._socket is not None:
            self._socket.close()
        self._socket = None


def _connected() -> socket.socket | None:
    if not settings.CLAMD:
        return None
    try:
        connection = _connection(settings.CLAMD)
    except (OSError, ValueError):
        log.warning("scan.unavailable")
        return None
    connection.settimeout(ANSWER_SECONDS)
    return connection


def _connection(address: str) -> socket.socket:
    if not address.startswith("/"):
        host, _, port = address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=CONNECT_SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(CONNECT_SECONDS)
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection
