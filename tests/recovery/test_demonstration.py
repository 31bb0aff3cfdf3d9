"""`bin/demo` killed outright, at two bad moments. Started again, it takes up where it was."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.house import PROJECT, free_port


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """The project in a folder of its own, as a newcomer has it."""
    for folder in ("src", "config"):
        shutil.copytree(PROJECT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    yield tmp_path
    shutil.rmtree(tmp_path)


def start(copy: Path, *options: str) -> subprocess.Popen:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("COMMONGROUND_")}
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "commonground.doors.demonstration", *options],
        env={**mine, "PYTHONPATH": str(copy / "src")},
        cwd=copy,
        stdout=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )


def read_until(process: subprocess.Popen, words: str) -> None:
    seen = ""
    while words not in seen:
        character = process.stdout.read(1)
        assert character, seen
        seen += character


def kill(process: subprocess.Popen, *, whole_group: bool) -> None:
    os.killpg(process.pid, signal.SIGKILL) if whole_group else process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()


def is_taken(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/health", timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


def test_the_demonstration_is_killed_and_started_again(copy: Path) -> None:
    """The newcomer's laptop runs out of battery while the story is written, and again when everything is up."""
    making = start(copy, "--prepare")
    read_until(making, "two years of history …")
    time.sleep(2)
    kill(making, whole_group=True)
    ports = ["--public-port", str(public := free_port()), "--staff-port", str(staff := free_port())]
    running = start(copy, *ports)
    read_until(running, "Ctrl-C stops it.")
    with urllib.request.urlopen(f"http://localhost:{public}/", timeout=20) as answer:
        assert "Safer Together" in answer.read().decode()

    kill(running, whole_group=False)
    deadline = time.monotonic() + 10
    while is_taken(public) or is_taken(staff):
        assert time.monotonic() < deadline, "the doors outlive the program that started them"
        time.sleep(0.2)
    again = start(copy, *ports)
    read_until(again, "Ctrl-C stops it.")
    assert is_taken(public)
    again.terminate()
    assert again.wait(timeout=30) == 0
    again.stdout.close()
