"""`bin/bench pages`: the public door under 64 connections, beside nginx serving the same bytes as files.

Three rounds, alternating, medians reported. "Made each time" asks every page under an address of its own, so that none
is stored. Everything runs on loopback on this one machine, load generator included: read the ratios, not the figures.
"""

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from commonground.doors.demonstration.house import PROJECT, House

PORT, NGINX_PORT = 8190, 8191
CONNECTIONS, SECONDS, ROUNDS = 64, 4, 3
PAGES = {
    "overview": "/commitments/safer-together/",
    "one commitment": "/commitments/safer-together/6/",
    "start page": "/",
}
WRITTEN = PROJECT / "docs" / "performance.md"
BEGIN, END = "<!-- pages: begin -->", "<!-- pages: end -->"
ANEW = """math.randomseed(os.time()); n = math.random(1, 1e9)
request = function() n = n + 1; return wrk.format("GET", wrk.path .. "?n=" .. n) end
"""


@dataclass(frozen=True)
class Measured:
    per_second: float
    p50: float  # milliseconds
    p99: float
    errors: int


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench pages", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the result into docs/performance.md")
    write = parser.parse_args().write
    house = House(public_port=PORT, staff_port=PORT + 2)
    house.prepare()
    with public_door(house) as address, tempfile.TemporaryDirectory() as folder:
        files = save_pages(address, Path(folder))
        shown = edit_shows_within(house, address)
        with nginx(Path(folder)) as beside:
            rows = [row for name in PAGES for row in measure(name, address, beside, files)]
    report = table(rows, shown)
    print(report)
    if write:
        write_down(report)
    return 0


@contextmanager
def public_door(house: House) -> Iterator[str]:
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT),
        "--workers", "1", "--blocking-threads", "2", "--no-access-log", "--log-level", "warning",
        "commonground.doors.public.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=house.environment("public"), cwd=PROJECT)
    address = f"http://localhost:{PORT}"
    try:
        wait_for(f"{address}/health")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def nginx(folder: Path) -> Iterator[str]:
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log stderr crit;\n"
        "events { worker_connections 512; }\n"
        f"http {{ access_log off; default_type text/html; sendfile on; keepalive_requests 1000000;\n"
        f"  open_file_cache max=10; server {{ listen 127.0.0.1:{NGINX_PORT}; root {folder}/pages; }} }}\n"
    )
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    user = ["-g", "user root;"] if os.getuid() == 0 else []
    process = subprocess.Popen([program, "-c", str(configuration), "-p", str(folder), *user])
    address = f"http://localhost:{NGINX_PORT}"
    try:
        wait_for(f"{address}/0.html")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(address: str) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{address} did not answer.")


def save_pages(address: str, folder: Path) -> dict[str, str]:
    """The same bytes that our door sends, as files for nginx."""
    (folder / "pages").mkdir()
    saved = {}
    for number, (name, path) in enumerate(PAGES.items()):
        with urllib.request.urlopen(address + path) as answer:
            (folder / "pages" / f"{number}.html").write_bytes(answer.read())
        saved[name] = f"/{number}.html"
    return saved


def measure(
    name: str, address: str, beside: str, files: dict[str, str]
) -> Iterator[tuple[str, str, Measured, float]]:
    rounds: dict[str, list[Measured]] = {"nginx, a file": [], "stored": [], "made each time": []}
    for _ in range(ROUNDS):
        rounds["nginx, a file"].append(load(beside + files[name]))
        rounds["stored"].append(load(address + PAGES[name]))
        rounds["made each time"].append(load(address + PAGES[name], anew=True))
    base = statistics.median(one.per_second for one in rounds["nginx, a file"])
    for way, results in rounds.items():
        middle = Measured(
            statistics.median(one.per_second for one in results),
            statistics.median(one.p50 for one in results),
            statistics.median(one.p99 for one in results),
            sum(one.errors for one in results),
        )
        yield name, way, middle, middle.per_second / base


def load(address: str, *, anew: bool = False) -> Measured:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(ANEW if anew else "")
        script.flush()
        said = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "-s", script.name, address],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Measured(
        float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1)),
        milliseconds(re.search(r"(?m)^\s+50%\s+(\S+)", said).group(1)),
        milliseconds(re.search(r"(?m)^\s+99%\s+(\S+)", said).group(1)),
        int(errors.group(1)) if errors else 0,
    )


def milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


EDIT = """
import django; django.setup()
from bench.edit import edit
edit()
"""


def edit_shows_within(house: House, address: str) -> float:
    """Seconds from the end of an edit's transaction until a stored page shows it; the worst of five."""
    page = address + PAGES["one commitment"]
    waits = []
    for _ in range(5):
        before = read(page)
        done_at = float(
            subprocess.run(
                [sys.executable, "-c", EDIT],
                env=house.environment("staff"),
                cwd=PROJECT,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        while read(page) == before:
            time.sleep(0.01)
        waits.append(max(0.0, time.time() - done_at))
    return max(waits)


def read(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:
        return answer.read()


def table(rows: list[tuple[str, str, Measured, float]], shown: float) -> str:
    lines = [
        f"Measured {time.strftime('%Y-%m-%d')} on {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS} s, medians; one process, SQLite, load from the same machine.",
        "",
        "| page | served | requests/s | p50 ms | p99 ms | beside nginx | errors |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {way} | {m.per_second:,.0f} | {m.p50:.2f} | {m.p99:.2f} | {ratio:.3f} | {m.errors} |"
        for name, way, m, ratio in rows
    ]
    lines += [
        "",
        f"An edit at the staff door showed on a stored public page after {shown:.2f} s at the most (five edits).",
    ]
    return "\n".join(lines)


def write_down(report: str) -> None:
    text = WRITTEN.read_text()
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    WRITTEN.write_text(f"{before}{BEGIN}\n{report}\n{END}{after}")


if __name__ == "__main__":
    sys.exit(main())
