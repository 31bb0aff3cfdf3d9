"""Makes the demonstration's settings, database, content and static files; each step once, and again when it must."""

import hashlib
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[4]
SOURCE = PROJECT / "src" / "commonground"
HOUSE = PROJECT / "var" / "demo"
DOORS = ("public", "staff")


@dataclass(frozen=True)
class House:
    public_port: int
    staff_port: int

    @property
    def public_url(self) -> str:
        return f"http://localhost:{self.public_port}"

    @property
    def staff_url(self) -> str:
        return f"http://localhost:{self.staff_port}"

    def environment(self, door: str) -> dict[str, str]:
        """The environment of a process of that door. The worker and the command line are of the staff door."""
        return {
            **os.environ,
            "COMMONGROUND_ENVIRONMENT_FILE": str(HOUSE / f"{door}.env"),
            "DJANGO_SETTINGS_MODULE": f"commonground.doors.{door}.settings",
        }

    def prepare(self) -> None:
        """Does what is not done yet, saying so. A killed run is taken up where it stopped."""
        HOUSE.mkdir(parents=True, exist_ok=True)
        self._write_settings()
        steps: list[tuple[str, str, Callable[[], None]]] = [
            (
                "tables",
                _digest_of(SOURCE.rglob("migrations/*.py")),
                lambda: self._command("staff", "migrate"),
            ),
            ("people, pages and two years of history", "once", self._tell_story),
            ("static files", _digest_of(_static_files()), self._collect),
        ]
        for name, digest, do in steps:
            _once(name, digest, do)

    def _write_settings(self) -> None:
        keys = HOUSE / "link.key"
        if not keys.exists():
            keys.write_text(secrets.token_urlsafe(48))
            keys.chmod(0o600)
        for door in DOORS:
            self._write_door(door, link_key=keys.read_text())

    def _write_door(self, door: str, *, link_key: str) -> None:
        key = HOUSE / f"{door}.key"
        if not key.exists():
            key.write_text(secrets.token_urlsafe(48))
            key.chmod(0o600)
        values = {
            "SECRET_KEY": key.read_text(),
            "LINK_KEY": link_key,
            "PUBLIC_URL": self.public_url,
            "STAFF_URL": self.staff_url,
            "DATABASE_URL": f"sqlite:///{HOUSE / 'house.sqlite3'}",
            "DATA_FOLDER": str(HOUSE),
            "CITY": "riverbend",
            "DEMONSTRATION": "true",
            "LOG_LEVEL": "WARNING",
        }
        path = HOUSE / f"{door}.env"
        path.write_text("".join(f"COMMONGROUND_{name}={value}\n" for name, value in values.items()))
        path.chmod(0o600)

    def _tell_story(self) -> None:
        self._run("staff", [sys.executable, "-m", "commonground.doors.demonstration.story"])

    def _collect(self) -> None:
        for door in DOORS:
            self._command(door, "collectstatic", "--no-input", "--clear")

    def _command(self, door: str, *arguments: str) -> None:
        self._run(door, [sys.executable, "-m", "django", *arguments, "--verbosity", "0"])

    def _run(self, door: str, command: list[str]) -> None:
        done = subprocess.run(command, env=self.environment(door), cwd=PROJECT, check=False)
        if done.returncode:
            sys.exit(done.returncode)


def _once(name: str, digest: str, do: Callable[[], None]) -> None:
    stamp = HOUSE / f".done-{name.replace(' ', '-').replace(',', '')}"
    if stamp.exists() and stamp.read_text() == digest:
        return
    print(f"Making {name} …", end=" ", flush=True)
    started = time.monotonic()
    do()
    stamp.write_text(digest)
    print(f"{time.monotonic() - started:.1f} s")


def _static_files() -> list[Path]:
    return [path for folder in SOURCE.rglob("static") for path in folder.rglob("*") if path.is_file()]


def _digest_of(paths: object) -> str:
    """Changes when a file comes, goes or is written anew."""
    digest = hashlib.sha256()
    for path in sorted(paths):  # type: ignore[call-overload]
        digest.update(f"{path}:{path.stat().st_size}:{path.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()
