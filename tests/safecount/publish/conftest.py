"""Fixtures of publishing: one release of the invented city, written once, and copies of it to spoil."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, sync_playwright

from safecount.publish import publish_release

from .making import about, riverbend

ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture(scope="session")
def key() -> Ed25519PrivateKey:
    """A key that is the same in every run, as reproducible releases need."""
    return KEY


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signed release; never altered by a test."""
    out = tmp_path_factory.mktemp("public") / "2026-09"
    publish_release(riverbend(), about(), out, signing_key=KEY)
    return out


@pytest.fixture
def copied(release: Path, tmp_path: Path) -> Path:
    """A copy of the release that a test may spoil."""
    return Path(shutil.copytree(release, tmp_path / "copied"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; tests that need it are skipped where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and keeps no log."""

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def served() -> Iterator[Callable[[Path], str]]:
    """`served(folder)` serves a folder on loopback until the test ends, and returns its address."""
    running: list[tuple[http.server.ThreadingHTTPServer, threading.Thread]] = []

    def serve(folder: Path) -> str:
        handler = functools.partial(Quiet, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()
