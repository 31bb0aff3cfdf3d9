"""A missing or wrong setting refuses to start, with a sentence that says what to set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from commonground.doors.configuration import Configuration

PROJECT = Path(__file__).resolve().parents[3]


def start(**changes: str | None) -> subprocess.CompletedProcess:
    """Starts the staff door's settings with these changes to a right environment."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "commonground.doors.staff.settings"}
    for name, value in changes.items():
        if value is None:
            environment.pop(f"COMMONGROUND_{name}", None)
        else:
            environment[f"COMMONGROUND_{name}"] = value
    return subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; settings.DEBUG; print('started')"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
    )


def test_right_settings_start() -> None:
    assert start().stdout == "started\n"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": None}, "Set COMMONGROUND_SECRET_KEY: Signs links and sessions."),
        (
            {"SECRET_KEY": "short"},
            "COMMONGROUND_SECRET_KEY is wrong: string should have at least 50 characters.",
        ),
        ({"PUBLIC_URL": "safety.example.gov"}, "COMMONGROUND_PUBLIC_URL must be an address"),
        ({"PUBLIC_URL": "http://safety.example.gov"}, "COMMONGROUND_PUBLIC_URL must begin with https://"),
        ({"STAFF_URL": "http://localhost:8000"}, "they are two doors"),
        (
            {"DATABASE_URL": "mysql://x"},
            "COMMONGROUND_DATABASE_URL must begin with sqlite:/// or postgresql://",
        ),
        ({"CITY": "atlantis"}, "COMMONGROUND_CITY is 'atlantis'"),
        ({"MAIL_URL": "smtp://localhost:25"}, "COMMONGROUND_MAIL_FROM must be set"),
        ({"MAIL_URL": "mail.example.gov"}, "COMMONGROUND_MAIL_URL must begin with smtp://"),
        ({"SINGLE_SIGN_ON_ISSUER": "https://login.example.gov"}, "must be set with the issuer"),
        ({"TRUSTED_PROXIES": "many"}, "COMMONGROUND_TRUSTED_PROXIES is wrong"),
    ],
)
def test_wrong_settings_say_what_to_set(changes: dict[str, str | None], sentence: str) -> None:
    done = start(**changes)
    assert done.returncode == 78
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_two_wrong_settings_are_named_together() -> None:
    said = start(SECRET_KEY=None, DATABASE_URL="x").stderr
    assert "SECRET_KEY" in said
    assert "DATABASE_URL" in said


def test_every_setting_is_described() -> None:
    for name, field in Configuration.model_fields.items():
        assert field.description, name
