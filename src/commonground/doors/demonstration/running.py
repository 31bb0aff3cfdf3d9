"""Runs the two doors and one worker as processes, and ends them together."""

import ctypes
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from commonground.doors.demonstration.house import HOUSE, PROJECT, House
from commonground.doors.demonstration.sign_ins import sign_ins

PATIENCE = 60.0  # seconds for a door to answer
_PR_SET_PDEATHSIG = 1  # of Linux: a signal for this process when its parent ends


class PortTaken(Exception):
    """Another program listens where a door should."""


def run_until_stopped(house: House, *, since: float) -> int:
    """Starts everything, says where it is, and waits. Ends when it is stopped or when any process ends."""
    for port, option in ((house.public_port, "--public-port"), (house.staff_port, "--staff-port")):
        _refuse_taken(port, option)
    processes = {
        "public door": _door(house, "public", house.public_port),
        "staff door": _door(house, "staff", house.staff_port),
        "worker": _start(house, "staff", [sys.executable, "-m", "django", "worker"]),
    }
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    try:
        _wait_for(f"{house.public_url}/health", processes)
        _wait_for(f"{house.staff_url}/health", processes)
        print(_greeting(house, time.monotonic() - since), flush=True)
        return _watch(processes)
    except KeyboardInterrupt:
        print("\nStopped. `bin/demo` starts it again as it was; `bin/demo --reset` starts over.")
        return 0
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            _end(process)


def _door(house: House, door: str, port: int) -> "subprocess.Popen[bytes]":
    return _start(
        house,
        door,
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
            "--workers", "1", "--blocking-threads", "8", "--no-access-log", "--log-level", "error",
            f"commonground.doors.{door}.wsgi:application",
        ],
    )  # fmt: skip


def _start(house: House, door: str, command: list[str]) -> "subprocess.Popen[bytes]":
    # A session of its own, so that Ctrl-C reaches only this program, which then ends the others in order.
    return subprocess.Popen(
        command,
        env=house.environment(door),
        cwd=PROJECT,
        start_new_session=True,
        preexec_fn=_end_with_its_parent if sys.platform == "linux" else None,
    )


def _end_with_its_parent() -> None:
    """Should this program be killed outright, the doors end too, and their ports are free for the next start."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _refuse_taken(port: int, option: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as taken:
            raise PortTaken(
                f"Port {port} is taken by another program. Choose another with {option}."
            ) from taken


def _wait_for(address: str, processes: dict[str, "subprocess.Popen[bytes]"]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for name, process in processes.items():
            if process.poll() is not None:
                sys.exit(f"The {name} ended at once; what it said stands above.")
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310  (our own address)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    sys.exit(f"{address} did not answer within {PATIENCE:.0f} s.")


def _watch(processes: dict[str, "subprocess.Popen[bytes]"]) -> int:
    while True:
        for name, process in processes.items():
            if process.poll() is not None:
                print(f"The {name} ended; stopping the others.", file=sys.stderr)
                return 1
        time.sleep(0.5)


def _end(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()


def _greeting(house: House, seconds: float) -> str:
    lines = [
        "",
        f"Common Ground for Riverbend, an invented city, is up ({seconds:.1f} s).",
        "",
        f"  Public door   {house.public_url}/        Español: {house.public_url}/es/",
        f"  Staff door    {house.staff_url}/",
        "",
        *(f"  {line}".rstrip() for line in sign_ins()),
        "",
        f"  Letters that would be mailed are written to {HOUSE.relative_to(PROJECT) / 'letters'}/",
        "",
        "Ctrl-C stops it.",
    ]
    return "\n".join(lines)
