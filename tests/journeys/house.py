"""The whole house, running as it really runs: both doors and a worker as processes, each with its own database role."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parents[2]
PASSWORD = "journeys-only"
DATABASE = f"journeys_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
PUBLIC, STAFF, WORKER = "public door", "staff door", "worker"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class House:
    folder: Path
    mail_port: int
    public_port: int = field(default_factory=free_port)
    staff_port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)
    workers: int = 1  # processes of each door; four threads between them

    @property
    def public_url(self) -> str:
        return f"http://localhost:{self.public_port}"

    @property
    def staff_url(self) -> str:
        return f"http://localhost:{self.staff_port}"

    @property
    def on_postgresql(self) -> bool:
        return os.environ["COMMONGROUND_DATABASE_URL"].startswith("postgresql")

    def build(self) -> None:
        """Makes the tables, tells the story of Riverbend and of the journeys, and gives each door its rights."""
        self._write_city()
        if self.on_postgresql:
            self._make_database()
        with ThreadPoolExecutor(2) as both:
            data, files = both.submit(self._make_data), both.submit(self._collect_static)
        data.result()
        files.result()

    def _make_data(self) -> None:
        self.manage("migrate", "--verbosity", "0")
        self.run("staff", "owner", "-m", "commonground.doors.demonstration.story")
        self.set_scene()
        if self.on_postgresql:
            self.manage("grants")

    def set_scene(self) -> None:
        self.run("staff", "owner", "-m", "tests.journeys.scene")

    def _collect_static(self) -> None:
        for door in ("public", "staff"):
            self.run(door, "owner", "-m", "django", "collectstatic", "--no-input", "--verbosity", "0")

    def _write_city(self) -> None:
        """Riverbend, in more of a hurry: followers are told at once, not after ten minutes."""
        shutil.copytree(PROJECT / "config", self.folder / "config")
        rules = self.folder / "config" / "cities" / "riverbend" / "commitments.toml"
        at_once = rules.read_text().replace(
            "tell_followers_after_minutes = 10", "tell_followers_after_minutes = 0"
        )
        assert "after_minutes = 0" in at_once
        rules.write_text(at_once)

    def open_doors(self) -> None:
        for name in (PUBLIC, STAFF, WORKER):
            self.start(name)
        self.wait_until_open()

    def start(self, name: str) -> None:
        door, port = ("public", self.public_port) if name == PUBLIC else ("staff", self.staff_port)
        if name == WORKER:
            arguments = ["-m", "django", "worker", "--interval", "0.2"]
        else:
            arguments = [
                "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
                "--no-access-log", "--log-level", "error", "--workers", str(self.workers),
                "--blocking-threads", str(4 // self.workers),
                f"commonground.doors.{door}.wsgi:application",
            ]  # fmt: skip
        self.processes[name] = subprocess.Popen(
            [sys.executable, *arguments],
            env=self.environment(door, door),
            cwd=PROJECT,
            start_new_session=True,
        )

    def wait_until_open(self) -> None:
        for address in (self.public_url, self.staff_url):
            self._wait_for(f"{address}/health")

    def kill(self, name: str) -> None:
        """As a power cut would: no warning, and everything that the process had started with it."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes.clear()

    def manage(self, *arguments: str) -> str:
        """One command of the house, with the rights of the owner of its tables."""
        return self.run("staff", "owner", "-m", "django", *arguments)

    def run(self, door: str, role: str, *arguments: str) -> str:
        """Runs one program of the house to its end."""
        done = subprocess.run(
            [sys.executable, *arguments],
            env=self.environment(door, role),
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def environment(self, door: str, role: str) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": f"commonground.doors.{door}.settings",
            "PYTHONPATH": os.pathsep.join([str(PROJECT / "src"), str(PROJECT)]),
            "COMMONGROUND_PUBLIC_URL": self.public_url,
            "COMMONGROUND_STAFF_URL": self.staff_url,
            "COMMONGROUND_DATABASE_URL": self._database(role),
            "COMMONGROUND_DATA_FOLDER": str(self.folder),
            "COMMONGROUND_CONFIG_FOLDER": str(self.folder / "config"),
            "COMMONGROUND_MAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "COMMONGROUND_MAIL_FROM": "partnership@riverbend.example",
            "COMMONGROUND_DEMONSTRATION": "true",
            "COMMONGROUND_LOG_LEVEL": "ERROR",
        }

    def rows(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Asks the database itself; `?` stands for a value."""
        if self.on_postgresql:
            import psycopg

            with psycopg.connect(self._database("owner"), autocommit=True) as connection:
                answer = connection.execute(question.replace("?", "%s"), values)
                return answer.fetchall() if answer.description else []
        connection = sqlite3.connect(self._sqlite, timeout=20)
        try:
            with connection:
                return connection.execute(question, values).fetchall()
        finally:
            connection.close()

    @property
    def _sqlite(self) -> Path:
        return self.folder / "house.sqlite3"

    def _database(self, role: str) -> str:
        if not self.on_postgresql:
            return f"sqlite:///{self._sqlite}"
        server = urlsplit(os.environ["COMMONGROUND_DATABASE_URL"])
        if role == "owner":
            return server._replace(path=f"/{DATABASE}").geturl()
        return f"postgresql://commonground_{role}:{PASSWORD}@{server.hostname}:{server.port}/{DATABASE}"

    def _make_database(self) -> None:
        import psycopg

        with psycopg.connect(os.environ["COMMONGROUND_DATABASE_URL"], autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
            connection.execute(f"CREATE DATABASE {DATABASE}")
            for role in ("public", "staff"):
                name = f"commonground_{role}"
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
                    connection.execute(f"CREATE ROLE {name}")
                connection.execute(f"ALTER ROLE {name} LOGIN PASSWORD '{PASSWORD}'")

    def _wait_for(self, address: str) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(address, timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                ended = [name for name, process in self.processes.items() if process.poll() is not None]
                assert not ended, f"ended at once: {ended}"
                time.sleep(0.1)
        raise AssertionError(f"{address} did not answer")
